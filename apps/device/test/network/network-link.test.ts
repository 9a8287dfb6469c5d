import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { isSallyportError, type Timer } from '@sallyport/core';
import { bringAboardBrski, NetworkLink, type NetworkLinkOptions } from '../../src/index.ts';
import { Domain, Maker } from '../lab.ts';
import { openAccess, RADIUS_NAME, type TestAccess } from './access.ts';

/** No time passes but where a test is patient for nothing. */
const HURRIED: Timer = {
  after: (_, act) => {
    const timeout = setTimeout(act, 50);
    return () => clearTimeout(timeout);
  },
};

describe('a device on the link of an access point', () => {
  it('is on the network once that has said so, and its frames come back', async () => {
    await using home = await Home.start();
    const link = await home.link();
    assert.equal(link.isOn, false);
    await link.join();
    assert.equal(link.isOn, true);
    assert.equal((await link.echo()).isBack, true);
    link.leave();
    assert.equal(link.isOn, false);
  });

  it('believes a Failure that comes after the Success, and no further Success', async () => {
    await using home = await Home.start();
    const ends: string[] = [];
    const link = await home.link({ onEnded: (how) => ends.push(how) });
    await link.join();
    home.access.putOut();
    while (ends.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    home.access.putOut();
    home.access.cut();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([ends, link.isOn], [['put-out'], false]);
  });

  it('does not hear of an end that it brought about itself', async () => {
    await using home = await Home.start();
    const ends: string[] = [];
    const link = await home.link({ onEnded: (how) => ends.push(how) });
    await link.join();
    link.leave();
    home.access.cut();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(ends, []);
  });

  it('cannot join without an owner', async () => {
    await using home = await Home.start();
    await home.device.reset();
    const link = await home.link();
    await assert.rejects(link.join(), has('E_DEVICE_NOT_ABOARD'));
    link.leave();
  });

  it('gives up on a network that says nothing', async () => {
    await using home = await Home.start();
    home.access.answers = false;
    const link = await home.link({ timer: HURRIED });
    await assert.rejects(link.join(), has('E_DEVICE_NETWORK'));
    link.leave();
  });

  it('gives up on a link that breaks while it is asked', async () => {
    await using home = await Home.start();
    home.access.answers = false;
    const link = await home.link();
    const joining = link.join();
    while (home.access.heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    home.access.cut();
    await assert.rejects(joining, has('E_DEVICE_NETWORK'));
  });

  it('says that no access point is within reach', async () => {
    await using home = await Home.start();
    await home.access.close();
    await assert.rejects(home.link(), has('E_DEVICE_NETWORK'));
  });

  it('breaks off a link that sends larger frames than there are', async () => {
    await using home = await Home.start();
    const server = createServer((socket) => socket.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const link = await home.link({ access: { host: '127.0.0.1', port } });
    await assert.rejects(link.join(), has('E_DEVICE_NETWORK'));
    server.close();
  });
});

class Home {
  readonly device;
  readonly access: TestAccess;
  readonly #domain: Domain;

  private constructor(device: Awaited<ReturnType<Maker['device']>>, access: TestAccess, domain: Domain) {
    this.device = device;
    this.access = access;
    this.#domain = domain;
  }

  static async start(): Promise<Home> {
    const maker = await Maker.open();
    const domain = await Domain.open(maker);
    const device = await maker.device('SN-1');
    await bringAboardBrski({ device, candidates: [domain.address], persistence: 'one-round' });
    return new Home(device, await openAccess(domain.ca), domain);
  }

  link(changes: Partial<NetworkLinkOptions> = {}): Promise<NetworkLink> {
    const { device, access } = this;
    return NetworkLink.open({ device, access, serverNames: [RADIUS_NAME], ...changes });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.access.close();
    await this.#domain.close();
  }
}

function has(code: string): (thrown: unknown) => boolean {
  return (thrown) => isSallyportError(thrown) && thrown.code === code;
}
