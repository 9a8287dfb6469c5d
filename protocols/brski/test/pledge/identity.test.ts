import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import { spkiFingerprint } from '../../src/domain-id.ts';
import { masaUrlExtension } from '../../src/masa-url.ts';
import { deviceIdentityOf, pledgeIdentity } from '../../src/pledge/identity.ts';
import { throwsCode } from '../support/throws.ts';
import { device, identity, maker, party, registrar, SERIAL } from './world.ts';

describe('an IDevID fit for BRSKI', () => {
  it('gives the serial number of its subject, not its own', () => {
    assert.equal(identity().serialNumber, SERIAL);
    assert.notEqual(identity().serialNumber, device.certificate.serialNumber);
  });

  it('has a serialNumber in its subject', async () => {
    const nameless = await party({ name: 'D', issuer: maker, extensions: [masaUrlExtension('masa.example.com')] });
    throwsCode('E_BRSKI_IDEVID_SERIAL', () => pledgeIdentity(nameless));
  });

  it('says where its MASA is', async () => {
    const lost = await party({ name: 'D', issuer: maker, serialNumber: 'X' });
    throwsCode('E_BRSKI_PLEDGE_INPUT', () => pledgeIdentity(lost));
  });

  it('belongs to the key that signs', () => {
    throwsCode('E_BRSKI_PLEDGE_INPUT', () =>
      pledgeIdentity({ certificate: device.certificate, signer: registrar.signer }),
    );
  });

  it('names its manufacturer by the key of the topmost issuer it carries', () => {
    assert.equal(deviceIdentityOf(identity()).manufacturer, toHex(spkiFingerprint(maker.certificate)));
    assert.equal(deviceIdentityOf(pledgeIdentity(device)).manufacturer, undefined);
  });
});
