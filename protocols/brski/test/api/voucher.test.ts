import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { buildCertificateRevocationList } from '@sallyport/pki';
import { type AttributeName, createVoucher, type Trust, Voucher } from '../../src/index.ts';
import { NOW, world } from '../support/pki.ts';
import { rejectsCode, throwsCode } from '../support/throws.ts';

const NAMES: readonly AttributeName[] = [
  'createdOn',
  'expiresOn',
  'assertion',
  'serialNumber',
  'idevidIssuer',
  'pinnedDomainCert',
  'domainCertRevocationChecks',
  'nonce',
  'lastRenewalDate',
  'priorSignedVoucherRequest',
  'proximityRegistrarCert',
];

function full(): Voucher {
  return createVoucher()
    .set('createdOn', NOW)
    .set('expiresOn', NOW)
    .set('assertion', 'verified')
    .set('serialNumber', '12345')
    .set('idevidIssuer', Uint8Array.of(1))
    .set('pinnedDomainCert', Uint8Array.of(2))
    .set('domainCertRevocationChecks', false)
    .set('nonce', 'bm9uY2U=')
    .set('lastRenewalDate', NOW)
    .set('priorSignedVoucherRequest', Uint8Array.of(3))
    .set('proximityRegistrarCert', Uint8Array.of(4));
}

describe('a voucher to fill in', () => {
  it('starts empty', () => {
    const voucher = createVoucher();
    assert.equal(voucher.kind, 'voucher');
    for (const name of NAMES) {
      assert.equal(voucher.isEmpty(name), true);
      assert.equal(voucher.get(name), undefined);
    }
    assert.equal(voucher.serialize(), '{"ietf-voucher:voucher":{}}');
    assert.equal(createVoucher('voucher-request').serialize(), '{"ietf-voucher-request:voucher":{}}');
  });
  it('gives what was set, for each attribute', () => {
    const voucher = full();
    for (const name of NAMES) assert.equal(voucher.isEmpty(name), false);
    assert.equal(voucher.get('createdOn'), NOW);
    assert.equal(voucher.get('assertion'), 'verified');
    assert.equal(voucher.get('domainCertRevocationChecks'), false);
    assert.deepEqual(voucher.get('proximityRegistrarCert'), Uint8Array.of(4));
  });
  it('is emptied attribute by attribute', () => {
    const voucher = full();
    for (const name of NAMES) assert.equal(voucher.clear(name).isEmpty(name), true);
    assert.equal(voucher.serialize(), '{"ietf-voucher:voucher":{}}');
  });
  it('comes back from its JSON, unknown attributes included', () => {
    const voucher = full();
    assert.deepEqual(Voucher.deserialize(voucher.serialize()).toArtifact(), voucher.toArtifact());
    const json = '{"ietf-voucher:voucher":{"serial-number":"1","more":{"x":1}}}';
    assert.equal(Voucher.deserialize(json).serialize(), json);
    assert.equal(Voucher.deserialize(utf8(json)).get('serialNumber'), '1');
    throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => Voucher.deserialize(json, { kind: 'voucher-request' }));
  });
  it('is not reached by what happens to an artefact taken from it', () => {
    const voucher = full();
    const before = voucher.toArtifact();
    voucher.clear('nonce').set('serialNumber', 'other');
    assert.equal(before.attributes.nonce, 'bm9uY2U=');
    assert.equal(before.attributes.serialNumber, '12345');
  });

  describe('called without a type checker, refuses', () => {
    const wrong: readonly (readonly [string, unknown])[] = [
      ['createdOn', 'now'],
      ['expiresOn', new Date(Number.NaN)],
      ['assertion', 'none'],
      ['serialNumber', ''],
      ['serialNumber', 5],
      ['idevidIssuer', 'AQ=='],
      ['pinnedDomainCert', new Uint8Array(0)],
      ['domainCertRevocationChecks', 0],
      ['nonce', Uint8Array.of(1)],
      ['lastRenewalDate', null],
      ['toString', 'x'],
      ['unheardOf', 'x'],
    ];
    for (const [name, value] of wrong) {
      it(`${String(value)} for ${name}`, () => {
        const voucher = createVoucher();
        throwsCode('E_BRSKI_API_ARGUMENT', () => Reflect.apply(voucher.set, voucher, [name, value]));
        assert.equal(voucher.serialize(), '{"ietf-voucher:voucher":{}}');
      });
    }
  });
});

const people = await world();
const { maker, masa } = people;
const trusted: Trust = { store: { certificates: [maker.certificate] }, at: NOW };

describe('signing a voucher', () => {
  const keyForms = {
    'a signer': masa.signer,
    'a key object': masa.privateKey,
    'PKCS #8 PEM': masa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'SEC 1 PEM': masa.privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    'PEM as bytes': utf8(masa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    'PKCS #8 DER': masa.privateKey.export({ type: 'pkcs8', format: 'der' }),
    'SEC 1 DER': masa.privateKey.export({ type: 'sec1', format: 'der' }),
  };
  for (const [name, key] of Object.entries(keyForms)) {
    it(`takes the key as ${name}`, async () => {
      const cms = await full().sign({ certificate: masa.certificate, key });
      assert.deepEqual(Voucher.verify(cms, { trust: trusted }).voucher.toArtifact(), full().toArtifact());
    });
  }
  const certificateForms = {
    'a certificate': masa.certificate,
    PEM: masa.certificate.toPem(),
    'PEM as bytes': utf8(masa.certificate.toPem()),
    DER: masa.certificate.der,
  };
  for (const [name, certificate] of Object.entries(certificateForms)) {
    it(`takes the certificate as ${name}`, async () => {
      const cms = await full().sign({ certificate, key: masa.privateKey });
      assert.ok(Voucher.verify(cms, { trust: trusted }).signer.equals(masa.certificate));
    });
  }
  it('with RSA takes PKCS #1 as well, and insists on the kind of key when told', async () => {
    const rsa = await world('RSA-2048');
    const der = rsa.masa.privateKey.export({ type: 'pkcs1', format: 'der' });
    const { certificate } = rsa.masa;
    const cms = await full().sign({ certificate, key: der, algorithm: 'rsa' });
    const { signer } = Voucher.verify(cms, { trust: { store: { certificates: [rsa.maker.certificate] }, at: NOW } });
    assert.ok(signer.equals(certificate));
    await rejectsCode('E_BRSKI_API_KEY', full().sign({ certificate, key: der, algorithm: 'ec' }));
  });
  it('with EC insists on the kind of key when told', async () => {
    const { certificate, privateKey: key } = masa;
    await full().sign({ certificate, key, algorithm: 'ec' });
    await rejectsCode('E_BRSKI_API_KEY', full().sign({ certificate, key, algorithm: 'rsa' }));
  });
  it('refuses a key that is not the certificate’s', async () => {
    const { certificate } = people.registrar;
    await rejectsCode('E_BRSKI_API_KEY', full().sign({ certificate, key: masa.privateKey }));
  });
  it('refuses what is no key and no certificate', async () => {
    const { certificate, privateKey: key } = masa;
    const publicKey = certificate.publicKey;
    for (const bad of ['', 'secret', Uint8Array.of(1, 2), certificate.toPem(), publicKey]) {
      await rejectsCode('E_BRSKI_API_ARGUMENT', full().sign({ certificate, key: bad }));
    }
    for (const bad of ['', 'CN=masa', Uint8Array.of(1, 2)]) {
      await rejectsCode('E_BRSKI_API_ARGUMENT', full().sign({ certificate: bad, key }));
    }
  });
});

describe('verifying a voucher', () => {
  const cms = full().sign({
    certificate: masa.certificate,
    key: masa.privateKey,
    certificates: [maker.certificate, people.domain.certificate],
  });

  it('gives every certificate inside', async () => {
    const { certificates } = Voucher.verify(await cms, { trust: trusted });
    assert.deepEqual(
      certificates.map((certificate) => certificate.fingerprint()).sort(),
      [masa, maker, people.domain].map(({ certificate }) => certificate.fingerprint()).sort(),
    );
  });
  it('refuses a signer that does not lead to the store', async () => {
    const signed = await cms;
    const trust: Trust = { store: { certificates: [people.domain.certificate] }, at: NOW };
    throwsCode('E_BRSKI_SIGNATURE', () => Voucher.verify(signed, { trust }));
    throwsCode('E_BRSKI_SIGNATURE', () => Voucher.verify(signed, { trust: { store: { certificates: [] }, at: NOW } }));
  });
  it('asks for nobody’s word when told that the signature is enough', async () => {
    Voucher.verify(await cms, { trust: { signatureOnly: true } });
  });
  it('refuses a revoked signer, given the list in any form', async () => {
    const signed = await cms;
    const crl = await buildCertificateRevocationList({
      issuer: maker.certificate,
      signer: maker.signer,
      thisUpdate: NOW,
      nextUpdate: new Date('2026-12-01'),
      crlNumber: 1,
      entries: [{ serialNumber: masa.certificate.serialNumber, revocationDate: NOW }],
    });
    for (const form of [crl, crl.der, crl.toPem()]) {
      const trust: Trust = { store: { certificates: [maker.certificate], crls: [form] }, at: NOW };
      const error = throwsCode('E_BRSKI_SIGNATURE', () => Voucher.verify(signed, { trust }));
      assert.equal(error.details['cause'], 'E_PKI_PATH_REVOKED');
    }
    throwsCode('E_BRSKI_API_ARGUMENT', () =>
      Voucher.verify(signed, { trust: { store: { certificates: [maker.certificate], crls: ['x'] }, at: NOW } }),
    );
  });
  it('can insist on a list', async () => {
    const signed = await cms;
    const trust: Trust = { store: { certificates: [maker.certificate], revocation: 'required' }, at: NOW };
    throwsCode('E_BRSKI_SIGNATURE', () => Voucher.verify(signed, { trust }));
  });
});
