import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { issuerResolver, keyUri, verifyClaim } from '@sallyport/assurance-claims';
import { Secret, systemClock, systemRandom } from '@sallyport/core';
import { buildCertificateRequest, type Certificate, generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { Manufacturer } from '../src/index.ts';

const HOST = '127.0.0.1';
const BUYER = 'mailto:owner@example.com';

interface Start {
  readonly directory?: string;
  readonly station?: boolean;
}

function start({ directory, station = true }: Start = {}): Promise<Manufacturer> {
  return Manufacturer.start({
    name: 'Example Devices',
    directory,
    passphrase: Secret.of('a test passphrase'),
    masa: { host: HOST, port: 0 },
    masaHosts: [HOST],
    listen: false,
    ...(station ? { station: { host: HOST, port: 0, user: 'station', password: Secret.of('station password') } } : {}),
    clock: systemClock,
    random: systemRandom,
    events: () => undefined,
    onError: () => undefined,
  });
}

async function bear(manufacturer: Manufacturer, serialNumber: string): Promise<Certificate> {
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const request = await buildCertificateRequest({ subject: Name.of([['serialNumber', serialNumber]]), signer });
  const birth = await manufacturer.factory?.certify(request, 'session');
  assert.ok(birth !== undefined);
  return birth.idevid;
}

describe('a purchase that the maker claims', () => {
  let manufacturer: Manufacturer;
  let idevid: Certificate;
  before(async () => {
    manufacturer = await start();
    idevid = await bear(manufacturer, 'D-1');
  });
  after(() => manufacturer.close());

  const verified = async (anchors: readonly Certificate[], deviceType?: string) =>
    verifyClaim(await manufacturer.recordPurchase({ serialNumber: 'D-1', buyer: BUYER, deviceType }), {
      resolve: issuerResolver({ houseCertificates: (uri) => anchors.find(({ spki }) => keyUri(spki) === uri) }),
      at: new Date(),
    });

  it('is signed by the key of the IDevID CA, and names the device by its birth key', async () => {
    const [anchor] = manufacturer.idevidAnchors;
    assert.ok(anchor !== undefined);
    const { claim, issuer } = await verified([anchor], 'lamp-2');
    assert.equal(issuer, keyUri(anchor.spki));
    assert.ok(claim.type === 'Purchase');
    assert.deepEqual(claim.subject, { id: keyUri(idevid.spki), buyer: BUYER, deviceType: 'lamp-2' });
  });

  it('is nobody’s word where the maker was not introduced', async () => {
    await assert.rejects(verified(manufacturer.voucherAnchors), { code: 'E_CLAIMS_CONTROLLER_UNAVAILABLE' });
  });

  it('is of a device that was made here, by somebody who can be named', async () => {
    const record = (serialNumber: string, buyer: string) => manufacturer.recordPurchase({ serialNumber, buyer });
    await assert.rejects(record('D-2', BUYER), { code: 'E_MANUFACTURER_UNKNOWN_DEVICE' });
    await assert.rejects(record('D-1', 'somebody'), { code: 'E_CLAIMS_SUBJECT' });
  });

  it('is not for a MASA alone to claim, which never opens that key', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-purchases-'));
    const whole = await start({ directory: folder });
    await bear(whole, 'D-1');
    await whole.close();
    const masa = await start({ directory: folder, station: false });
    await assert.rejects(masa.recordPurchase({ serialNumber: 'D-1', buyer: BUYER }), {
      code: 'E_MANUFACTURER_NO_FACTORY',
    });
    await masa.close();
    rmSync(folder, { recursive: true });
  });
});
