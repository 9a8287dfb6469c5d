import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Domain } from '../../src/index.ts';
import { claim, decide, lampFor, makeWelcome, objectsOf, run } from '../assurance/support.ts';
import { startDomain } from '../support.ts';

const start = () => startDomain({ listen: undefined });

/** As the list shows it. */
async function shown(domain: Domain, serialNumber: string) {
  const { devices } = await domain.directory.page({ search: serialNumber });
  return devices.find((device) => device.serialNumber === serialNumber);
}

describe('the directory of a domain', () => {
  it('shows a device that was met, with its maker’s name, and what was decided of it', async () => {
    const domain = await start();
    assert.deepEqual((await domain.directory.page({})).devices, []);
    const lamp = await lampFor(domain);
    await decide(domain, lamp.device, 'C.3');
    const device = await shown(domain, 'LAMP-1');
    assert.deepEqual(
      [device?.state, device?.protocol, device?.makerName, device?.model, device?.isOnNetwork],
      ['met', 'brski', 'Maker', 'lamp', false],
    );
    const { outcome, reason } = device?.decision ?? {};
    assert.deepEqual([outcome, reason], ['deny', `manufacturer ${lamp.device.manufacturer} is not on the accept list`]);
    await domain.close();
  });

  it('follows refusals, and new names of makers', async () => {
    const domain = await start();
    const lamp = await lampFor(domain);
    await decide(domain, lamp.device, 'C.3');
    assert.equal((await shown(domain, 'LAMP-1'))?.isRefused, false);
    await domain.lists.add('refused', lamp.key, undefined);
    assert.equal((await shown(domain, 'LAMP-1'))?.isRefused, true);
    await domain.lists.remove('refused', lamp.key);
    assert.equal((await shown(domain, 'LAMP-1'))?.isRefused, false);
    const [known] = domain.manufacturers.known;
    assert.ok(known);
    await domain.manufacturers.introduce({
      manufacturer: 'Maker & Daughters',
      idevidAnchors: known.trust.anchors,
      masaTlsAnchors: [],
      voucherAnchors: [],
    });
    assert.equal((await shown(domain, 'LAMP-1'))?.makerName, 'Maker & Daughters');
    await domain.close();
  });

  it('shows the types that counting claims say, and no longer once they are taken back', async () => {
    const domain = await start();
    const lamp = await lampFor(domain);
    await run(domain, 'policy.adopt', { policy: 'build-5' });
    await decide(domain, lamp.device, 'E.2');
    await makeWelcome(domain, lamp);
    await domain.directory.page({});
    await domain.assurance.types.settled();
    assert.deepEqual((await shown(domain, 'LAMP-1'))?.types, ['lamp-2']);
    const { id } = await claim(domain, 'OwnerDeclaration', { id: 'LAMP-1', deviceType: 'lamp-3' });
    await domain.assurance.types.settled();
    assert.deepEqual((await shown(domain, 'LAMP-1'))?.types, ['lamp-3'], 'the owner’s later word stands');
    await run(domain, 'claims.retract', { id: String(id) });
    await domain.assurance.types.settled();
    assert.deepEqual((await shown(domain, 'LAMP-1'))?.types, ['lamp-2']);
    assert.equal((await domain.directory.facets({})).type.get('lamp-2'), 1);
    await domain.close();
  });
});

describe('the directory while devices are still being read', () => {
  /** A domain with devices in its registers, whose directory nobody has asked for. */
  async function unread() {
    const domain = await start();
    const lamps = [];
    for (const serial of ['LAMP-1', 'LAMP-2', 'LAMP-3']) {
      const lamp = await lampFor(domain, serial);
      await decide(domain, lamp.device, 'C.3');
      lamps.push(lamp);
    }
    return { domain, lamps };
  }

  it('answers early of what was read, and says so; later of everything, and says nothing of it', async () => {
    const { domain } = await unread();
    const early = await run(domain, 'devices.list', { early: true, facets: true });
    assert.deepEqual([early['devices'], early['total'], early['reading']], [[], 0, 0]);
    const whole = await run(domain, 'devices.list', {});
    assert.deepEqual([whole['total'], whole['reading']], [3, undefined]);
    const late = await run(domain, 'devices.list', { early: true });
    assert.deepEqual([late['total'], late['reading']], [3, undefined]);
    await domain.close();
  });

  it('finds one device that was not read yet, with what is decided of it', async () => {
    const { domain, lamps } = await unread();
    const found = await domain.directory.find(lamps[1]?.key ?? '');
    assert.deepEqual([found?.serialNumber, found?.decision?.outcome], ['LAMP-2', 'deny']);
    assert.equal(await domain.directory.find('aa/GHOST'), undefined);
    assert.equal((await domain.directory.page({})).total, 3);
    await domain.close();
  });

  it('knows afterwards what was written meanwhile', async () => {
    const { domain, lamps } = await unread();
    domain.directory.prepare();
    await domain.lists.add('refused', lamps[0]?.key ?? '', undefined);
    assert.equal((await shown(domain, 'LAMP-1'))?.isRefused, true);
    await domain.close();
  });

  it('ends when the domain is closed', async () => {
    const { domain } = await unread();
    domain.directory.prepare();
    await domain.close();
  });
});

describe('devices by operations', () => {
  it('are listed with counts of each filter', async () => {
    const domain = await start();
    for (const serial of ['LAMP-1', 'LAMP-2', 'LAMP-3'])
      await decide(domain, (await lampFor(domain, serial)).device, 'C.3');
    const page = await run(domain, 'devices.list', { search: 'lamp', limit: 2, facets: true, sort: 'serialNumber' });
    assert.deepEqual(
      objectsOf(page, 'devices').map(({ serialNumber }) => serialNumber),
      ['LAMP-1', 'LAMP-2'],
    );
    assert.equal(page['total'], 3);
    const second = await run(domain, 'devices.list', {
      search: 'lamp',
      cursor: page['next'] ?? '',
      sort: 'serialNumber',
    });
    assert.deepEqual(
      objectsOf(second, 'devices').map(({ serialNumber }) => serialNumber),
      ['LAMP-3'],
    );
    assert.ok(JSON.stringify(page['facets']).includes('"label":"Maker of LAMP-2","count":1'));
    await domain.close();
  });

  it('are listed a page at a time without how many fit, where nobody wants to know', async () => {
    const domain = await start();
    for (const serial of ['LAMP-1', 'LAMP-2']) await decide(domain, (await lampFor(domain, serial)).device, 'C.3');
    const wish = { search: 'lamp', limit: 1, counted: false };
    const { next, ...page } = await run(domain, 'devices.list', wish);
    assert.deepEqual([objectsOf(page, 'devices').length, page['total']], [1, undefined]);
    const last = await run(domain, 'devices.list', { ...wish, cursor: next ?? '' });
    assert.deepEqual([objectsOf(last, 'devices').length, last['next']], [1, undefined]);
    assert.equal((await run(domain, 'devices.list', { ...wish, facets: true }))['total'], 2, 'counts were asked for');
    await domain.close();
  });

  it('are refused with a wrong cursor, order or filter', async () => {
    const domain = await start();
    for (const input of [{ sort: 'colour' }, { presence: 'maybe' }, { limit: 0 }, { search: 'x'.repeat(257) }]) {
      await assert.rejects(run(domain, 'devices.list', input), { code: 'E_API_INPUT' });
    }
    await assert.rejects(run(domain, 'devices.list', { cursor: 'x' }), { code: 'E_DOMAIN_ARGUMENT' });
    for (const name of ['devices.show', 'devices.timeline', 'devices.trust', 'devices.onboard', 'devices.offboard']) {
      await assert.rejects(run(domain, name, { manufacturer: 'aa', serialNumber: 'GHOST' }), {
        code: 'E_DOMAIN_UNKNOWN_DEVICE',
      });
    }
    await domain.close();
  });
});
