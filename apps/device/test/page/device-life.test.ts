import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { text } from '@sallyport/http';
import { type Device, DeviceLife, type NetworkInReach } from '../../src/index.ts';
import type { PageEntry } from '../../src/page/page-log.ts';
import { Domain, type DomainOptions, Maker } from '../lab.ts';
import { openAccess, RADIUS_NAME, type TestAccess } from '../network/access.ts';

describe('a device whose Onboard is pressed', () => {
  it('comes aboard by the steps of BRSKI, and onto the network', async () => {
    await using lab = await Lab.start();
    lab.life.onboard();
    assert.equal(lab.life.state().doing, 'onboard');
    await lab.life.settled();
    const { owner, network, doing } = lab.life.state();
    assert.deepEqual([owner?.domain, network.state, network.name, doing], ['Domain CA', 'on', 'home', null]);
    const said = lab.said();
    assert.deepEqual(
      said.filter((each) => !/^[a-z]/.test(each)),
      ['B', 'C.0', 'C.1', 'C.2', 'C.10', 'D.0', 'D.1', 'D.2', 'D.3', 'D.7', 'E.0'],
    );
    assert.deepEqual(said.slice(-2), ['E.0', 'let-in']);
    assert.equal(
      lab.life.log.since(0).every(({ ok }) => ok),
      true,
    );
  });

  it('goes straight to the network when it has an owner', async () => {
    await using lab = await Lab.start();
    lab.access.accepts = false;
    await lab.press('onboard');
    assert.equal(lab.life.state().network.state, 'kept-out');
    lab.access.accepts = true;
    await lab.press('onboard');
    assert.deepEqual(lab.said().slice(-3), ['aboard-already', 'E.0', 'let-in']);
  });

  it('comes aboard where there is no network, and says so', async () => {
    await using lab = await Lab.start({ network: false });
    await lab.press('onboard');
    assert.deepEqual([lab.life.state().network.state, lab.said().at(-1)], ['none', 'no-network']);
    assert.notEqual(lab.life.state().owner, null);
  });

  it('says why the network keeps it out, and stays aboard', async () => {
    await using lab = await Lab.start();
    lab.access.accepts = false;
    await lab.press('onboard');
    const entry = lab.last();
    assert.deepEqual([entry?.ok, entry?.problem?.code], [false, 'E_DEVICE_KEPT_OUT']);
    assert.match(entry?.problem?.hint ?? '', /owner/);
    assert.notEqual(lab.life.state().owner, null);
  });

  it('says that nobody was there', async () => {
    await using lab = await Lab.start({ isAlone: true, patience: 30 });
    await lab.press('onboard');
    const entry = lab.last();
    assert.deepEqual([entry?.say, entry?.problem?.code], [{ message: 'onboard-failed' }, 'E_DEVICE_NO_OWNER']);
    assert.match(entry?.problem?.reasons[0] ?? '', /within/);
  });

  it('gives the words of the registrar that refused it', async () => {
    const intercept = () => text(403, 'this owner does not accept the device');
    await using lab = await Lab.start({ domain: { intercept } });
    await lab.press('onboard');
    const { problem } = lab.last() ?? {};
    assert.equal(problem?.code, 'E_DEVICE_NO_OWNER');
    assert.match(problem?.reasons.join(' ') ?? '', /403/);
    assert.equal(lab.life.state().owner, null);
  });

  it('does one thing at a time', async () => {
    await using lab = await Lab.start();
    lab.life.onboard();
    assert.throws(() => lab.life.onboard(), has('E_DEVICE_BUSY'));
    assert.throws(() => lab.life.ping(), has('E_DEVICE_BUSY'));
    await lab.life.settled();
  });

  it('is told that the access point does not answer', async () => {
    await using lab = await Lab.start();
    await lab.access.close();
    await lab.press('onboard');
    assert.deepEqual([lab.last()?.problem?.code, lab.life.state().network.state], ['E_DEVICE_NETWORK', 'lost']);
  });
});

describe('a device whose Offboard is pressed', () => {
  it('leaves the network, forgets the domain, and is what it was when it was new', async () => {
    await using lab = await Lab.start();
    const { birth } = lab.life.state();
    await lab.press('onboard');
    await lab.press('offboard');
    const { owner, network, birth: kept } = lab.life.state();
    assert.deepEqual([owner, network.state, kept], [null, 'off', birth]);
    assert.deepEqual(lab.said().slice(-2), ['left', 'forgotten']);
    await lab.untilHeard('logoff');
  });

  it('comes aboard again, with another certificate', async () => {
    await using lab = await Lab.start();
    await lab.press('onboard');
    const first = lab.device.ownership?.ldevid.fingerprint();
    await lab.press('offboard');
    await lab.press('onboard');
    assert.notEqual(lab.device.ownership?.ldevid.fingerprint(), first);
    assert.equal(lab.life.state().network.state, 'on');
  });

  it('stops an onboarding that is under way', async () => {
    await using lab = await Lab.start({ isAlone: true });
    lab.life.onboard();
    lab.life.offboard();
    assert.equal(lab.life.state().doing, 'offboard');
    await lab.life.settled();
    assert.deepEqual([lab.life.state().doing, lab.said().at(-1)], [null, 'onboard-stopped']);
  });
});

describe('a device whose Ping is pressed', () => {
  it('sees its frame come back while the door is open, and not once it is shut', async () => {
    await using lab = await Lab.start();
    await lab.press('onboard');
    await lab.press('ping');
    assert.deepEqual(lab.last()?.say, { message: 'ping-back' });
    assert.ok((lab.last()?.ms ?? 0) > 0);
    lab.access.putOut();
    await lab.untilSaid('put-out');
    await lab.press('ping');
    assert.deepEqual([lab.last()?.say, lab.last()?.ok], [{ message: 'ping-lost' }, false]);
  });

  it('gets none back where it was kept out', async () => {
    await using lab = await Lab.start();
    lab.access.accepts = false;
    await lab.press('onboard');
    await lab.press('ping');
    assert.deepEqual(lab.last()?.say, { message: 'ping-lost' });
  });

  it('says that there is no door to go through', async () => {
    await using lab = await Lab.start();
    await lab.press('ping');
    assert.deepEqual(lab.last()?.say, { message: 'ping-nowhere' });
  });
});

describe('a device that is put out', () => {
  it('says so at once, and stays its owner’s', async () => {
    await using lab = await Lab.start();
    await lab.press('onboard');
    lab.access.putOut();
    await lab.untilSaid('put-out');
    const { network, owner } = lab.life.state();
    assert.deepEqual([network.state, owner?.domain], ['put-out', 'Domain CA']);
  });

  it('tells a broken link from a shut door', async () => {
    await using lab = await Lab.start();
    await lab.press('onboard');
    lab.access.cut();
    await lab.untilSaid('link-lost');
    assert.equal(lab.life.state().network.state, 'lost');
  });
});

describe('the log of a device', () => {
  it('keeps the last 500 lines', async () => {
    await using lab = await Lab.start();
    for (let line = 0; line < 600; line++) lab.life.log.add({ say: { message: 'waiting' } });
    const kept = lab.life.log.since(0);
    assert.deepEqual([kept.length, kept.at(-1)?.number], [500, lab.life.log.revision]);
  });
});

interface Wishes {
  readonly network?: boolean;
  /** No domain is within reach. */
  readonly isAlone?: boolean;
  readonly patience?: number;
  readonly domain?: DomainOptions;
}

class Lab {
  readonly life: DeviceLife;
  readonly device: Device;
  readonly access: TestAccess;
  readonly #domain: Domain;

  private constructor(life: DeviceLife, device: Device, access: TestAccess, domain: Domain) {
    this.life = life;
    this.device = device;
    this.access = access;
    this.#domain = domain;
  }

  static async start({ network = true, isAlone = false, patience, domain: options = {} }: Wishes = {}): Promise<Lab> {
    const maker = await Maker.open();
    const domain = await Domain.open(maker, options);
    const access = await openAccess(domain.ca);
    const device = await maker.device('SN-1');
    const home: NetworkInReach = { ...access, name: 'home', serverNames: [RADIUS_NAME] };
    // One that looks and finds nothing, as discovery does where nobody is.
    const nobody = { discovery: [async () => ({ close: async () => undefined })] };
    const life = new DeviceLife({
      device,
      where: () => (isAlone ? nobody : { candidates: [domain.address] }),
      timer: {
        after: (span, act) => {
          const timeout = setTimeout(act, span);
          return () => clearTimeout(timeout);
        },
      },
      ...(network ? { network: () => home } : {}),
      ...(patience === undefined ? {} : { patience }),
    });
    return new Lab(life, device, access, domain);
  }

  async press(action: 'onboard' | 'offboard' | 'ping'): Promise<void> {
    this.life[action]();
    await this.life.settled();
  }

  /** What the log says, as steps and keys. */
  said(): string[] {
    return this.life.log.since(0).map(({ say }) => ('step' in say ? say.step : say.message));
  }

  last(): PageEntry | undefined {
    return this.life.log.since(0).at(-1);
  }

  async untilSaid(message: string): Promise<void> {
    while (!this.said().includes(message)) {
      await this.life.log.changed(this.life.log.revision, 5_000, this.life.timer);
    }
  }

  async untilHeard(what: string): Promise<void> {
    while (!this.access.heard.some((each) => each === what)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.life.close();
    await this.access.close();
    await this.#domain.close();
  }
}

function has(code: string): (thrown: unknown) => boolean {
  return (thrown) => isSallyportError(thrown) && thrown.code === code;
}
