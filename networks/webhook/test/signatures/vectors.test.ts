import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromBase64, Secret, toBase64, utf8 } from '@sallyport/core';
import {
  checkContentDigest,
  contentDigest,
  readSignatureInput,
  readSignatures,
  type SignatureKey,
  signatureBase,
  signBase,
  verifiesBase,
} from '@sallyport/webhook';

/** RFC 9421 Appendix B.1.4, B.1.5, B.2 (test-request), B.2.5 and B.2.6: numbers and messages out of a published document. */
const KEYS: Readonly<Record<string, SignatureKey>> = {
  b25: {
    id: 'test-shared-secret',
    algorithm: 'hmac-sha256',
    key: Secret.of(
      fromBase64('uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=='),
    ),
  },
  b26: {
    id: 'test-key-ed25519',
    algorithm: 'ed25519',
    key: createPrivateKey({
      key: Buffer.from('MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF', 'base64'),
      format: 'der',
      type: 'pkcs8',
    }),
  },
};
const BODY = utf8('{"hello": "world"}');
const FIELDS = {
  date: 'Tue, 20 Apr 2021 02:07:55 GMT',
  'content-type': 'application/json',
  'content-digest':
    'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
  'content-length': '18',
};
const VECTORS = [
  {
    name: 'b25',
    input: 'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    signature: 'sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:',
    base: [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@authority": example.com',
      '"content-type": application/json',
      '"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    ],
  },
  {
    name: 'b26',
    input:
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature: 'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
    base: [
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"content-type": application/json',
      '"content-length": 18',
      '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    ],
  },
] as const;

describe('the vectors of RFC 9421', () => {
  for (const { name, input, signature, base } of VECTORS) {
    it(`are read, written and verified: ${name}`, () => {
      const [parsed] = [...readSignatureInput(input).values()];
      const [signed] = [...readSignatures(signature).values()];
      const key = KEYS[name];
      assert.ok(parsed !== undefined && signed !== undefined && key !== undefined);
      const message = {
        method: 'POST',
        url: 'https://example.com/foo?param=Value&Pet=dog',
        fields: new Map(Object.entries(FIELDS)),
      };
      const lines = signatureBase(message, parsed.components, parsed.text);
      assert.equal(lines, base.join('\n'));
      assert.equal(verifiesBase(key, utf8(lines), signed), true);
      assert.equal(verifiesBase(key, utf8(`${lines} `), signed), false);
      assert.equal(verifiesBase(key, utf8(lines), signed.subarray(1)), false);
      assert.equal(toBase64(signBase(key, utf8(lines))), toBase64(signed));
      assert.equal(parsed.parameters.get('created'), 1618884473);
    });
  }

  it('have the digest of their body', () => {
    checkContentDigest(FIELDS['content-digest'], BODY);
    checkContentDigest(contentDigest(BODY), BODY);
    const code = { code: 'E_WEBHOOK_DIGEST' };
    assert.throws(() => checkContentDigest(FIELDS['content-digest'], utf8('{}')), code);
    assert.throws(() => checkContentDigest('md5=:AAAA:', BODY), code);
    assert.throws(() => checkContentDigest(undefined, BODY), code);
    assert.throws(() => checkContentDigest(`${contentDigest(BODY)}, sha-512=:AAAA:`, BODY), code);
  });
});
