import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addProof,
  canonicalize,
  KNOWN_CONTEXTS,
  verifyClaim,
  verifyCredential,
  verifyProofs,
} from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject, toHex, utf8 } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { hashData } from '../../src/data-integrity/hash-data.ts';
import { readProof } from '../../src/data-integrity/proof.ts';
import { readMultikey } from '../../src/keys/multikey.ts';
import { AT, bytesOf, joseOf, MAKER, OPTIONS, OWNER, PEOPLE, person, proofOf, trust } from '../support/people.ts';
import { DATA_INTEGRITY } from '../support/vectors.ts';

const EXAMPLES = new Set([...KNOWN_CONTEXTS, 'https://www.w3.org/ns/credentials/examples/v2']);

/** The claim with its one proof changed after it was made. */
async function withProof(changes: JsonObject): Promise<Uint8Array> {
  const secured = await proofOf();
  const { proof } = secured;
  assert.ok(isJsonObject(proof));
  return bytesOf({ ...secured, proof: { ...proof, ...changes } });
}

describe('the vectors of W3C', () => {
  for (const vector of DATA_INTEGRITY.suites) {
    const { proof, ...document } = vector.signed;

    it(`of ${vector.name} have the same canonical texts, hashes and signature`, () => {
      const { options, signature, verificationMethod } = readProof(proof);
      assert.equal(canonicalize(document), vector.canonicalDocument);
      assert.equal(canonicalize(options), vector.canonicalProof);
      const key = readMultikey(verificationMethod.slice(verificationMethod.indexOf('#') + 1));
      assert.equal(toHex(hashData(document, options, key.type)), vector.hashData);
      assert.equal(toHex(signature), vector.signature);
    });

    it(`of ${vector.name} verify, and no longer when a word is changed`, async () => {
      const { signatures } = await verifyProofs(vector.signed, OPTIONS);
      assert.equal(signatures.length, 1);
      await refuses(() => verifyProofs({ ...vector.signed, name: 'Other Credential' }, OPTIONS), 'E_CLAIMS_SIGNATURE');
    });

    it(`of ${vector.name} are not credentials of their issuer, whose key it is not`, async () => {
      const options = { ...OPTIONS, contexts: EXAMPLES };
      await refuses(() => verifyCredential(bytesOf(vector.signed), options), 'E_CLAIMS_ISSUER_MISMATCH');
      await refuses(() => verifyCredential(bytesOf(vector.signed), OPTIONS), 'E_CLAIMS_CONTEXT');
    });
  }

  it('of suites and chains that are not supported are refused', async () => {
    await refuses(() => verifyProofs(DATA_INTEGRITY.rdfc, OPTIONS), 'E_CLAIMS_PROOF_UNSUPPORTED');
    const [, , chained] = DATA_INTEGRITY.chain.proof;
    const proof = { ...chained, cryptosuite: 'eddsa-jcs-2022' };
    await refuses(() => verifyProofs({ ...DATA_INTEGRITY.chain, proof }, OPTIONS), 'E_CLAIMS_PROOF_UNSUPPORTED');
  });
});

describe('claims with Data Integrity proofs', () => {
  for (const { type, signer } of PEOPLE) {
    it(`of ${type} verify`, async () => {
      const claim = await verifyClaim(bytesOf(await proofOf(trust(signer.issuer), signer)), OPTIONS);
      assert.equal(claim.issuer, signer.issuer);
      assert.equal(claim.verified.form, 'data-integrity');
      assert.deepEqual(claim.verified.signatures[0].created, AT);
    });
  }

  const refusals: readonly (readonly [what: string, changes: JsonObject, code: string])[] = [
    ['of an unknown type', { type: 'Ed25519Signature2020' }, 'E_CLAIMS_PROOF_UNSUPPORTED'],
    ['of an unknown suite', { cryptosuite: 'eddsa-rdfc-2022' }, 'E_CLAIMS_PROOF_UNSUPPORTED'],
    ['of the suite of another kind of key', { cryptosuite: 'ecdsa-jcs-2019' }, 'E_CLAIMS_ALGORITHM_KEY'],
    ['for another purpose', { proofPurpose: 'authentication' }, 'E_CLAIMS_PROOF_PURPOSE'],
    ['for no known purpose', { proofPurpose: 'amusement' }, 'E_CLAIMS_PROOF_PURPOSE'],
    ['of another time than signed', { created: '2026-11-30T11:00:00Z' }, 'E_CLAIMS_SIGNATURE'],
    ['of the future', { created: '2026-11-30T12:06:00Z' }, 'E_CLAIMS_PROOF_CREATED'],
    ['of no time', { created: 'today' }, 'E_CLAIMS_TIME'],
    ['that has expired', { expires: '2026-11-30T11:59:59Z' }, 'E_CLAIMS_PROOF_EXPIRED'],
    ['with a domain added', { domain: 'node.example' }, 'E_CLAIMS_SIGNATURE'],
    ['with a member added', { nonce: 'x' }, 'E_CLAIMS_SIGNATURE'],
    [
      'naming the key of another',
      { verificationMethod: person().signer.verificationMethod },
      'E_CLAIMS_ISSUER_MISMATCH',
    ],
    ['naming no key', { verificationMethod: 7 }, 'E_CLAIMS_PROOF'],
    [
      'naming a key that the issuer has not',
      { verificationMethod: `${OWNER.signer.issuer}#other` },
      'E_CLAIMS_METHOD_UNKNOWN',
    ],
    [
      'naming a key of nobody who could be asked',
      { verificationMethod: 'https://issuer.example#key' },
      'E_CLAIMS_ISSUER_MISMATCH',
    ],
    [
      'without contexts that the document has',
      { '@context': ['https://www.w3.org/ns/credentials/v2'] },
      'E_CLAIMS_SIGNATURE',
    ],
    [
      'with contexts that the document has not',
      { '@context': ['https://www.w3.org/2018/credentials/v1'] },
      'E_CLAIMS_PROOF',
    ],
    ['in another base', { proofValue: 'uAAAA' }, 'E_CLAIMS_PROOF'],
    ['with a value of other letters', { proofValue: 'z0' }, 'E_CLAIMS_PROOF'],
    ['with an endless value', { proofValue: `z${'2'.repeat(300)}` }, 'E_CLAIMS_PROOF'],
    ['with a short value', { proofValue: 'z2' }, 'E_CLAIMS_SIGNATURE'],
    ['without a value', { proofValue: null }, 'E_CLAIMS_PROOF'],
    ['with a challenge that is no text', { challenge: 7 }, 'E_CLAIMS_PROOF'],
    ['that stands on others', { previousProof: 'urn:uuid:1' }, 'E_CLAIMS_PROOF_UNSUPPORTED'],
  ];
  for (const [what, changes, code] of refusals) {
    it(`are refused with a proof ${what}`, async () => {
      await refuses(async () => verifyClaim(await withProof(changes), OPTIONS), code);
    });
  }

  it('are refused with a second proof by somebody who cannot be asked', async () => {
    const secured = await proofOf();
    const { proof } = secured;
    assert.ok(isJsonObject(proof));
    const stranger = { ...proof, verificationMethod: 'https://issuer.example#key' };
    await refuses(
      () => verifyClaim(bytesOf({ ...secured, proof: [proof, stranger] }), OPTIONS),
      'E_CLAIMS_CONTROLLER_UNSUPPORTED',
    );
  });

  it('ask nobody for a key when the issuer has not signed', async () => {
    const resolve = () => assert.fail('asked');
    const secured = bytesOf(await proofOf(trust(MAKER), OWNER.signer));
    await refuses(() => verifyClaim(secured, { ...OPTIONS, resolve }), 'E_CLAIMS_ISSUER_MISMATCH');
  });

  it('are refused when anything in them was changed, added or taken away', async () => {
    const secured = await proofOf();
    const { validUntil: _, ...shorter } = secured;
    for (const changed of [
      { ...secured, id: 'urn:uuid:9' },
      shorter,
      { ...secured, validUntil: '2030-01-01T00:00:00Z' },
    ]) {
      await refuses(() => verifyClaim(bytesOf(changed), OPTIONS), 'E_CLAIMS_SIGNATURE');
    }
  });

  it('are refused when somebody else signed for their issuer', async () => {
    const secured = await proofOf(trust(MAKER), OWNER.signer);
    await refuses(() => verifyClaim(bytesOf(secured), OPTIONS), 'E_CLAIMS_ISSUER_MISMATCH');
  });

  it('are refused with the proof, or the value of the proof, of another issuer’s claim of the same words', async () => {
    const other = person();
    const { proof: theirs } = await proofOf(trust(other.signer.issuer), other.signer);
    await refuses(
      () => verifyClaim(bytesOf({ ...trust(), proof: theirs ?? null }), OPTIONS),
      'E_CLAIMS_ISSUER_MISMATCH',
    );
    assert.ok(isJsonObject(theirs));
    await refuses(
      async () => verifyClaim(await withProof({ proofValue: theirs['proofValue'] ?? null }), OPTIONS),
      'E_CLAIMS_SIGNATURE',
    );
  });

  it('are refused without a proof, with an empty set, with too many, and with what is no proof', async () => {
    await refuses(() => verifyClaim(bytesOf(trust()), OPTIONS), 'E_CLAIMS_FORM');
    await refuses(() => verifyClaim(bytesOf({ ...trust(), proof: [] }), OPTIONS), 'E_CLAIMS_PROOF');
    await refuses(() => verifyClaim(bytesOf({ ...trust(), proof: Array(9).fill({}) }), OPTIONS), 'E_CLAIMS_PROOF');
    await refuses(() => verifyClaim(bytesOf({ ...trust(), proof: 'signed' }), OPTIONS), 'E_CLAIMS_PROOF');
  });

  it('are refused when a name stands twice', async () => {
    const text = JSON.stringify(await proofOf()).replace('{', '{"issuer":"did:example:1",');
    await refuses(() => verifyClaim(utf8(text), OPTIONS), 'E_CLAIMS_DUPLICATE_NAME');
  });

  it('go on without contexts that were added behind those that were signed', async () => {
    const secured = await proofOf();
    const contexts = [
      ...(Array.isArray(secured['@context']) ? secured['@context'] : []),
      'https://attacker.example/terms',
    ];
    const claim = await verifyClaim(bytesOf({ ...secured, '@context': contexts }), OPTIONS);
    assert.deepEqual(claim.verified.credential.document['@context'], secured['@context']);
    assert.equal(claim.uri, (await verifyClaim(bytesOf(secured), OPTIONS)).uri);
  });

  it('verify with white space and members in any order', async () => {
    const secured = Object.fromEntries(Object.entries(await proofOf()).reverse());
    await verifyClaim(utf8(`\n  ${JSON.stringify(secured, undefined, 2)}\n`), OPTIONS);
  });

  it('answer the domain and challenge that they were made for, and no others', async () => {
    const secured = bytesOf(
      await addProof(trust(), { signer: OWNER.signer, domain: 'node.example', challenge: 'n-1' }),
    );
    const bound = { ...OPTIONS, domain: 'node.example', challenge: 'n-1' };
    await verifyClaim(secured, bound);
    await refuses(() => verifyClaim(secured, { ...bound, domain: 'other.example' }), 'E_CLAIMS_DOMAIN');
    await refuses(() => verifyClaim(secured, { ...bound, challenge: 'n-2' }), 'E_CLAIMS_CHALLENGE');
    await refuses(async () => verifyClaim(bytesOf(await proofOf()), bound), 'E_CLAIMS_DOMAIN');
  });

  it('may be co-signed: every proof of the set must verify, one at least by the issuer', async () => {
    const witness = person('P-384');
    const both = await addProof(await proofOf(trust(), witness.signer), { signer: OWNER.signer, created: AT });
    const { verified } = await verifyClaim(bytesOf(both), OPTIONS);
    assert.deepEqual(
      verified.signatures.map(({ method }) => method.controller),
      [OWNER.signer.issuer, witness.signer.issuer],
    );
    const [first, second] = Array.isArray(both['proof']) ? both['proof'] : [];
    await refuses(
      () => verifyClaim(bytesOf({ ...both, proof: [second, { ...first, created: '2026-11-30T11:00:00Z' }] }), OPTIONS),
      'E_CLAIMS_SIGNATURE',
    );
    await refuses(() => verifyClaim(bytesOf({ ...both, proof: [first] }), OPTIONS), 'E_CLAIMS_ISSUER_MISMATCH');
  });

  it('have the same name as the same words secured by JOSE', async () => {
    const [one, other] = [
      await verifyClaim(await joseOf(), OPTIONS),
      await verifyClaim(bytesOf(await proofOf()), OPTIONS),
    ];
    assert.equal(one.uri, other.uri);
    assert.match(one.uri, /^ni:\/\/\/sha-256;/);
  });
});
