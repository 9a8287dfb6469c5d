import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DAY, fromHex } from '@sallyport/core';
import { der, TAG } from '@sallyport/der';
import {
  buildCertificateRevocationList,
  CertificateRevocationList,
  type Extension,
  encodeExtensions,
  extension,
  isRevocationReason,
  OID,
  type RevokedEntry,
} from '@sallyport/pki';
import fc from 'fast-check';
import { OpensslDesk, opensslMissing } from './openssl.ts';
import { authority, cn, endEntity, type Identity, NOW } from './support.ts';

const desk = new OpensslDesk();
after(() => desk.remove());

let ca: Identity;
before(async () => {
  ca = await authority('ca');
});

const LATER = new Date(NOW.getTime() + DAY);

function build(entries: readonly RevokedEntry[], crlNumber: number | bigint = 1) {
  return buildCertificateRevocationList({
    issuer: ca.certificate,
    signer: ca.signer,
    thisUpdate: NOW,
    nextUpdate: LATER,
    crlNumber,
    entries,
  });
}

interface RawCrl {
  readonly version?: Uint8Array | undefined;
  readonly algorithm?: Uint8Array;
  readonly nextUpdate?: Uint8Array | undefined;
  readonly revoked?: Uint8Array;
  readonly extensions?: readonly Extension[];
}

const ECDSA = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));

async function raw(parts: RawCrl): Promise<Uint8Array> {
  const version = 'version' in parts ? parts.version : der.integer(1);
  const nextUpdate = 'nextUpdate' in parts ? parts.nextUpdate : der.time(LATER);
  const tbs = der.sequence(
    ...(version === undefined ? [] : [version]),
    parts.algorithm ?? ECDSA,
    cn('ca').der,
    der.time(NOW),
    ...(nextUpdate === undefined ? [] : [nextUpdate]),
    ...(parts.revoked === undefined ? [] : [parts.revoked]),
    ...(parts.extensions === undefined ? [] : [der.context(0, encodeExtensions(parts.extensions))]),
  );
  return der.sequence(tbs, ECDSA, der.bitString(await ca.signer.sign(tbs)));
}

function revoked(serial: number, ...extensions: readonly Extension[]): Uint8Array {
  const tail = extensions.length === 0 ? [] : [encodeExtensions(extensions)];
  return der.sequence(der.integer(serial), der.time(NOW), ...tail);
}

const reason = (code: number) => extension(OID.reasonCode, der.integer(code, TAG.ENUMERATED));

describe('buildCertificateRevocationList', () => {
  it('gives back what was put in', async () => {
    const entries: readonly RevokedEntry[] = [
      { serialNumber: '01', revocationDate: NOW },
      {
        serialNumber: 'ff02',
        revocationDate: NOW,
        reason: 'keyCompromise',
        invalidityDate: new Date('2020-02-02T00:00:00Z'),
      },
      { serialNumber: '0303', revocationDate: NOW, reason: 'certificateHold' },
    ];
    const crl = await build(entries, 2n ** 100n);
    assert.deepEqual(crl.entries, entries);
    assert.equal(crl.crlNumber, 2n ** 100n);
    assert.deepEqual(crl.thisUpdate, NOW);
    assert.deepEqual(crl.nextUpdate, LATER);
    assert.ok(crl.issuer.equals(ca.certificate.subject));
    assert.deepEqual(crl.authorityKeyIdentifier, ca.certificate.subjectKeyIdentifier);
    assert.equal(crl.isRevoked('ff02')?.reason, 'keyCompromise');
    assert.equal(crl.isRevoked('02'), undefined);
    assert.ok(crl.isSignedBy(ca.certificate));
    assert.ok(!crl.isSignedBy((await authority('ca')).certificate));
    assert.deepEqual(CertificateRevocationList.fromPem(crl.toPem()).der, crl.der);
  });

  it('leaves out an unspecified reason, as RFC 5280 §5.3.1 wants', async () => {
    const crl = await build([{ serialNumber: '01', revocationDate: NOW, reason: 'unspecified' }]);
    assert.equal(crl.isRevoked('01')?.reason, undefined);
  });

  it('holds any number of entries', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.bigInt({ min: 1n, max: 2n ** 158n }), { maxLength: 200 }), async (serials) => {
        const hex = serials.map((serial) => {
          const text = serial.toString(16);
          return text.length % 2 === 0 ? text : `0${text}`;
        });
        const crl = await build(hex.map((serialNumber) => ({ serialNumber, revocationDate: NOW })));
        assert.deepEqual(
          crl.entries.map(({ serialNumber }) => serialNumber),
          hex,
        );
      }),
      { numRuns: 20 },
    );
  });

  it('is read by openssl, which then refuses the revoked', { skip: opensslMissing }, async () => {
    const [good, bad] = [await endEntity('good', ca), await endEntity('bad', ca)];
    const crl = await build(
      [{ serialNumber: bad.certificate.serialNumber, revocationDate: NOW, reason: 'superseded' }],
      7,
    );
    const text = desk.run('crl', '-in', desk.file('a.crl', crl.toPem()), '-noout', '-text');
    assert.ok(text.ok, text.text);
    assert.match(text.text, /X509v3 CRL Number:\s*7/);
    assert.match(text.text, /Superseded/);
    const judge = ({ certificate }: Identity) =>
      desk.run(
        ...[
          'verify',
          '-crl_check',
          '-attime',
          String(NOW.getTime() / 1000),
          '-CAfile',
          desk.file('ca.pem', ca.certificate.toPem()),
        ],
        ...['-CRLfile', desk.path('a.crl'), desk.file('leaf.pem', certificate.toPem())],
      );
    assert.ok(judge(good).ok, judge(good).text);
    assert.match(judge(bad).text, /certificate revoked/);
  });

  it('refuses a next update before this one, and serial numbers that are none', async () => {
    await assert.rejects(
      buildCertificateRevocationList({
        issuer: ca.certificate,
        signer: ca.signer,
        thisUpdate: NOW,
        nextUpdate: NOW,
        crlNumber: 1,
        entries: [],
      }),
      { code: 'E_PKI_ISSUE_INPUT' },
    );
    await assert.rejects(build([{ serialNumber: '', revocationDate: NOW }]), { code: 'E_PKI_ISSUE_INPUT' });
    await assert.rejects(build([{ serialNumber: 'xyz', revocationDate: NOW }]), { code: 'E_BYTES_HEX' });
  });
});

describe('CertificateRevocationList.parse', () => {
  it('reads lists without entries, extensions or next update', async () => {
    const crl = CertificateRevocationList.parse(await raw({ nextUpdate: undefined }));
    assert.equal(crl.nextUpdate, undefined);
    assert.deepEqual(crl.entries, []);
    assert.equal(crl.crlNumber, undefined);
  });

  it('reads every reason that may stand in a complete list', async () => {
    const codes = [0, 1, 2, 3, 4, 5, 6, 9, 10];
    const list = der.sequence(...codes.map((code) => revoked(code + 1, reason(code))));
    const crl = CertificateRevocationList.parse(await raw({ revoked: list }));
    assert.deepEqual(
      crl.entries.map((entry) => entry.reason),
      [
        ...['unspecified', 'keyCompromise', 'cACompromise', 'affiliationChanged', 'superseded'],
        ...['cessationOfOperation', 'certificateHold', 'privilegeWithdrawn', 'aACompromise'],
      ],
    );
    assert.ok(isRevocationReason('superseded') && !isRevocationReason('lost'));
  });

  const delta = extension(OID.deltaCrlIndicator, der.integer(1), true);
  const partition = extension(OID.issuingDistributionPoint, der.sequence(), true);
  for (const [why, code, parts] of [
    ['a delta list', 'E_PKI_CRL_UNSUPPORTED', { extensions: [delta] }],
    ['a delta list that hides it', 'E_PKI_CRL_UNSUPPORTED', { extensions: [{ ...delta, critical: false }] }],
    ['a list for some certificates only', 'E_PKI_CRL_UNSUPPORTED', { extensions: [partition] }],
    [
      'an unknown critical extension',
      'E_PKI_CRL_UNSUPPORTED',
      { extensions: [extension('1.2.3', der.nullValue(), true)] },
    ],
    [
      'an indirect list',
      'E_PKI_CRL_UNSUPPORTED',
      { revoked: der.sequence(revoked(1, extension(OID.certificateIssuer, der.nullValue(), true))) },
    ],
    ['version 1', 'E_PKI_CRL', { version: undefined }],
    ['version 3', 'E_PKI_CRL', { version: der.integer(2) }],
    [
      'two signature algorithms that differ',
      'E_PKI_CRL',
      { algorithm: der.sequence(der.objectIdentifier(OID.ed25519)) },
    ],
    ['a serial number twice', 'E_PKI_CRL', { revoked: der.sequence(revoked(1), revoked(1)) }],
    ['a negative serial number', 'E_PKI_SERIAL', { revoked: der.sequence(revoked(-1)) }],
    ['removeFromCRL in a complete list', 'E_PKI_EXTENSION', { revoked: der.sequence(revoked(1, reason(8))) }],
    ['a reason that is not used', 'E_PKI_EXTENSION', { revoked: der.sequence(revoked(1, reason(7))) }],
    [
      'a reason twice',
      'E_PKI_EXTENSION_DUPLICATE',
      {
        revoked: der.sequence(
          der.sequence(
            der.integer(1),
            der.time(NOW),
            der.sequence(encodeExtensions([reason(1)]).subarray(2), encodeExtensions([reason(1)]).subarray(2)),
          ),
        ),
      },
    ],
    ['an entry without a date', 'E_DER_TRUNCATED', { revoked: der.sequence(der.sequence(der.integer(1))) }],
  ] as const) {
    it(`refuses ${why}`, async () => {
      const encoded = await raw(parts);
      assert.throws(() => CertificateRevocationList.parse(encoded), { code });
    });
  }

  it('refuses a list cut short at any byte, and one beyond the limit', async () => {
    const { der: encoded } = await build([{ serialNumber: '01', revocationDate: NOW, reason: 'superseded' }]);
    for (let length = 0; length < encoded.length; length++) {
      assert.throws(() => CertificateRevocationList.parse(encoded.subarray(0, length)), { code: 'E_DER_TRUNCATED' });
    }
    const limits = { maxBytes: encoded.length - 1, maxDepth: 16 };
    assert.throws(() => CertificateRevocationList.parse(encoded, limits), { code: 'E_DER_TOO_LARGE' });
  });

  it('notices a changed entry by its signature', async () => {
    const crl = await build([{ serialNumber: 'aabbccdd', revocationDate: NOW }]);
    const tampered = Buffer.from(crl.der);
    tampered[tampered.indexOf(fromHex('aabbccdd'))] = 0xab;
    assert.equal(CertificateRevocationList.parse(tampered).isSignedBy(ca.certificate), false);
  });
});
