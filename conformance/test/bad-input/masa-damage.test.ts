/** Nonces that come twice, and bits that are flipped on the way, at a MASA's listener. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createNonce, SignedArtifact } from '@sallyport/brski';
import { bytesEqual, systemRandom } from '@sallyport/core';
import { Certificate, extendedKeyUsage, OID } from '@sallyport/pki';
import { handOf, Lab, type Party, party, pledgeRequest, post, signRequest } from '../../src/index.ts';

const domainCa = await party({ name: 'Domain CA', isCa: true });
const makeRegistrar = (issuer: Party) =>
  party({ name: 'Registrar', issuer, extensions: [extendedKeyUsage([OID.cmcRa])] });
const registrar = await makeRegistrar(domainCa);

describe('a nonce', () => {
  const lab = new Lab();
  after(() => lab.close());

  it('is good for one domain, though the device be the same', async () => {
    const manufacturer = await lab.startManufacturer();
    const device = await handOf(await lab.bear(manufacturer, 'NONCE-1'));
    const nonce = createNonce(systemRandom);
    const otherCa = await party({ name: 'Other CA', isCa: true });
    const otherRegistrar = await makeRegistrar(otherCa);
    const requestBy = async (by: Party) =>
      signRequest(
        by,
        {
          serialNumber: device.serialNumber,
          nonce,
          priorSignedVoucherRequest: await pledgeRequest(device, by.certificate.der, { nonce }),
        },
        { certificates: by.issuers },
      );
    const first = await post(manufacturer.masaPort, undefined, await requestBy(registrar));
    assert.equal(first.status, 200);
    await manufacturer.records.clear('NONCE-1', true);
    const replayed = await post(manufacturer.masaPort, undefined, await requestBy(otherRegistrar));
    assert.equal(replayed.status, 403);
    assert.match(replayed.text, /^E_BRSKI_MASA_NONCE_REPLAYED: /);
    assert.equal((await manufacturer.records.vouchers('NONCE-1')).length, 1);
  });
});

describe('a bit flipped on the way to a MASA', () => {
  const lab = new Lab();
  after(() => lab.close());

  it('is refused, or lies where it gains nobody anything: the voucher pins the same domain, or its registrar alone', async () => {
    const manufacturer = await lab.startManufacturer();
    const device = await handOf(await lab.bear(manufacturer, 'FLIP-1'));
    const nonce = createNonce(systemRandom);
    const prior = await pledgeRequest(device, registrar.certificate.der, { nonce });
    const changes = { serialNumber: 'FLIP-1', nonce, priorSignedVoucherRequest: prior };
    const whole = await signRequest(registrar, changes, { certificates: registrar.issuers });
    const codes = new Set<string>();
    for (let at = 5; at < whole.length * 8; at += 101) {
      const flipped = Uint8Array.from(whole);
      flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
      const { status, text, body } = await post(manufacturer.masaPort, undefined, flipped);
      if (status === 200) {
        const { pinnedDomainCert } = SignedArtifact.parse(body, 'voucher').claimed.attributes;
        assert.ok(pinnedDomainCert !== undefined);
        // No signature covers the enclosed issuers: where one is no longer to be recognised, the registrar itself is the
        // farthest certificate (RFC 8995 §5.5.2).
        const { spki } = Certificate.parse(pinnedDomainCert);
        const ours = [domainCa.certificate, registrar.certificate].some((each) => bytesEqual(each.spki, spki));
        assert.ok(ours, `bit ${at} pins a stranger`);
        continue;
      }
      assert.ok([400, 403, 404, 415].includes(status), `bit ${at}: ${status} ${text}`);
      assert.match(text, /^E_BRSKI_MASA_[A-Z_]+: [^\n]+\n$/);
      codes.add(text.split(':', 1)[0] ?? '');
    }
    for (const code of ['SIGNATURE', 'REQUEST_SYNTAX', 'CHAIN']) assert.ok(codes.has(`E_BRSKI_MASA_${code}`), code);
  });
});
