import assert from 'node:assert/strict';
import { afterEach, before, describe, it } from 'node:test';
import { OneTimePermission } from '@sallyport/brski';
import { isSallyportError } from '@sallyport/core';
import { enrolByHand } from '../src/index.ts';
import { Domain, Maker } from './lab.ts';

let maker: Maker;
let domain: Domain;

before(async () => {
  maker = await Maker.open();
});

afterEach(() => domain.close());

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (thrown) {
    if (isSallyportError(thrown)) return thrown.code;
    throw thrown;
  }
  return 'nothing thrown';
}

describe('enrolment by hand (RFC 8995 §7.2)', () => {
  it('takes the registrar whose fingerprint a person confirmed, without any manufacturer', async () => {
    domain = await Domain.open(maker);
    const device = await maker.device('HAND-1');
    const confirmation = domain.registrarParty.certificate.fingerprint();
    const ownership = await enrolByHand({ device, ...domain.address, confirmation });
    assert.equal(ownership.voucher, undefined);
    assert.ok(device.isConfigured);
    assert.ok(domain.requests.every(({ path }) => !path.endsWith('requestvoucher')));
  });

  it('refuses another registrar before anything is sent to it', async () => {
    domain = await Domain.open(maker);
    const device = await maker.device('HAND-2');
    const confirmation = domain.ca.certificate.fingerprint();
    assert.equal(await codeOf(enrolByHand({ device, ...domain.address, confirmation })), 'E_BRSKI_PLEDGE_PERMISSION');
    assert.deepEqual(domain.requests, []);
    assert.equal(device.isConfigured, false);
  });

  it('skips the check once where a person at the device allowed it', async () => {
    domain = await Domain.open(maker);
    const confirmation = new OneTimePermission('physical-presence');
    await enrolByHand({ device: await maker.device('HAND-3'), ...domain.address, confirmation });
    const second = enrolByHand({ device: await maker.device('HAND-4'), ...domain.address, confirmation });
    assert.equal(await codeOf(second), 'E_BRSKI_PLEDGE_PERMISSION');
  });
});
