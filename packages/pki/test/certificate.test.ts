import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { DAY, fromHex, toHex } from '@sallyport/core';
import { der } from '@sallyport/der';
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  buildCertificate,
  Certificate,
  crlDistributionPoints,
  extendedKeyUsage,
  extension,
  hardwareModuleName,
  KEY_TYPES,
  keyUsage,
  Name,
  NEVER,
  OID,
  subjectAltName,
  subjectKeyIdentifier,
  unknownCriticalExtensions,
} from '@sallyport/pki';
import { authority, cn, endEntity, extensionsField, NOW, newSigner, rawCertificate } from './support.ts';

const everything = [
  basicConstraints({ ca: true, pathLength: 3 }),
  keyUsage('digitalSignature', 'keyCertSign', 'decipherOnly'),
  extendedKeyUsage([OID.cmcRa, OID.serverAuth], true),
  subjectAltName([
    { kind: 'dns', value: 'registrar.example.com' },
    { kind: 'email', value: 'a@example.com' },
    { kind: 'uri', value: 'https://example.com/' },
    { kind: 'ip', value: '192.0.2.7' },
    { kind: 'ip', value: '2001:db8::7' },
    { kind: 'directory', value: cn('someone') },
    { kind: 'registeredId', value: '1.2.3' },
    hardwareModuleName('1.2.3.4', Uint8Array.of(1, 2, 3)),
  ]),
  crlDistributionPoints(['http://crl.example.com/a.crl', 'http://crl.example.com/b.crl']),
  authorityInfoAccess({ ocsp: ['http://ocsp.example.com'], caIssuers: ['http://ca.example.com/ca.cer'] }),
];

describe('buildCertificate and Certificate', () => {
  it('give back everything that was put in', async () => {
    const signer = newSigner();
    const certificate = await buildCertificate({
      subject: cn('subject'),
      publicKey: signer.publicKey,
      issuer: cn('issuer'),
      signer,
      serialNumber: fromHex('00ff01'),
      notBefore: NOW,
      notAfter: 'never',
      extensions: [...everything, subjectKeyIdentifier(signer.publicKey), authorityKeyIdentifier(signer.publicKey)],
    });
    assert.equal(certificate.version, 3);
    assert.equal(certificate.serialNumber, 'ff01');
    assert.equal(certificate.subject.toString(), 'CN=subject');
    assert.equal(certificate.issuer.toString(), 'CN=issuer');
    assert.deepEqual(certificate.notBefore, NOW);
    assert.deepEqual(certificate.notAfter, NEVER);
    assert.ok(certificate.publicKey.equals(signer.publicKey));
    assert.equal(certificate.isSelfIssued, false);
    assert.deepEqual(certificate.basicConstraints, { ca: true, pathLength: 3 });
    assert.deepEqual([...(certificate.keyUsage ?? [])], ['digitalSignature', 'keyCertSign', 'decipherOnly']);
    assert.deepEqual(certificate.extendedKeyUsage, [OID.cmcRa, OID.serverAuth]);
    assert.deepEqual(certificate.crlDistributionPoints, [
      'http://crl.example.com/a.crl',
      'http://crl.example.com/b.crl',
    ]);
    assert.deepEqual(certificate.subjectKeyIdentifier, certificate.authorityKeyIdentifier);
    assert.equal(certificate.subjectKeyIdentifier?.length, 20);
    assert.equal(certificate.extensions.length, 8);
    assert.deepEqual(unknownCriticalExtensions(certificate), []);
    const names = certificate.subjectAltNames;
    assert.deepEqual(
      names.map(({ kind }) => kind),
      ['dns', 'email', 'uri', 'ip', 'ip', 'directory', 'registeredId', 'other'],
    );
    assert.deepEqual(names[4], {
      kind: 'ip',
      value: '2001:db8::7',
      octets: fromHex('20010db8000000000000000000000007'),
    });
    assert.deepEqual(names[7], {
      kind: 'other',
      oid: OID.hardwareModuleName,
      value: der.sequence(der.objectIdentifier('1.2.3.4'), der.octetString(Uint8Array.of(1, 2, 3))),
    });
    assert.ok(Certificate.fromPem(certificate.toPem()).equals(certificate));
    assert.equal(
      certificate.fingerprint(),
      new X509Certificate(certificate.der).fingerprint256.replaceAll(':', '').toLowerCase(),
    );
  });

  for (const type of KEY_TYPES.filter((each) => each !== 'RSA-4096')) {
    it(`agree with OpenSSL about a certificate signed by ${type}`, async () => {
      const { certificate } = await authority('root', undefined, { keyType: type });
      const other = new X509Certificate(certificate.der);
      assert.ok(other.verify(other.publicKey));
      assert.ok(other.ca);
      assert.ok(certificate.isSignedBy(certificate));
      assert.ok(certificate.isSignedBy(certificate.publicKey));
      assert.ok(certificate.isSelfIssued);
      assert.equal(other.serialNumber.toLowerCase(), certificate.serialNumber);
    });
  }

  it('write dates to 2049 as UTCTime and later ones as GeneralizedTime', async () => {
    const { certificate } = await endEntity('x', undefined, { notAfter: new Date('2050-01-01T00:00:00Z') });
    const text = Buffer.from(certificate.der).toString('latin1');
    assert.match(text, /260502120000Z/);
    assert.match(text, /20500101000000Z/);
  });

  it('refuse to build what RFC 5280 forbids', async () => {
    const signer = newSigner();
    const options = {
      subject: cn('a'),
      publicKey: signer.publicKey,
      issuer: cn('a'),
      signer,
      serialNumber: Uint8Array.of(1),
      notBefore: NOW,
      notAfter: new Date(NOW.getTime() + DAY),
      extensions: [],
    };
    assert.ok(await buildCertificate(options));
    for (const bad of [
      { notAfter: new Date(NOW.getTime() - 1) },
      { issuer: Name.of([]) },
      { serialNumber: new Uint8Array() },
      { serialNumber: Uint8Array.of(0, 0) },
      { serialNumber: new Uint8Array(20).fill(0xff) },
      { serialNumber: new Uint8Array(21).fill(1) },
    ]) {
      await assert.rejects(buildCertificate({ ...options, ...bad }), { code: 'E_PKI_ISSUE_INPUT' });
    }
    const twice = [basicConstraints({ ca: true }), basicConstraints({ ca: false })];
    await assert.rejects(buildCertificate({ ...options, extensions: twice }), { code: 'E_PKI_EXTENSION_INPUT' });
  });
});

describe('Certificate.allFromPem', () => {
  it('reads a bundle in order and passes over other objects', async () => {
    const [a, b] = [(await authority('a')).certificate, (await authority('b')).certificate];
    const key = newSigner().publicKey.export({ format: 'pem', type: 'spki' });
    const all = Certificate.allFromPem(`comment\n${a.toPem()}${key}${b.toPem()}`);
    assert.deepEqual(
      all.map((each) => each.subject.toString()),
      ['CN=a', 'CN=b'],
    );
    assert.throws(() => Certificate.fromPem(a.toPem() + b.toPem()), { code: 'E_PEM_LABEL' });
  });
});

describe('Certificate.parse', () => {
  const critical = (encoded: boolean) => der.boolean(encoded);
  const one = der.sequence(der.objectIdentifier('1.2.3'), der.octetString(der.nullValue()));
  const ext = (...parts: readonly Uint8Array[]) =>
    extensionsField(der.sequence(der.objectIdentifier('1.2.3'), ...parts));
  const cases: readonly (readonly [why: string, code: string, Parameters<typeof rawCertificate>[0]])[] = [
    ['two extensions of one kind', 'E_PKI_EXTENSION_DUPLICATE', { rest: [extensionsField(one, one)] }],
    ['an Extensions field without an extension', 'E_PKI_EXTENSION', { rest: [extensionsField()] }],
    ['more than 64 extensions', 'E_PKI_EXTENSION', { rest: [extensionsField(...new Array<Uint8Array>(65).fill(one))] }],
    [
      'a default that is encoded (critical FALSE)',
      'E_PKI_EXTENSION',
      { rest: [ext(critical(false), der.octetString(der.nullValue()))] },
    ],
    ['an extension without a value', 'E_DER_TRUNCATED', { rest: [ext(critical(true))] }],
    ['something behind the extensions', 'E_DER_TRAILING', { rest: [extensionsField(one), der.nullValue()] }],
    ['version 1 with extensions', 'E_PKI_CERTIFICATE', { version: undefined, rest: [extensionsField(one)] }],
    [
      'version 2 with extensions',
      'E_PKI_CERTIFICATE',
      { version: der.context(0, der.integer(1)), rest: [extensionsField(one)] },
    ],
    [
      'version 1 with a unique identifier',
      'E_PKI_CERTIFICATE',
      { version: undefined, rest: [der.contextValue(1, Uint8Array.of(0, 1))] },
    ],
    ['version 1 spelled out', 'E_PKI_CERTIFICATE', { version: der.context(0, der.integer(0)) }],
    ['version 4', 'E_PKI_CERTIFICATE', { version: der.context(0, der.integer(3)) }],
    ['a negative serial number', 'E_PKI_SERIAL', { serial: der.integer(-1) }],
    ['a serial number of 21 octets', 'E_PKI_SERIAL', { serial: der.integer(new Uint8Array(21).fill(1)) }],
    ['a serial number that is not minimal', 'E_DER_VALUE', { serial: fromHex('02020001') }],
    [
      'two signature algorithms that differ',
      'E_PKI_CERTIFICATE',
      { outerAlgorithm: der.sequence(der.objectIdentifier(OID.ecdsaWithSha384)) },
    ],
    ['a validity without an end', 'E_DER_TRUNCATED', { validity: der.sequence(der.time(NOW)) }],
    [
      'a date that does not exist',
      'E_DER_VALUE',
      { validity: der.sequence(der.value(0x17, Buffer.from('260230000000Z')), der.time(NOW)) },
    ],
    [
      'a date with a time zone',
      'E_DER_VALUE',
      { validity: der.sequence(der.value(0x17, Buffer.from('2602010000+0100')), der.time(NOW)) },
    ],
    ['a name that is no SEQUENCE', 'E_DER_TAG', { subject: der.set() }],
  ];
  for (const [why, code, parts] of cases) {
    it(`refuses ${why}`, async () => {
      const encoded = await rawCertificate(parts);
      assert.throws(() => Certificate.parse(encoded), { code });
    });
  }

  it('accepts what the refused cases are variations of', async () => {
    for (const parts of [
      {},
      { rest: [extensionsField(one)] },
      { version: undefined },
      { version: der.context(0, der.integer(1)), rest: [der.contextValue(1, Uint8Array.of(0, 1))] },
      { rest: [ext(critical(true), der.octetString(der.nullValue()))] },
      { serial: der.integer(new Uint8Array(20).fill(1)) },
    ]) {
      assert.ok(Certificate.parse(await rawCertificate(parts)));
    }
  });

  it('refuses bytes behind the certificate and certificates beyond reason', async () => {
    const encoded = await rawCertificate({});
    assert.throws(() => Certificate.parse(Buffer.concat([encoded, Uint8Array.of(0)])), { code: 'E_DER_TRAILING' });
    assert.throws(() => Certificate.parse(new Uint8Array(200_000)), { code: 'E_DER_TOO_LARGE' });
  });

  it('refuses a certificate cut short at any byte', async () => {
    const encoded = await rawCertificate({ rest: [extensionsField(one)] });
    for (let length = 0; length < encoded.length; length++) {
      assert.throws(() => Certificate.parse(encoded.subarray(0, length)), { code: 'E_DER_TRUNCATED' });
    }
  });

  it('reports a malformed known extension when it is asked for', async () => {
    const broken = extension(OID.keyUsage, der.integer(1), true);
    const { certificate } = await endEntity('x', undefined, { extensions: [broken] });
    assert.throws(() => certificate.keyUsage, { code: 'E_PKI_EXTENSION' });
    assert.deepEqual(certificate.extension(OID.keyUsage), broken);
  });

  it('reports a key it cannot read when it is asked for', async () => {
    const spki = der.sequence(der.sequence(der.objectIdentifier('1.2.3')), der.bitString(Uint8Array.of(1)));
    const certificate = Certificate.parse(await rawCertificate({ spki }));
    assert.equal(toHex(certificate.spki), toHex(spki));
    assert.throws(() => certificate.publicKey, { code: 'E_PKI_KEY' });
  });
});
