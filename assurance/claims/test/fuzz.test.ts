/**
 * Claims broken in every way a stranger might: whatever comes, it is refused by a typed error, and nothing that differs
 * from what was signed is ever verified. A short run goes with the tests; `SALLYPORT_FUZZ_RUNS=1000000` makes a long one,
 * `SALLYPORT_FUZZ_SEED` another one.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CLAIM_LIMITS,
  canonicalize,
  issuerResolver,
  parseDidDocument,
  parseStrictJson,
  verifyClaim,
  verifyRoute,
} from '@sallyport/assurance-claims';
import { isSallyportError, type JsonValue, toHex, utf8 } from '@sallyport/core';
import { Damage, fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { EXAMPLES, subjectOf } from './support/examples.ts';
import { AT, bytesOf, joseOf, OPTIONS, OWNER, proofOf, trust } from './support/people.ts';

const RUNS = fuzzRuns(3000);

const damage = new Damage([
  '"',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\\',
  '\\ud800',
  '1e999',
  '-0',
  '.',
  '=',
  'null',
  '"proof":{},',
  '"__proto__":',
  '\u0000',
  '💥',
]);

/** What a document says, when a strict reader can read it at all; a token says what it spells. */
function meaning(bytes: Uint8Array): string {
  try {
    return canonicalize(parseStrictJson(bytes, CLAIM_LIMITS));
  } catch {
    return toHex(bytes);
  }
}

async function survives(input: Uint8Array, original: Uint8Array): Promise<void> {
  try {
    await verifyRoute(input, OPTIONS);
  } catch (error) {
    assert.ok(isSallyportError(error), `${String(error)} for ${Buffer.from(input).toString()}`);
    assert.ok(error.fault !== 'internal');
    return;
  }
  assert.equal(meaning(input), meaning(original), 'something else than what was signed was verified');
}

describe('broken claims', () => {
  it(`of both forms are refused by typed errors, ${RUNS} times`, async () => {
    const claims = [await joseOf(), bytesOf(await proofOf()), await joseOf(EXAMPLES.Schema(OWNER.signer.issuer))];
    for (let run = 0; run < RUNS; run++) {
      const original = claims[run % claims.length];
      assert.ok(original);
      await survives(damage.mutate(original), original);
    }
  });

  it('cut off anywhere are refused', async () => {
    for (const whole of [await joseOf(), bytesOf(await proofOf())]) {
      for (let length = 0; length < whole.length; length++) {
        await assert.rejects(verifyClaim(whole.subarray(0, length), OPTIONS), (error) => isSallyportError(error));
      }
    }
  });

  it('of any JSON are refused', async () => {
    const named = fc.dictionary(
      fc.constantFrom(
        '@context',
        'type',
        'issuer',
        'proof',
        'credentialSubject',
        'id',
        'validFrom',
        'credentialStatus',
        '__proto__',
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.constantFrom(
          'VerifiableCredential',
          'https://www.w3.org/ns/credentials/v2',
          'EnvelopedVerifiableCredential',
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), named), async (value) => {
        await assert.rejects(verifyClaim(utf8(JSON.stringify(value)), OPTIONS), (error) => isSallyportError(error));
      }),
      { numRuns: Math.min(RUNS, 2000) },
    );
  });

  it('with any value in place of any member are refused, or mean the same', async () => {
    const original = await proofOf();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(original)), fc.jsonValue(), async (member, value) => {
        const json: JsonValue = JSON.parse(JSON.stringify(value));
        await survives(bytesOf({ ...original, [member]: json }), bytesOf(original));
      }),
      { numRuns: Math.min(RUNS, 1000) },
    );
  });
});

describe('broken identifiers', () => {
  it('of issuers are refused by typed errors', async () => {
    const resolve = issuerResolver({ fetchDocument: async () => bytesOf({}), houseCertificates: () => undefined });
    const tails = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'z6MkDnae:%#.-_ni/;=') }),
      fc.base64String(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('did:key:', 'did:jwk:', 'did:web:', 'ni:///sha-256;', ''),
        tails,
        async (prefix, tail) => {
          await assert.rejects(
            async () => resolve(prefix + tail),
            (error) => isSallyportError(error),
          );
        },
      ),
      { numRuns: Math.min(RUNS, 2000) },
    );
  });

  it('in documents are refused by typed errors, or passed over', () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('#a', 'did:web:a.example', 'Multikey', 'JsonWebKey', 'z6Mk'),
    );
    const method = fc.dictionary(
      fc.constantFrom('id', 'type', 'controller', 'publicKeyMultibase', 'publicKeyJwk', 'expires'),
      values,
    );
    const document = fc.record({
      id: fc.constant('did:web:a.example'),
      verificationMethod: fc.oneof(values, fc.array(method)),
      assertionMethod: values,
    });
    fc.assert(
      fc.property(document, (value) => {
        try {
          parseDidDocument(utf8(JSON.stringify(value)), 'did:web:a.example');
        } catch (error) {
          assert.ok(isSallyportError(error), String(error));
        }
      }),
      { numRuns: Math.min(RUNS, 2000) },
    );
  });
});

describe('a refusal', () => {
  it('never repeats what a claim says, nor any key', async () => {
    const fact = EXAMPLES.Fact(OWNER.signer.issuer);
    const strange = { ...fact, credentialSubject: { ...subjectOf(fact), values: { CANARY: { CANARY: 1 } } } };
    const marked = trust(OWNER.signer.issuer, { credentialSubject: { id: 'urn:x', truster: 'CANARY' } });
    const inputs = [
      await joseOf(marked),
      await joseOf(strange),
      bytesOf({ ...(await proofOf(marked)), id: 'urn:CANARY' }),
      utf8('CANARY.CANARY.CANARY'),
    ];
    for (const input of inputs) {
      await assert.rejects(verifyClaim(input, { ...OPTIONS, at: AT }), (error: Error) => {
        return isSallyportError(error) && !`${error.message} ${JSON.stringify(error)}`.includes('CANARY');
      });
    }
  });
});
