import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DAY } from '@sallyport/core';
import {
  authorityInfoAccess,
  buildCertificateRequest,
  buildCertificateRevocationList,
  Certificate,
  CertificateRequest,
  CertificateRevocationList,
  crlDistributionPoints,
  extendedKeyUsage,
  hardwareModuleName,
  nameConstraints,
  OID,
  subjectAltName,
  validatePath,
} from '@sallyport/pki';
import fc from 'fast-check';
import {
  appendixC,
  authority,
  cn,
  endEntity,
  type Identity,
  NOW,
  newSigner,
  toleratingTypedErrors,
} from './support.ts';

let ca: Identity;
const certificates: Uint8Array[] = [];
const requests: Uint8Array[] = [];
const lists: Uint8Array[] = [];

before(async () => {
  const constraints = nameConstraints({ permitted: [{ kind: 'dns', value: 'example.com' }] });
  ca = await authority('ca', undefined, { more: [constraints] });
  const leaf = await endEntity('leaf', ca, {
    more: [
      subjectAltName([
        { kind: 'dns', value: 'a.example.com' },
        { kind: 'ip', value: '::1' },
        { kind: 'directory', value: cn('x') },
        hardwareModuleName('1.2.3', Uint8Array.of(1)),
      ]),
      extendedKeyUsage([OID.cmcRa, OID.clientAuth]),
      crlDistributionPoints(['http://crl.example.com/']),
      authorityInfoAccess({ ocsp: ['http://ocsp.example.com/'] }),
    ],
  });
  certificates.push(leaf.certificate.der, ca.certificate.der, appendixC('idevid').der, appendixC('jrc').der);
  for (const type of ['P-256', 'Ed25519', 'RSA-2048'] as const) {
    const extensions = [subjectAltName([{ kind: 'dns', value: 'a' }])];
    const request = await buildCertificateRequest({
      subject: cn('x'),
      signer: newSigner(type),
      extensions,
      challengePassword: 'a',
    });
    requests.push(request.der);
  }
  const list = await buildCertificateRevocationList({
    issuer: ca.certificate,
    signer: ca.signer,
    thisUpdate: NOW,
    nextUpdate: new Date(NOW.getTime() + DAY),
    crlNumber: 1,
    entries: [{ serialNumber: '01', revocationDate: NOW, reason: 'keyCompromise', invalidityDate: NOW }],
  });
  lists.push(list.der);
});

/** Everything that can be asked of a certificate. */
function useCertificate(bytes: Uint8Array): void {
  const certificate = Certificate.parse(bytes);
  for (const read of [
    () => certificate.publicKey,
    () => certificate.subjectKeyIdentifier,
    () => certificate.authorityKeyIdentifier,
    () => certificate.basicConstraints,
    () => certificate.keyUsage,
    () => certificate.extendedKeyUsage,
    () => certificate.subjectAltNames,
    () => certificate.crlDistributionPoints,
    () => certificate.nameConstraints,
    () => certificate.isSelfIssued,
    () => certificate.isSignedBy(certificate),
    () => `${certificate.subject} ${certificate.issuer} ${certificate.toPem()} ${certificate.fingerprint()}`,
    () => validatePath({ leaf: certificate, intermediates: [certificate], anchors: [ca.certificate], at: NOW }),
    () => validatePath({ leaf: certificate, intermediates: [], anchors: [certificate], at: 'ignore-validity' }),
  ]) {
    toleratingTypedErrors(read);
  }
}

function useRequest(bytes: Uint8Array): void {
  const request = CertificateRequest.parse(bytes);
  request.verifySignature();
  request.toPem();
  request.subject.toString();
}

function useList(bytes: Uint8Array): void {
  const list = CertificateRevocationList.parse(bytes);
  list.isSignedBy(ca.certificate);
  toleratingTypedErrors(() => list.crlNumber);
  toleratingTypedErrors(() => list.authorityKeyIdentifier);
}

const readers: readonly (readonly [string, readonly Uint8Array[], (bytes: Uint8Array) => void])[] = [
  ['certificates', certificates, useCertificate],
  ['requests', requests, useRequest],
  ['revocation lists', lists, useList],
];

/** Changes, cuts, repeats and inserts: what a hostile peer or a bad line would do. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    kind: fc.constantFrom('flip', 'set', 'cut', 'insert', 'repeat'),
    byte: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 0x80, 0xff, 0x30, 0x05, 0x1f)),
  }),
  { minLength: 1, maxLength: 4 },
);

function damaged(original: Uint8Array, changes: typeof damage extends fc.Arbitrary<infer T> ? T : never): Uint8Array {
  let bytes = Buffer.from(original);
  for (const { at, kind, byte } of changes) {
    const i = Math.floor(at * bytes.length);
    const [head, tail] = [bytes.subarray(0, i), bytes.subarray(i)];
    if (kind === 'flip') bytes[i] = (bytes[i] ?? 0) ^ (1 << (byte & 7));
    else if (kind === 'set') bytes[i] = byte;
    else if (kind === 'cut') bytes = Buffer.concat([head, tail.subarray(1 + (byte & 7))]);
    else if (kind === 'insert') bytes = Buffer.concat([head, Uint8Array.of(byte), tail]);
    else bytes = Buffer.concat([head, tail.subarray(0, byte), tail]);
  }
  return bytes;
}

for (const [what, samples, use] of readers) {
  describe(`damaged ${what}`, () => {
    it('are themselves readable before the damage', () => {
      assert.ok(samples.length > 0);
      for (const sample of samples) use(sample);
    });

    it('give typed errors, whichever byte is changed', () => {
      for (const sample of samples) {
        for (let i = 0; i < sample.length; i++) {
          for (const mask of [0x01, 0x80, 0xff]) {
            const bytes = Uint8Array.from(sample);
            bytes[i] = (bytes[i] ?? 0) ^ mask;
            toleratingTypedErrors(() => use(bytes));
          }
        }
      }
    });

    it('give typed errors, whatever is done to them', () => {
      fc.assert(
        fc.property(fc.nat(), damage, (which, changes) => {
          const sample = samples[which % samples.length];
          assert.ok(sample !== undefined);
          toleratingTypedErrors(() => use(damaged(sample, changes)));
        }),
        { numRuns: 1500 },
      );
    });

    it('give typed errors when they never were one', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
          toleratingTypedErrors(() => use(bytes));
        }),
      );
    });
  });
}
