import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJsonObject } from '@sallyport/core';
import { type Domain, runDomainOperation } from '../../src/index.ts';
import { decide, type Lamp, lampFor, makeWelcome, objectsOf, run } from '../assurance/support.ts';
import { startDomain } from '../support.ts';

const named = ({ device: { manufacturer = '', serialNumber } }: Lamp) => ({ manufacturer, serialNumber });
const why = (domain: Domain) => run(domain, 'why', { device: 'LAMP-1' });

async function kinds(domain: Domain): Promise<readonly unknown[]> {
  return objectsOf(await why(domain), 'wouldChange').map(({ kind }) => kind);
}

describe('what would change a decision of lists', () => {
  it('is to accept the maker, and then to put it out', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await decide(domain, lamp.device, 'C.3');
    const [change] = objectsOf(await why(domain), 'wouldChange');
    assert.deepEqual(
      [change?.['kind'], change?.['operation'], change?.['input']],
      ['accept-maker', 'lists.add', { list: 'manufacturers', match: lamp.device.manufacturer }],
    );
    await run(domain, 'lists.add', { list: 'manufacturers', match: lamp.device.manufacturer ?? '' });
    assert.deepEqual(await kinds(domain), ['unlist-maker', 'offboard']);
    await run(domain, 'lists.add', { list: 'devices', match: 'somebody/else' });
    assert.deepEqual(await kinds(domain), ['accept-device']);
    const trusted = await run(domain, 'devices.trust', named(lamp));
    assert.deepEqual([trusted['isListed'], trusted['decision']], [true, 'permit']);
    await domain.close();
  });

  it('is to lift the owner’s refusal, which onboarding does', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await decide(domain, lamp.device, 'C.3');
    await run(domain, 'lists.add', { list: 'manufacturers', match: lamp.device.manufacturer ?? '' });
    const put = await run(domain, 'devices.offboard', { ...named(lamp), note: 'it blinks' });
    assert.equal(put['decision'], 'deny');
    assert.match(String(put['reason']), /it blinks/);
    assert.deepEqual(await kinds(domain), ['lift-refusal']);
    const back = await run(domain, 'devices.onboard', named(lamp));
    assert.deepEqual([back['isRefusalLifted'], back['decision']], [true, 'permit']);
    const again = await run(domain, 'devices.distrust', named(lamp));
    assert.deepEqual([again['claim'], again['decision']], [null, 'deny']);
    await domain.close();
  });
});

describe('what would change a decision of claims', () => {
  it('is what fails at the ends of the proof, one after the other', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await decide(domain, lamp.device, 'E.2');
    assert.ok((await kinds(domain)).includes('trust-maker'));
    await run(domain, 'claims.make', { type: 'Trust', subject: { id: lamp.maker, role: 'manufacturer' } });
    assert.deepEqual(await kinds(domain), ['trust-device']);
    const trusted = await run(domain, 'devices.trust', named(lamp));
    assert.equal(typeof trusted['claim'], 'string');
    assert.deepEqual(await kinds(domain), ['set-type']);
    const typed = await run(domain, 'devices.set-type', { ...named(lamp), deviceType: lamp.type });
    assert.equal(typed['decision'], 'deny');
    assert.deepEqual(await kinds(domain), ['take-back', 'score-type'], 'of another type it might be good enough');
    const [takeBack] = objectsOf(await why(domain), 'wouldChange');
    assert.match(JSON.stringify(takeBack?.['about']), /"asked":{"relation":"declared_type"/, 'in pieces, too');
    await makeWelcome(domain, lamp);
    const held = await kinds(domain);
    for (const kind of ['take-back', 'distrust-device', 'distrust-maker', 'offboard'])
      assert.ok(held.includes(kind), kind);
    await domain.close();
  });

  it('is to take back what stands against it', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await decide(domain, lamp.device, 'E.2');
    await makeWelcome(domain, lamp);
    const distrusted = await run(domain, 'devices.distrust', { ...named(lamp), reason: 'it blinks' });
    assert.equal(distrusted['decision'], 'deny');
    const { reasons, names, owner } = await why(domain);
    assert.deepEqual(isJsonObject(names) && names[String(owner)], 'the owner');
    assert.ok(JSON.stringify(reasons).includes('{Person}, who may connect devices, distrusts {Device}'));
    const changes = objectsOf(await why(domain), 'wouldChange');
    assert.ok(
      changes.some(({ kind, operation }) => kind === 'take-back' && operation === 'claims.retract') ||
        changes.some(({ kind }) => kind === 'trust-device'),
    );
    const back = await run(domain, 'devices.onboard', named(lamp));
    assert.equal(back['decision'], 'permit');
    await domain.close();
  });

  it('names who did it in the log of claims', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await decide(domain, lamp.device, 'E.2');
    const { claim } = await run(domain, 'devices.trust', named(lamp));
    assert.equal((await run(domain, 'claims.show', { id: String(claim) }))['from'], 'the command line');
    await domain.close();
  });
});

describe('an installer', () => {
  const installer = { id: 'i', name: 'Ida', role: 'installer', by: 'session' } as const;
  const asInstaller = (domain: Domain, name: string, lamp: Lamp) =>
    runDomainOperation(domain, name, named(lamp), installer);

  it('lets a device in, and back in, that nobody spoke against', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await decide(domain, lamp.device, 'E.2');
    await makeWelcome(domain, lamp);
    for (const name of ['devices.trust', 'devices.onboard']) await asInstaller(domain, name, lamp);
    assert.equal((await why(domain))['decision'], 'permit');
    await domain.close();
  });

  it('does not lift the refusal of an owner', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await decide(domain, lamp.device, 'C.3');
    await run(domain, 'lists.add', { list: 'manufacturers', match: lamp.device.manufacturer ?? '' });
    await run(domain, 'devices.offboard', named(lamp));
    for (const name of ['devices.trust', 'devices.onboard']) {
      await assert.rejects(asInstaller(domain, name, lamp), { code: 'E_DOMAIN_OWNERS_REFUSAL' });
    }
    assert.equal((await why(domain))['decision'], 'deny');
    await domain.close();
  });

  it('does not outweigh the distrust of an owner, until the owner trusts the device again', async () => {
    const domain = await startDomain({ listen: undefined });
    const lamp = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await decide(domain, lamp.device, 'E.2');
    await makeWelcome(domain, lamp);
    await run(domain, 'devices.distrust', named(lamp));
    for (const name of ['devices.trust', 'devices.onboard']) {
      await assert.rejects(asInstaller(domain, name, lamp), { code: 'E_DOMAIN_OWNERS_REFUSAL' });
    }
    assert.equal((await why(domain))['decision'], 'deny');
    await run(domain, 'devices.trust', named(lamp));
    await asInstaller(domain, 'devices.trust', lamp);
    assert.equal((await why(domain))['decision'], 'permit');
    await domain.close();
  });
});
