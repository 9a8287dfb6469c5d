/** The list of devices beside the page of each, through whole lives: both say the same, at any time, and after a restart. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DAY } from '@sallyport/core';
import { generateKeyPair } from '@sallyport/pki';
import fc from 'fast-check';
import type { ListedDevice } from '../../src/directory/listed-device.ts';
import { type Domain, ldevidProfile } from '../../src/index.ts';
import { claim, decide, type Lamp, lampFor, makeWelcome, objectsOf, run } from '../assurance/support.ts';
import { startDomain } from '../support.ts';

/** A domain on disk with its lamps, that can be started anew. */
class House {
  domain: Domain;
  readonly lamps: readonly Lamp[];
  readonly #directory: string;
  /** Claims that can be taken back, by lamp. */
  readonly #distrust = new Map<Lamp, string>();

  private constructor(domain: Domain, lamps: readonly Lamp[], directory: string) {
    this.domain = domain;
    this.lamps = lamps;
    this.#directory = directory;
  }

  static async open(atEnd: (end: () => Promise<void>) => void): Promise<House> {
    const directory = await mkdtemp(join(tmpdir(), 'sallyport-'));
    const domain = await startDomain({ listen: undefined, directory });
    const lamps = [await lampFor(domain, 'LAMP-1'), await lampFor(domain, 'LAMP-2')];
    const house = new House(domain, lamps, directory);
    atEnd(async () => {
      await house.domain.close();
      await rm(directory, { recursive: true, force: true });
    });
    for (const { device } of lamps) await decide(domain, device, 'C.3');
    return house;
  }

  async restart(): Promise<void> {
    await this.domain.close();
    this.domain = await startDomain({ listen: undefined, directory: this.#directory });
  }

  /** Both lamps are what Build 5 wants of them. */
  async adopt(): Promise<void> {
    await run(this.domain, 'policy.adopt', { policy: 'build-5' });
    for (const lamp of this.lamps) await makeWelcome(this.domain, lamp);
  }

  certify({ device }: Lamp): Promise<unknown> {
    const facts = { device, network: 'home-network' };
    const { publicKey } = generateKeyPair('P-256');
    return this.domain.authority.issue({ profile: ldevidProfile(DAY), facts, publicKey });
  }

  async distrust(lamp: Lamp): Promise<void> {
    const { claim: made } = await run(this.domain, 'devices.distrust', nameOf(lamp));
    if (typeof made === 'string') this.#distrust.set(lamp, made);
  }

  async takeBack(lamp: Lamp): Promise<void> {
    const id = this.#distrust.get(lamp);
    if (id !== undefined) await run(this.domain, 'claims.retract', { id });
    this.#distrust.delete(lamp);
  }

  /** Every device as the list has it. */
  async rows(): Promise<readonly ListedDevice[]> {
    return (await this.domain.directory.page({ sort: 'key' })).devices;
  }
}

function nameOf({ device }: Lamp) {
  return { manufacturer: device.manufacturer ?? '', serialNumber: device.serialNumber };
}

function standingOf({ isRefused, flag, decision }: ListedDevice): string {
  if (isRefused) return 'refused';
  return flag === null ? (decision?.outcome ?? 'unknown') : 'wanting';
}

/** The list, its filters and counts, what waits for people, and each device's page. */
async function assertAllSayTheSame(house: House, when: string): Promise<void> {
  const { domain } = house;
  const rows = await house.rows();
  assert.equal(rows.length, house.lamps.length, when);
  for (const row of rows) {
    const name = { manufacturer: row.manufacturer, serialNumber: row.serialNumber };
    const page = await run(domain, 'devices.show', name);
    for (const [member, value] of Object.entries(row)) assert.deepEqual(page[member], value, `${member} ${when}`);
    const why = await run(domain, 'why', { device: row.key, point: 'E.2' });
    assert.equal(row.decision?.outcome, why['decision'], `what is decided of ${row.serialNumber} ${when}`);
    const newest = objectsOf(page, 'certificates').find(({ serialNumber }) => serialNumber === row.certificateSerial);
    assert.equal(row.isCertificateRevoked, typeof newest?.['revokedAt'] === 'number', `its certificate ${when}`);
    const standing = standingOf(row);
    const { devices } = await domain.directory.page({ filters: { standing } });
    assert.ok(
      devices.some(({ key }) => key === row.key),
      `found as ${standing} ${when}`,
    );
  }
  const counts = (await domain.directory.facets({})).standing;
  const counted = Object.groupBy(rows, standingOf);
  for (const [standing, all] of Object.entries(counted))
    assert.equal(counts.get(standing), all?.length, `${standing} counted ${when}`);
  const groups = objectsOf(await run(domain, 'onboarding.waiting'), 'groups');
  const denied = groups.find(({ kind }) => kind === 'denied');
  assert.equal(denied?.['total'] ?? 0, counted['deny']?.length ?? 0, `those that wait for a person ${when}`);
}

const LIVES: Readonly<Record<string, (house: House, lamp: Lamp) => Promise<unknown>>> = {
  'it knocks': ({ domain }, { device }) => decide(domain, device, 'C.3'),
  'it is certified': (house, lamp) => house.certify(lamp),
  'it asks for a network': ({ domain }, { device }) => decide(domain, device, 'E.2'),
  'it is trusted': ({ domain }, lamp) => run(domain, 'devices.trust', nameOf(lamp)),
  'it is distrusted': (house, lamp) => house.distrust(lamp),
  'the distrust is taken back': (house, lamp) => house.takeBack(lamp),
  'its maker is accepted': ({ domain }, { device }) =>
    domain.lists.add('manufacturers', device.manufacturer ?? '', undefined),
  'its maker is accepted no more': ({ domain }, { device }) =>
    domain.lists.remove('manufacturers', device.manufacturer ?? ''),
  'its maker is distrusted': ({ domain }, { maker }) => claim(domain, 'Distrust', { id: maker, role: 'manufacturer' }),
  'its maker is trusted': ({ domain }, { maker }) => claim(domain, 'Trust', { id: maker, role: 'manufacturer' }),
  'it is put out': ({ domain }, lamp) => run(domain, 'devices.offboard', nameOf(lamp)),
  'it is brought back': ({ domain }, lamp) => run(domain, 'devices.onboard', nameOf(lamp)),
  'its certificate is revoked': ({ domain }, lamp) =>
    domain.revokeDevice(nameOf(lamp), { reason: 'keyCompromise', refuse: false, note: undefined }),
  'claims decide': (house) => house.adopt(),
  'lists decide': ({ domain }) => run(domain, 'policy.drop').catch(() => undefined),
  'the domain is started anew': (house) => house.restart(),
};

describe('the list of devices', () => {
  it('says what their pages say through the life of one of them', async (test) => {
    const house = await House.open((end) => test.after(end));
    const [lamp] = house.lamps;
    assert.ok(lamp !== undefined);
    const life = [
      ['it knocks', 'deny'],
      ['claims decide', 'permit'],
      ['it is certified', 'permit'],
      ['it is distrusted', 'deny'],
      ['the domain is started anew', 'deny'],
      ['the distrust is taken back', 'permit'],
      ['the domain is started anew', 'permit'],
      ['its certificate is revoked', 'permit'],
      ['it is put out', 'refused'],
      ['it is brought back', 'permit'],
      ['its maker is distrusted', 'deny'],
      ['its maker is trusted', 'permit'],
      ['lists decide', 'deny'],
      ['its maker is accepted', 'permit'],
      ['its maker is accepted no more', 'deny'],
    ] as const;
    for (const [happens, standing] of life) {
      await LIVES[happens]?.(house, lamp);
      await assertAllSayTheSame(house, `after ${happens}`);
      const row = await house.domain.directory.find(lamp.key);
      assert.equal(row && standingOf(row), standing, `after ${happens}`);
    }
  });

  it('says the same after a restart, to the letter', async (test) => {
    const house = await House.open((end) => test.after(end));
    await house.adopt();
    for (const lamp of house.lamps) await house.certify(lamp);
    const [lamp] = house.lamps;
    if (lamp !== undefined) await house.distrust(lamp);
    const before = await house.rows();
    await house.restart();
    assert.deepEqual(await house.rows(), before);
  });

  it('has decided while nobody looked what it shows afterwards', async (test) => {
    const house = await House.open((end) => test.after(end));
    await house.adopt();
    const [lamp] = house.lamps;
    assert.ok(lamp !== undefined);
    await house.distrust(lamp);
    // Nobody asked for the list yet.
    await house.restart();
    await assertAllSayTheSame(house, 'when it is first looked at');
  });

  it('says what their pages say whatever happens to them, in whatever order', async () => {
    const steps = fc.record({ happens: fc.constantFrom(...Object.keys(LIVES)), of: fc.nat({ max: 1 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 8 }), async (life) => {
        const endings: (() => Promise<void>)[] = [];
        const house = await House.open((end) => endings.push(end));
        try {
          const lived: string[] = [];
          for (const { happens, of } of life) {
            const lamp = house.lamps[of];
            if (lamp !== undefined) await LIVES[happens]?.(house, lamp);
            lived.push(`${of}: ${happens}`);
            await assertAllSayTheSame(house, `after ${lived.join('; ')}`);
          }
        } finally {
          for (const end of endings) await end();
        }
      }),
      { seed: 20_261_130, numRuns: 6 },
    );
  });
});
