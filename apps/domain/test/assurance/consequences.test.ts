import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { DAY, isSallyportError } from '@sallyport/core';
import type { DeviceIdentity, OnboardingEvent } from '@sallyport/onboarding';
import { generateKeyPair } from '@sallyport/pki';

import { type Domain, type DomainOptions, ldevidProfile } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { claim, type Lamp, lampFor, makeWelcome, outcomeAt, run } from './support.ts';

let domain: Domain;
let lamp: Lamp;

async function start(options: Partial<DomainOptions>): Promise<void> {
  domain = await startDomain({ listen: undefined, ...options });
  lamp = await lampFor(domain);
  await run(domain, 'policy.adopt', { policy: 'build-5' });
  await outcomeAt(domain, lamp.device, 'C.3');
  await makeWelcome(domain, lamp);
  // Enrolment is what is watched from then on.
  assert.equal(await outcomeAt(domain, lamp.device, 'C.8'), 'permit');
  assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
}

afterEach(async () => {
  await domain.close();
});

async function certificateOf(device: DeviceIdentity) {
  const facts = { device, network: 'home-network' };
  return domain.authority.issue({ profile: ldevidProfile(DAY), facts, publicKey: generateKeyPair('P-256').publicKey });
}

describe('the certificate of a device that lost trust', () => {
  it('is kept, so that the device comes back by itself', async () => {
    await start({});
    const { serialNumber } = await certificateOf(lamp.device);
    await claim(domain, 'Distrust', { id: 'LAMP-1', role: 'device' });
    await domain.assured();
    assert.equal((await domain.authority.ledger.bySerialNumber(serialNumber))?.revocation, undefined);
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'deny');
  });

  it('is revoked where the owner wants that, and a new one is given when trust is back', async () => {
    await start({ assurance: { lostTrust: 'revoke' } });
    const { serialNumber } = await certificateOf(lamp.device);
    const { id = '' } = await claim(domain, 'Distrust', { id: 'LAMP-1', role: 'device' });
    await domain.assured();
    const { revocation } = (await domain.authority.ledger.bySerialNumber(serialNumber)) ?? {};
    assert.equal(revocation?.reason, 'privilegeWithdrawn');
    await run(domain, 'claims.retract', { id });
    for (const point of ['C.3', 'C.8'] as const) assert.equal(await outcomeAt(domain, lamp.device, point), 'permit');
    const again = await certificateOf(lamp.device);
    await domain.assured();
    assert.equal((await domain.authority.ledger.bySerialNumber(again.serialNumber))?.revocation, undefined);
  });
});

describe('a domain that was restarted', () => {
  it('revokes what loses trust afterwards, though the device has not asked for anything since', async (test) => {
    const directory = await mkdtemp(join(tmpdir(), 'sallyport-'));
    test.after(() => rm(directory, { recursive: true, force: true }));
    const options = { directory, assurance: { lostTrust: 'revoke' } } as const;
    await start(options);
    const { serialNumber } = await certificateOf(lamp.device);
    await domain.close();
    domain = await startDomain({ listen: undefined, ...options });
    await domain.assured();
    await claim(domain, 'Distrust', { id: 'LAMP-1', role: 'device' });
    await domain.assured();
    const { revocation } = (await domain.authority.ledger.bySerialNumber(serialNumber)) ?? {};
    assert.equal(revocation?.reason, 'privilegeWithdrawn');
  });
});

describe('a Thread device that lost trust', () => {
  const JOINER: DeviceIdentity = {
    manufacturer: 'oui:001122',
    serialNumber: '0011223344556677',
    model: undefined,
    credential: undefined,
    assurance: 'code',
  };

  it('is judged by claims when it joins, and by the owner’s code', async () => {
    await start({});
    assert.equal(await outcomeAt(domain, JOINER, 'M.4'), 'deny');
    await domain.lists.add('codes', 'oui:001122/0011223344556677', undefined);
    assert.equal(await outcomeAt(domain, JOINER, 'M.4'), 'permit');
    await claim(domain, 'Distrust', { id: '0011223344556677', role: 'device' });
    assert.equal(await outcomeAt(domain, JOINER, 'M.4'), 'deny');
  });

  it('keeps its trust when the permission to join ends, and loses it when somebody says so', async () => {
    await start({});
    const key = 'oui:001122/0011223344556677';
    await domain.lists.add('codes', key, undefined);
    assert.equal(await outcomeAt(domain, JOINER, 'M.4'), 'permit');
    domain.assurance.host.entrusted(key);
    await domain.lists.remove('codes', key);
    assert.equal(await outcomeAt(domain, JOINER, 'M.4'), 'permit');
    await claim(domain, 'Distrust', { id: '0011223344556677', role: 'device' });
    assert.equal(await outcomeAt(domain, JOINER, 'M.4'), 'deny');
  });

  it('that cannot be named is denied', async () => {
    await start({});
    const nameless = { ...JOINER, manufacturer: undefined, serialNumber: 'joiner-id:0011223344556677' };
    await domain.lists.add('codes', '*', undefined);
    assert.equal(await outcomeAt(domain, nameless, 'M.4'), 'deny');
  });
});

describe('a domain that acts on trust', () => {
  it('tells of no failure', async () => {
    const errors: unknown[] = [];
    const events: OnboardingEvent[] = [];
    await start({ onError: (error) => errors.push(error), events: (event) => events.push(event) });
    await claim(domain, 'Distrust', { id: 'LAMP-1', role: 'device' });
    await domain.assured();
    assert.deepEqual(
      errors.map((error) => (isSallyportError(error) ? error.code : error)),
      [],
    );
    assert.deepEqual(events, []);
  });
});
