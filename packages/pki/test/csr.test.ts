import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { concat } from '@sallyport/core';
import { der, TAG } from '@sallyport/der';
import {
  basicConstraints,
  buildCertificateRequest,
  CertificateRequest,
  encodeExtensions,
  KEY_TYPES,
  keyTypeOf,
  keyUsage,
  Name,
  OID,
  type RequestAttribute,
  subjectAltName,
} from '@sallyport/pki';
import { OpensslDesk, opensslMissing } from './openssl.ts';
import { cn, newSigner } from './support.ts';

const desk = new OpensslDesk();
after(() => desk.remove());

const ECDSA = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));

/** A request with any fault one likes, signed. */
async function rawRequest(parts: { version?: Uint8Array; attributes?: Uint8Array | 'absent' }): Promise<Uint8Array> {
  const signer = newSigner();
  const info = der.sequence(
    parts.version ?? der.integer(0),
    cn('x').der,
    signer.publicKey.export({ format: 'der', type: 'spki' }),
    ...(parts.attributes === 'absent' ? [] : [parts.attributes ?? der.context(0)]),
  );
  return der.sequence(info, ECDSA, der.bitString(await signer.sign(info)));
}

function attribute(oid: string, ...values: readonly Uint8Array[]): Uint8Array {
  return der.sequence(der.objectIdentifier(oid), der.set(...values));
}

const password = (text: string) => der.string(TAG.UTF8_STRING, text);

describe('buildCertificateRequest', () => {
  for (const type of KEY_TYPES.filter((each) => each !== 'RSA-4096')) {
    it(`gives back what was put in, signed with ${type}`, async () => {
      const signer = newSigner(type);
      const extensions = [keyUsage('digitalSignature'), subjectAltName([{ kind: 'dns', value: 'a.example' }])];
      const subject = Name.of([
        ['O', 'Maker'],
        ['serialNumber', '4711'],
      ]);
      const request = await buildCertificateRequest({ subject, signer, extensions, challengePassword: 'aGVsbG8=' });
      assert.ok(request.subject.equals(subject));
      assert.ok(request.publicKey.equals(signer.publicKey));
      assert.equal(keyTypeOf(request.publicKey), type);
      assert.deepEqual(request.requestedExtensions, extensions);
      assert.equal(request.challengePassword, 'aGVsbG8=');
      assert.equal(request.attributes.length, 2);
      assert.ok(request.verifySignature());
      assert.deepEqual(CertificateRequest.fromPem(request.toPem()).der, request.der);
    });
  }

  it('holds attributes of any kind, and text beyond PrintableString', async () => {
    const own: RequestAttribute = { oid: '1.2.3.4', values: [der.integer(2), der.integer(1)] };
    const request = await buildCertificateRequest({
      subject: cn('x'),
      signer: newSigner(),
      attributes: [own],
      challengePassword: 'pässword_',
    });
    assert.equal(request.challengePassword, 'pässword_');
    const found = request.attributes.find(({ oid }) => oid === own.oid);
    assert.deepEqual(found?.values, [der.integer(1), der.integer(2)]);
    assert.deepEqual(request.requestedExtensions, []);
  });

  it('makes requests without attributes', async () => {
    const request = await buildCertificateRequest({ subject: Name.of([]), signer: newSigner() });
    assert.deepEqual(request.attributes, []);
    assert.equal(request.challengePassword, undefined);
    assert.ok(request.verifySignature());
  });

  it('makes requests that openssl verifies', { skip: opensslMissing }, async () => {
    for (const type of KEY_TYPES.filter((each) => each !== 'RSA-4096')) {
      const request = await buildCertificateRequest({
        subject: cn('device'),
        signer: newSigner(type),
        extensions: [subjectAltName([{ kind: 'ip', value: '2001:db8::1' }])],
        challengePassword: 'secret',
      });
      const { ok, text } = desk.run('req', '-in', desk.file('own.csr', request.toPem()), '-verify', '-noout', '-text');
      assert.ok(ok, text);
      assert.match(text, /Subject: CN = device/);
      assert.match(text, /challengePassword\s*:secret/);
      assert.match(text, /IP Address:2001:DB8:0:0:0:0:0:1/);
    }
  });
});

describe('CertificateRequest', () => {
  it('reads what openssl makes', { skip: opensslMissing }, () => {
    const config = desk.file(
      'req.cnf',
      [
        '[req]\ndistinguished_name=dn\nattributes=attrs\nreq_extensions=ext\nprompt=no\nutf8=yes\nstring_mask=utf8only',
        '[dn]\nC=FR\nO=Maker é\nserialNumber=4711\nCN=device',
        '[attrs]\nchallengePassword=tls-unique+/=',
        '[ext]\nbasicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:a.example,IP:192.0.2.1,otherName:1.2.3;UTF8:x',
      ].join('\n'),
    );
    for (const [algorithm, option] of [
      ['EC', 'ec_paramgen_curve:P-384'],
      ['RSA', 'rsa_keygen_bits:2048'],
      ['ED25519', undefined],
    ] as const) {
      const options = option === undefined ? [] : ['-pkeyopt', option];
      const made = desk.run(
        'req',
        '-new',
        '-config',
        config,
        '-newkey',
        algorithm,
        ...options,
        '-nodes',
        '-keyout',
        'k.pem',
        '-out',
        'o.csr',
      );
      assert.ok(made.ok, made.text);
      const request = CertificateRequest.fromPem(readFileSync(desk.path('o.csr'), 'utf8'));
      assert.ok(request.verifySignature());
      assert.equal(request.subject.toString(), 'CN=device,serialNumber=4711,O=Maker é,C=FR');
      assert.equal(request.challengePassword, 'tls-unique+/=');
      assert.deepEqual(request.requestedExtensions[0], basicConstraints({ ca: false }));
      assert.equal(request.requestedExtensions.length, 2);
    }
  });

  it('says when the signature is not by the key it is for', async () => {
    const request = await buildCertificateRequest({ subject: cn('device'), signer: newSigner() });
    const tampered = Buffer.from(request.der);
    tampered[tampered.indexOf('device')] = 0x44;
    assert.equal(CertificateRequest.parse(tampered).verifySignature(), false);
    const byAnother = der.sequence(request.info, ECDSA, der.bitString(await newSigner().sign(request.info)));
    assert.equal(CertificateRequest.parse(byAnother).verifySignature(), false);
  });

  it('reads two common departures: absent and unsorted attributes', async () => {
    assert.deepEqual(CertificateRequest.parse(await rawRequest({ attributes: 'absent' })).attributes, []);
    const unsorted = der.context(0, attribute('1.2.9', der.nullValue()), attribute('1.2.3', der.nullValue()));
    assert.equal(CertificateRequest.parse(await rawRequest({ attributes: unsorted })).attributes.length, 2);
  });

  const extensions = encodeExtensions([basicConstraints({ ca: false })]);
  for (const [why, code, parts] of [
    ['version 2', 'E_PKI_CSR', { version: der.integer(1) }],
    [
      'two challenge passwords',
      'E_PKI_CSR',
      { attributes: der.context(0, attribute(OID.challengePassword, password('a'), password('b'))) },
    ],
    [
      'a challenge password without a value',
      'E_PKI_CSR',
      { attributes: der.context(0, attribute(OID.challengePassword)) },
    ],
    [
      'two extension requests',
      'E_PKI_CSR',
      {
        attributes: der.context(
          0,
          attribute(OID.extensionRequest, extensions),
          attribute(OID.extensionRequest, extensions),
        ),
      },
    ],
    [
      'an extension twice',
      'E_PKI_EXTENSION_DUPLICATE',
      {
        attributes: der.context(
          0,
          attribute(OID.extensionRequest, der.sequence(extensions.subarray(2), extensions.subarray(2))),
        ),
      },
    ],
    [
      'a challenge password that is no text',
      'E_DER_TAG',
      { attributes: der.context(0, attribute(OID.challengePassword, der.integer(1))) },
    ],
    [
      'more than 32 attributes',
      'E_PKI_CSR',
      { attributes: der.context(0, ...new Array<Uint8Array>(33).fill(attribute('1.2.3', der.nullValue()))) },
    ],
    ['something behind the attributes', 'E_DER_TRAILING', { attributes: concat(der.context(0), der.nullValue()) }],
  ] as const) {
    it(`refuses ${why}`, async () => {
      const encoded = await rawRequest(parts);
      assert.throws(() => CertificateRequest.parse(encoded), { code });
    });
  }

  it('refuses a request cut short at any byte, and one beyond reason', async () => {
    const { der: encoded } = await buildCertificateRequest({
      subject: cn('x'),
      signer: newSigner(),
      challengePassword: 'a',
    });
    for (let length = 0; length < encoded.length; length++) {
      assert.throws(() => CertificateRequest.parse(encoded.subarray(0, length)), { code: 'E_DER_TRUNCATED' });
    }
    assert.throws(() => CertificateRequest.parse(new Uint8Array(70_000)), { code: 'E_DER_TOO_LARGE' });
  });
});
