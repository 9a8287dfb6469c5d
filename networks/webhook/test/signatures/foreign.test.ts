import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromUtf8, Secret, utf8 } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import type { SignatureKey } from '@sallyport/webhook';
import { parsed, URL_HERE, world } from '../support/world.ts';

/**
 * Requests that another implementation signed: http-message-signatures 1.0.6 (npm, ISC licence), with the Ed25519 key of RFC
 * 9421 Appendix B.1.4 and with a shared key, as of 2026-11-30T12:00:00Z.
 */
const BODY = '{"type":"session.ended","session":"s"}';
const DIGEST = 'sha-256=:5i7TRrqslw0YP6jQuFBCk0ciZaZDdV6s+GLRLfnW9CM=:';
const COVERED = '("@method" "@target-uri" "content-type" "content-digest");created=1796040000';
const MESSAGES: readonly { readonly key: SignatureKey; readonly input: string; readonly signature: string }[] = [
  {
    key: {
      id: 'ed',
      algorithm: 'ed25519',
      key: createPrivateKey({
        key: Buffer.from('MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF', 'base64'),
        format: 'der',
        type: 'pkcs8',
      }),
    },
    input: `${COVERED};nonce="nonce-ed";keyid="ed";alg="ed25519";tag="sallyport-network"`,
    signature: ':5Dmv95qJCtagtyh9lbGc31euyABTJEPaikSQoWkJu39nMm4bz0XlhUTVBalzrw+e296ncQFpphTBqenGdmQYAA==:',
  },
  {
    key: {
      id: 'mac',
      algorithm: 'hmac-sha256',
      key: Secret.of('a secret that both of them have, long enough'),
    },
    input: `${COVERED};nonce="nonce-mac";keyid="mac";alg="hmac-sha256";tag="sallyport-network"`,
    signature: ':Ko0Spnhplm5nGiYJ+ukAWYJ3/3YjBYqw1NhWs4qHW/k=:',
  },
];

describe('a message that another implementation signed', () => {
  for (const { key, input, signature } of MESSAGES) {
    it(`is taken, once: ${key.algorithm}`, async () => {
      const { network, refusals } = world(undefined, { questions: { url: URL_HERE, keys: [key] } });
      const headers = {
        'content-type': 'application/json',
        'content-digest': DIGEST,
        'signature-input': `theirs=${input}`,
        signature: `theirs=${signature}`,
      };
      const request = buildRequest({ method: 'POST', headers, body: utf8(BODY) });
      const response = await network.handle(request);
      assert.equal(response.status, 200, fromUtf8(response.body));
      assert.deepEqual(parsed(response.body), { type: 'session.ended', known: false });
      assert.match(response.headers['signature-input'] ?? '', /"signature";req;key="theirs"/);
      assert.equal((await network.handle(request)).status, 401);
      assert.deepEqual(refusals, ['E_WEBHOOK_REPLAYED']);
    });
  }
});
