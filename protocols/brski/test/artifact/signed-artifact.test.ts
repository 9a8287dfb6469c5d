import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { buildCertificateRevocationList, type KeyType, OID } from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';
import { artifact, SignedArtifact, signArtifact, type VoucherArtifact, verifyArtifact } from '../../src/index.ts';
import { inFolder, WITHOUT_OPENSSL } from '../support/openssl.ts';
import { NOW, type World, world } from '../support/pki.ts';
import { onlyTypedErrors, throwsCode } from '../support/throws.ts';

const VOUCHER = artifact('voucher', {
  createdOn: NOW,
  assertion: 'logged',
  serialNumber: 'device-1',
  nonce: 'AAAAAAAAAAAAAAAAAAAAAA==',
  pinnedDomainCert: Uint8Array.of(0x30, 0),
});

const people = await world();

function sign(options: Partial<Parameters<typeof signArtifact>[1]> = {}, value: VoucherArtifact = VOUCHER) {
  return signArtifact(value, { certificate: people.masa.certificate, signer: people.masa.signer, ...options });
}

function verify(cms: Uint8Array, { maker }: World = people, at: Date | 'ignore-validity' = NOW) {
  return verifyArtifact(SignedArtifact.parse(cms, 'voucher'), { anchors: [maker.certificate], at });
}

describe('a signed artefact', () => {
  const keyTypes: readonly KeyType[] = ['P-256', 'P-384', 'P-521', 'Ed25519', 'RSA-2048'];
  for (const keyType of keyTypes) {
    it(`verifies when signed with ${keyType}`, async () => {
      const others = await world(keyType);
      const { certificate, signer } = others.masa;
      const verified = verify(await signArtifact(VOUCHER, { certificate, signer }), others);
      assert.deepEqual(verified.artifact, VOUCHER);
      assert.ok(verified.signer.equals(certificate));
      assert.equal(verified.signingTime, undefined);
    });
  }

  it('is of type id-data unless asked otherwise, and both types are read', async () => {
    assert.equal(verify(await sign()).signed.contentType, 'id-data');
    const asJson = verify(await sign({ contentType: 'id-ct-animaJSONVoucher' }));
    assert.equal(asJson.signed.contentType, 'id-ct-animaJSONVoucher');
    assert.deepEqual(asJson.artifact, VOUCHER);
  });
  it('carries the certificates, lists and time it was given', async () => {
    const { maker, domain } = people;
    const crl = await buildCertificateRevocationList({
      issuer: maker.certificate,
      signer: maker.signer,
      thisUpdate: NOW,
      nextUpdate: new Date(NOW.getTime() + 1000),
      crlNumber: 1,
      entries: [],
    });
    const cms = await sign({ certificates: [maker.certificate, domain.certificate], crls: [crl], signingTime: NOW });
    const { certificates, crls, signingTime } = verify(cms);
    assert.equal(certificates.length, 3);
    assert.equal(crls.length, 1);
    assert.equal(signingTime?.getTime(), NOW.getTime());
  });
  it('keeps every byte it came with', async () => {
    const cms = await sign();
    assert.deepEqual(SignedArtifact.parse(cms, 'voucher').cms, cms);
  });
  it('verifies by its signature alone when asked, and then has no chain', async () => {
    const signed = SignedArtifact.parse(await sign(), 'voucher');
    assert.equal(verifyArtifact(signed, { signatureOnly: true }).chain, undefined);
  });

  describe('is not opened when', () => {
    const { certificate, signer } = people.masa;
    const content = utf8('{"ietf-voucher:voucher":{}}');
    it('it is not CMS', () => {
      throwsCode('E_BRSKI_CMS_SYNTAX', () => SignedArtifact.parse(utf8('hello'), 'voucher'));
      throwsCode('E_BRSKI_CMS_SYNTAX', () => SignedArtifact.parse(new Uint8Array(0), 'voucher'));
      throwsCode('E_BRSKI_CMS_SYNTAX', () => SignedArtifact.parse(certificate.der, 'voucher'));
    });
    it('it is over half a mebibyte', () => {
      throwsCode('E_BRSKI_CMS_SYNTAX', () => SignedArtifact.parse(new Uint8Array(512 * 1024 + 1), 'voucher'));
    });
    it('bytes follow it', async () => {
      const cms = await sign();
      throwsCode('E_BRSKI_CMS_SYNTAX', () => SignedArtifact.parse(Uint8Array.of(...cms, 0), 'voucher'));
    });
    it('its content is of another type', async () => {
      const cms = await signCms({ content, contentType: '1.2.3.4', signers: [{ certificate, signer }] });
      throwsCode('E_BRSKI_CMS_CONTENT_TYPE', () => SignedArtifact.parse(cms, 'voucher'));
    });
    it('its content is elsewhere', async () => {
      const cms = await signCms({ content, signers: [{ certificate, signer }], detached: true });
      throwsCode('E_BRSKI_CMS_SYNTAX', () => SignedArtifact.parse(cms, 'voucher'));
    });
    it('its content is no JSON', async () => {
      const cms = await signCms({ content: utf8('voucher'), signers: [{ certificate, signer }] });
      throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => SignedArtifact.parse(cms, 'voucher'));
    });
  });

  describe('is not believed when', () => {
    it('two signed it', async () => {
      const { masa, registrar } = people;
      const cms = await signCms({ content: utf8('{"ietf-voucher:voucher":{}}'), signers: [masa, registrar] });
      const error = throwsCode('E_BRSKI_CMS_SYNTAX', () => verify(cms));
      assert.match(error.message, /2 signers/);
    });
    const causes: readonly (readonly [string, string, (cms: Uint8Array) => unknown])[] = [
      [
        'its signer leads to no anchor',
        'E_PKI_PATH_NO_ISSUER',
        (cms) => verify(cms, { ...people, maker: people.domain }),
      ],
      ['its signer is past its end', 'E_PKI_PATH_EXPIRED', (cms) => verify(cms, people, new Date('2027-06-01'))],
      ['its signer is not valid yet', 'E_PKI_PATH_NOT_YET_VALID', (cms) => verify(cms, people, new Date('2025-06-01'))],
      [
        'its signer lacks a purpose that was asked for',
        'E_PKI_PATH_EXTENDED_KEY_USAGE',
        (cms) =>
          verifyArtifact(SignedArtifact.parse(cms, 'voucher'), {
            anchors: [people.maker.certificate],
            at: NOW,
            extendedKeyUsage: OID.cmcRa,
          }),
      ],
      [
        'its signature is another',
        'E_CMS_SIGNATURE',
        (cms) => {
          const changed = Uint8Array.from(cms);
          changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
          return verify(changed);
        },
      ],
    ];
    for (const [name, cause, act] of causes) {
      it(name, async () => {
        const cms = await sign();
        const error = throwsCode('E_BRSKI_SIGNATURE', () => act(cms));
        assert.equal(error.details['cause'], cause);
        assert.equal(error.http, 403);
      });
    }
    it('its signer is revoked', async () => {
      const { maker, masa } = people;
      const crl = await buildCertificateRevocationList({
        issuer: maker.certificate,
        signer: maker.signer,
        thisUpdate: NOW,
        nextUpdate: new Date('2026-07-01'),
        crlNumber: 1,
        entries: [{ serialNumber: masa.certificate.serialNumber, revocationDate: NOW }],
      });
      const signed = SignedArtifact.parse(await sign(), 'voucher');
      const error = throwsCode('E_BRSKI_SIGNATURE', () =>
        verifyArtifact(signed, { anchors: [maker.certificate], at: NOW, crls: [crl] }),
      );
      assert.equal(error.details['cause'], 'E_PKI_PATH_REVOKED');
    });
  });

  it('gives typed errors only when cut short anywhere', async () => {
    const cms = await sign();
    for (let length = 0; length < cms.length; length++) {
      throwsCode('E_BRSKI_CMS_SYNTAX', () => SignedArtifact.parse(cms.subarray(0, length), 'voucher'));
    }
  });
  it('is refused or harmless whichever bit is flipped, by typed errors only', async () => {
    const cms = await sign();
    let believed = 0;
    for (let bit = 0; bit < cms.length * 8; bit += 7) {
      const flipped = Uint8Array.from(cms);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      onlyTypedErrors(() => {
        const { artifact: read } = verify(flipped);
        believed++;
        // What no signature covers may change; what the artefact says may not.
        assert.deepEqual(read, VOUCHER);
      });
    }
    assert.ok(believed < cms.length / 10, `${believed} changed artefacts were believed`);
  });
});

describe('openssl', { skip: WITHOUT_OPENSSL }, () => {
  for (const contentType of ['id-data', 'id-ct-animaJSONVoucher'] as const) {
    it(`verifies and dumps what is signed here as ${contentType}`, async () => {
      const cms = await sign({ contentType, signingTime: new Date() });
      inFolder((folder) => {
        folder.write('voucher.der', cms);
        folder.write('ca.pem', people.maker.certificate.toPem());
        const args = ['-inform', 'DER', '-in', 'voucher.der', '-CAfile', 'ca.pem', '-purpose', 'any', '-no_check_time'];
        const content = folder.openssl('cms', '-verify', ...args);
        assert.deepEqual(content, SignedArtifact.parse(cms, 'voucher').signedData.content);
        const dump = Buffer.from(folder.openssl('asn1parse', '-inform', 'DER', '-in', 'voucher.der')).toString();
        assert.match(dump, /pkcs7-signedData/);
      });
    });
  }
  for (const keyType of ['P-256', 'P-384', 'RSA-2048'] as const) {
    it(`signs with ${keyType} what is verified here, in either content type`, async () => {
      const others = await world(keyType);
      for (const type of [[], ['-econtent_type', OID.animaJsonVoucher]]) {
        const cms = inFolder((folder) => {
          folder.write('voucher.json', '{"ietf-voucher:voucher":{"serial-number":"7","assertion":"verified"}}');
          folder.write('masa.pem', others.masa.certificate.toPem());
          folder.write('masa.key', others.masa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
          const files = ['-in', 'voucher.json', '-signer', 'masa.pem', '-inkey', 'masa.key'];
          return folder.openssl(
            'cms',
            '-sign',
            '-binary',
            '-nodetach',
            '-md',
            'sha256',
            ...files,
            ...type,
            '-outform',
            'DER',
          );
        });
        const { artifact: read, signingTime } = verify(cms, others);
        assert.deepEqual(read.attributes, { serialNumber: '7', assertion: 'verified' });
        assert.ok(signingTime instanceof Date);
      }
    });
  }
});
