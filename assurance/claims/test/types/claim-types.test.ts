import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  CLAIM_TYPE_NAMES,
  CLAIM_TYPES,
  claimJsonSchema,
  claimSchemaId,
  claimsContext,
  printClaim,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { EXAMPLES, SUBJECTS, subjectOf } from '../support/examples.ts';
import { bytesOf, joseOf, OPTIONS, OWNER, proofOf, trust } from '../support/people.ts';

const { issuer } = OWNER.signer;

async function received(credential: JsonObject) {
  return verifyClaim(await joseOf(credential), OPTIONS);
}

/** What every variant of the subject must have, by the published schema. */
function requiredOf({ properties }: JsonObject): readonly string[] {
  const subject = isJsonObject(properties) ? properties['credentialSubject'] : undefined;
  assert.ok(isJsonObject(subject));
  const variants = Array.isArray(subject['oneOf']) ? subject['oneOf'] : [subject];
  const lists: readonly (readonly string[])[] = variants.map((variant) => variant.required);
  return (lists[0] ?? []).filter((name) => lists.every((list) => list.includes(name)));
}

describe('the types of claims', () => {
  for (const name of CLAIM_TYPE_NAMES) {
    it(`${name}: an example is made, signed, verified and read`, async () => {
      const { claim } = await received(EXAMPLES[name](issuer));
      assert.equal(claim.type, name);
      assert.equal(claim.kind, CLAIM_TYPES[name].kind);
      assert.deepEqual(claim.subject, SUBJECTS[name]);
    });

    it(`${name}: a member that is not in the schema is refused, and so is each that is missing`, async () => {
      const credential = EXAMPLES[name](issuer);
      const subject = subjectOf(credential);
      const withSubject = (credentialSubject: JsonObject) => ({ ...credential, credentialSubject });
      await refuses(() => received(withSubject({ ...subject, more: 1 })), 'E_CLAIMS_SUBJECT');
      const required = requiredOf(claimJsonSchema(name));
      assert.ok(required.length > 0);
      for (const member of required) {
        const rest = Object.fromEntries(Object.entries(subject).filter(([key]) => key !== member));
        await refuses(() => received(withSubject({ ...rest })), 'E_CLAIMS_SUBJECT');
      }
      for (const member of Object.keys(subject).filter((key) => !required.includes(key))) {
        const rest = Object.fromEntries(Object.entries(subject).filter(([key]) => key !== member));
        await received(withSubject(rest));
      }
    });

    it(`${name}: its JSON Schema is published as a file`, () => {
      const file = new URL(`../../schemas/${name}.json`, import.meta.url);
      assert.ok(existsSync(file), `schemas/${name}.json is missing`);
      assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), claimJsonSchema(name));
      assert.equal(claimJsonSchema(name)['$id'], claimSchemaId(name));
    });
  }

  it('are read from Data Integrity proofs alike', async () => {
    const claim = await verifyClaim(bytesOf(await proofOf(EXAMPLES.Purchase(issuer))), OPTIONS);
    assert.equal(claim.claim.type, 'Purchase');
  });

  it('cover what the interfaces of NIST’s Build 5 submit', () => {
    const names = CLAIM_TYPE_NAMES.flatMap((name) => CLAIM_TYPES[name].build5?.split(', ') ?? []);
    assert.deepEqual([...new Set(names)].sort(), [
      'device_manufacturer_binding',
      'device_trust',
      'device_type_binding',
      'device_type_mud_binding',
      'device_type_vulnerable',
      'manufacturer_trust',
    ]);
  });

  it('cover the four kinds of CAHN, questions, answers, commands and routes', () => {
    const kinds = new Set(CLAIM_TYPE_NAMES.map((name) => CLAIM_TYPES[name].kind));
    assert.deepEqual([...kinds].sort(), [
      'answer',
      'command',
      'fact',
      'query',
      'retraction',
      'route',
      'rule',
      'schema',
    ]);
  });

  it('have terms in the context that is published for processors of linked data', () => {
    const context = claimsContext()['@context'];
    assert.ok(isJsonObject(context));
    for (const name of CLAIM_TYPE_NAMES) assert.equal(context[name], `urn:sallyport:claims:v1#${name}`);
    assert.equal(context['deviceType'], 'urn:sallyport:claims:v1#deviceType');
  });

  const refusals: readonly (readonly [what: string, credential: JsonObject, code: string])[] = [
    ['of no type', { ...trust(), type: ['VerifiableCredential'] }, 'E_CLAIMS_TYPE_UNKNOWN'],
    ['of an unknown type', { ...trust(), type: ['VerifiableCredential', 'Truth'] }, 'E_CLAIMS_TYPE_UNKNOWN'],
    [
      'of the name of an object’s method',
      { ...trust(), type: ['VerifiableCredential', 'toString'] },
      'E_CLAIMS_TYPE_UNKNOWN',
    ],
    ['of two types', { ...trust(), type: ['VerifiableCredential', 'Trust', 'Distrust'] }, 'E_CLAIMS_TYPE_UNKNOWN'],
    [
      'without the context that defines the types',
      { ...trust(), '@context': ['https://www.w3.org/ns/credentials/v2'] },
      'E_CLAIMS_TYPE_UNKNOWN',
    ],
    ['of several subjects', { ...trust(), credentialSubject: [SUBJECTS.Trust, SUBJECTS.Trust] }, 'E_CLAIMS_SUBJECT'],
    [
      'whose manufacturer has a weight',
      { ...trust(), credentialSubject: { ...SUBJECTS.Trust, weight: 1 } },
      'E_CLAIMS_SUBJECT',
    ],
    [
      'of a role that there is not',
      { ...trust(), credentialSubject: { ...SUBJECTS.Trust, role: 'god' } },
      'E_CLAIMS_SUBJECT',
    ],
    [
      'whose device is no key',
      { ...EXAMPLES.Purchase(issuer), credentialSubject: { ...SUBJECTS.Purchase, id: 'urn:device:1' } },
      'E_CLAIMS_SUBJECT',
    ],
    [
      'whose score is above ten',
      { ...EXAMPLES.VulnerabilityScore(issuer), credentialSubject: { ...SUBJECTS.VulnerabilityScore, score: 10.1 } },
      'E_CLAIMS_SUBJECT',
    ],
    [
      'whose device is in a tier that verifiers do not know',
      {
        ...EXAMPLES.AttestationResult(issuer),
        credentialSubject: { ...SUBJECTS.AttestationResult, status: 'trustworthy' },
      },
      'E_CLAIMS_SUBJECT',
    ],
    [
      'whose evidence is in the claim itself',
      {
        ...EXAMPLES.AttestationResult(issuer),
        credentialSubject: { ...SUBJECTS.AttestationResult, evidence: { quote: 'AQID' } },
      },
      'E_CLAIMS_SUBJECT',
    ],
    [
      'whose rule is in another language',
      { ...EXAMPLES.Rule(issuer), credentialSubject: { ...SUBJECTS.Rule, language: 'sh' } },
      'E_CLAIMS_SUBJECT',
    ],
    [
      'whose MUD is not fetched by https',
      { ...EXAMPLES.Mud(issuer), credentialSubject: { ...SUBJECTS.Mud, mud: { url: 'http://maker.example/' } } },
      'E_CLAIMS_SUBJECT',
    ],
  ];
  for (const [what, credential, code] of refusals) {
    it(`are refused ${what}`, async () => {
      await refuses(() => received(credential), code);
    });
  }

  it('are refused when a member, however deep, has the name of an object’s prototype', async () => {
    for (const text of ['{"__proto__":1}', '{"a":{"__proto__":{}}}', '{"a":[{"__proto__":1}]}']) {
      const claim: JsonObject = JSON.parse(text);
      const credential = EXAMPLES.Reattestation(issuer);
      const credentialSubject = { ...subjectOf(credential), claim };
      await refuses(() => received({ ...credential, credentialSubject }), 'E_CLAIMS_SUBJECT');
    }
  });

  it('tell where a subject fails, and nothing of what it says', async () => {
    const credential = { ...trust(), credentialSubject: { ...SUBJECTS.Trust, truster: 'a secret' } };
    await assert.rejects(received(credential), (error: Error & { details?: unknown }) => {
      assert.deepEqual(error.details, { type: 'Trust', where: 'truster', problem: 'invalid_format' });
      return !JSON.stringify(error).includes('secret');
    });
  });
});

describe('claims in CAHN’s notation', () => {
  it('are printed with their keys, addresses and values', async () => {
    const { id } = SUBJECTS.Purchase;
    const claim = await received(EXAMPLES.Purchase(issuer));
    assert.equal(printClaim(claim, 'colon'), `Purchase(${id}+, person@email.com, thermo-2) : ${issuer}-`);
    assert.equal(
      printClaim(await received(EXAMPLES.TrustCommand(issuer))),
      `{ Trust (${SUBJECTS.TrustCommand.id}+, ${SUBJECTS.TrustCommand.registrar}+) } [${issuer}-]`,
    );
    assert.equal(
      printClaim(await received(EXAMPLES.AttestationResult(issuer))),
      `{ AttestationResult (${SUBJECTS.AttestationResult.id}+, affirming, https://verifier.example/policies/thermo-2@) } [${issuer}-]`,
    );
  });
});
