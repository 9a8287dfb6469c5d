import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import fc from 'fast-check';
import { ByteReader } from '../../src/bytes.ts';
import {
  decodeCertificate,
  decodeCertificateRequest,
  encodeCertificate,
  encodeCertificateRequest,
  encodeDigitallySigned,
  readDigitallySigned,
} from '../../src/messages/certificate.ts';
import { decodeClientHello, encodeClientHello, splitCookie } from '../../src/messages/client-hello.ts';
import {
  decodeHelloVerifyRequest,
  decodeServerHello,
  encodeHelloVerifyRequest,
  encodeServerHello,
} from '../../src/messages/server-hello.ts';

const bytes = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength });
const uint16 = fc.nat(0xffff);
const extensions = fc
  .uniqueArray(fc.tuple(uint16, bytes(40)), { selector: ([type]) => type, maxLength: 10 })
  .map((entries) => new Map(entries));

const clientHello = fc.record(
  {
    version: uint16,
    random: bytes(32, 32),
    sessionId: bytes(32),
    cookie: bytes(255),
    suites: fc.array(uint16, { minLength: 1, maxLength: 20 }),
    compressionMethods: bytes(5, 1),
    extensions,
  },
  { noNullPrototype: true },
);
const serverHello = fc.record(
  {
    version: uint16,
    random: bytes(32, 32),
    sessionId: bytes(32),
    suite: uint16,
    compressionMethod: fc.nat(255),
    extensions,
  },
  { noNullPrototype: true },
);

/** Each is read as it was written, and refused with a typed error wherever it is cut. */
function survives<T>(
  arbitrary: fc.Arbitrary<T>,
  encode: (value: T) => Uint8Array,
  decode: (bytes: Uint8Array) => unknown,
): void {
  fc.assert(
    fc.property(arbitrary, (value) => {
      const encoding = encode(value);
      assert.deepEqual(decode(encoding), value);
      for (let length = 0; length < encoding.length; length++) {
        try {
          decode(encoding.subarray(0, length));
        } catch (error) {
          assert.ok(isSallyportError(error, 'E_DTLS_MALFORMED'), String(error));
        }
      }
    }),
    { numRuns: 60 },
  );
}

describe('round trips', () => {
  it('of ClientHello', () => survives(clientHello, encodeClientHello, decodeClientHello));
  it('of ServerHello', () => survives(serverHello, encodeServerHello, decodeServerHello));
  it('of HelloVerifyRequest', () => survives(bytes(255), encodeHelloVerifyRequest, decodeHelloVerifyRequest));
  it('of Certificate', () => {
    survives(
      fc.array(bytes(50, 1), { maxLength: 10 }),
      (entries) => encodeCertificate(entries, 'x509'),
      (encoding) => [...decodeCertificate(encoding, 'x509')],
    );
  });
  it('of Certificate with a raw public key', () => {
    survives(
      bytes(200, 1).map((spki) => [spki]),
      (entries) => encodeCertificate(entries, 'rawPublicKey'),
      (encoding) => [...decodeCertificate(encoding, 'rawPublicKey')],
    );
  });
  it('of signatures', () => {
    survives(
      fc.record({ scheme: uint16, signature: bytes(80) }, { noNullPrototype: true }),
      encodeDigitallySigned,
      (encoding) => readDigitallySigned(new ByteReader(encoding, 'signature')),
    );
  });
});

it('CertificateRequest asks for ECDSA, by any authority', () => {
  assert.deepEqual(decodeCertificateRequest(encodeCertificateRequest()), {
    certificateTypes: Uint8Array.of(64),
    signatureSchemes: [0x0403, 0x0503, 0x0603],
    authorities: [],
  });
});

it('a cookie is told from what it is bound to, and that is everything else', () => {
  fc.assert(
    fc.property(clientHello, bytes(255), (hello, otherCookie) => {
      const parts = splitCookie(encodeClientHello(hello));
      assert.deepEqual(parts?.cookie, hello.cookie);
      assert.deepEqual(parts?.random, hello.random);
      const other = splitCookie(encodeClientHello({ ...hello, cookie: otherCookie }));
      assert.deepEqual(other?.bound, parts?.bound);
      const changed = splitCookie(encodeClientHello({ ...hello, suites: [...hello.suites, 1] }));
      assert.notDeepEqual(changed?.bound, parts?.bound);
    }),
  );
});
