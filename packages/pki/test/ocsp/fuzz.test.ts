/**
 * Damaged OCSP messages: typed errors only, no responder that falls silent, and nothing forged believed.
 *
 * A short run goes with the tests; `SALLYPORT_FUZZ=100000` makes a long one, `SALLYPORT_FUZZ_SEED` another one.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, isSallyportError } from '@sallyport/core';
import {
  CertificateId,
  encodeOcspRequest,
  OcspResponder,
  parseOcspRequest,
  parseOcspResponse,
  verifyOcspResponse,
} from '@sallyport/pki/ocsp';
import fc from 'fast-check';
import { NOW, toleratingTypedErrors } from '../support.ts';
import { makeWorld, respond, vector } from './support.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ'] ?? 3000);
const SEED = Number(process.env['SALLYPORT_FUZZ_SEED'] ?? 1);

const world = await makeWorld();
const revoked = [
  { certificateId: world.id, status: { status: 'revoked', at: NOW } as const, thisUpdate: NOW, nextUpdate: undefined },
];
const requests = [
  encodeOcspRequest([world.id], Uint8Array.of(1, 2, 3)),
  vector('req-multi-sha1'),
  vector('req-ext-nonce'),
  vector('req-acceptable-responses'),
];
const responses = [
  await respond(world, { responses: revoked, nonce: Uint8Array.of(1) }),
  vector('resp-sha256'),
  vector('resp-revoked-reason'),
  vector('resp-sct-extension'),
  vector('ocsp-army.deps.mil-resp'),
];
const engine = new OcspResponder({
  issuer: world.ca.certificate,
  identity: () => world.responder,
  statusOf: async () => ({ status: 'good' }),
  clock: { now: () => NOW },
  lifetime: HOUR,
  onError: (thrown) => {
    throw thrown;
  },
});

/** Flips of bits, octets replaced, taken out or doubled, in one of the messages. */
function damaged(messages: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    octet: fc.integer({ min: 0, max: 255 }),
    kind: fc.constantFrom('flip', 'set', 'drop', 'double', 'cut'),
  });
  return fc
    .tuple(fc.constantFrom(...messages), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([message, changes]) => {
      let octets = [...message];
      for (const { at, octet, kind } of changes) {
        const index = Math.floor(at * octets.length);
        const old = octets[index] ?? 0;
        if (kind === 'flip') octets[index] = old ^ (1 << (octet & 7));
        if (kind === 'set') octets[index] = octet;
        if (kind === 'drop') octets.splice(index, 1);
        if (kind === 'double') octets.splice(index, 0, old);
        if (kind === 'cut') octets = octets.slice(0, index);
      }
      return Uint8Array.from(octets);
    });
}

describe('OCSP under damage', () => {
  it('reads what it writes', () => {
    const ids = fc.array(
      fc.uint8Array({ minLength: 1, maxLength: 19 }).filter((octets) => octets.some((o) => o > 0)),
      {
        minLength: 1,
        maxLength: 16,
      },
    );
    fc.assert(
      fc.property(ids, fc.option(fc.uint8Array({ minLength: 1, maxLength: 128 })), (serials, nonce) => {
        const wanted = serials.map((each) => CertificateId.of(world.ca.certificate, Buffer.from(each).toString('hex')));
        const read = parseOcspRequest(encodeOcspRequest(wanted, nonce ?? undefined));
        assert.deepEqual(
          read.certificateIds.map(({ der }) => der),
          wanted.map(({ der }) => der),
        );
        assert.deepEqual(read.nonce, nonce ?? undefined);
      }),
      { numRuns: 100, seed: SEED },
    );
  });

  it('refuses every message that is cut short, at whatever octet', () => {
    for (const request of requests) {
      for (let end = 0; end < request.length; end++) {
        assert.throws(() => parseOcspRequest(request.subarray(0, end)), { code: 'E_OCSP_REQUEST' });
      }
    }
    for (const response of responses) {
      for (let end = 0; end < response.length; end++) {
        assert.throws(() => parseOcspResponse(response.subarray(0, end)), { code: 'E_OCSP_RESPONSE' });
      }
    }
  });

  it('answers every damaged request', async () => {
    await fc.assert(
      fc.asyncProperty(damaged(requests), async (request) => {
        const { der, status } = await engine.respond(request);
        assert.equal(parseOcspResponse(der).status, status);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('throws nothing but typed errors on damaged responses, and never calls a revoked certificate good', () => {
    const options = { certificate: world.leaf.certificate, issuer: world.ca.certificate, at: NOW };
    fc.assert(
      fc.property(damaged(responses), (response) => {
        toleratingTypedErrors(() => parseOcspResponse(response));
        try {
          assert.equal(verifyOcspResponse(response, options).status, 'revoked');
        } catch (thrown) {
          if (!isSallyportError(thrown)) throw thrown;
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
