import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { CA_COMMANDS_PROTOCOL, CA_COMMANDS_SERVICE } from '@sallyport/assurance-ca-commands';
import { AN_JOIN_REGISTRAR } from '@sallyport/brski';
import { seededRandom } from '@sallyport/core';
import { announce } from '@sallyport/dns-sd';
import { announceFloods, IPPROTO_TCP, OBJECTIVE_FLAGS } from '@sallyport/grasp';
import {
  graspRegistrars,
  mdnsRegistrars,
  type RouterAgentEvent,
  type RouterAgentOptions,
  type RouterIdentity,
  readRouterState,
  SimulatedPorts,
  startRouterAgent,
} from '../src/index.ts';
import { Rounds } from '../src/rounds.ts';
import { atEnd, device, type House, openHouse, someone, until } from './support/house.ts';

const skipMdns = await skipMulticast('224.0.0.251');
const skipGrasp = await skipMulticast('224.0.0.119');

interface Running {
  readonly identity: RouterIdentity;
  readonly ports: SimulatedPorts;
  readonly events: readonly RouterAgentEvent[];
  /** Names of the devices that are let through. */
  readonly inside: readonly string[];
  readonly isSynced: boolean;
  stop(): Promise<void>;
}

async function run(t: TestContext, house: House, changes: Partial<RouterAgentOptions> = {}): Promise<Running> {
  const identity = changes.identity ?? (await house.router());
  const ports = new SimulatedPorts();
  const events: RouterAgentEvent[] = [];
  const agent = await startRouterAgent({
    identity,
    membership: { by: 'owner', claim: await house.claimFor(identity.name) },
    registrars: [{ host: '127.0.0.1', port: house.port }],
    enforcer: ports,
    firstPause: 10,
    longestPause: 50,
    onEvent: (event) => events.push(event),
    ...changes,
  });
  let isOver = false;
  const stop = async () => {
    if (isOver) return;
    isOver = true;
    await agent.close();
  };
  atEnd(t, stop);
  return {
    identity,
    ports,
    events,
    get inside() {
      return ports.open.map((each) => each.device);
    },
    get isSynced() {
      return agent.status.isSynced;
    },
    stop,
  };
}

describe('two routers of one owner', () => {
  it('follow their registrar, and shut their ports when trust in a device is revoked', async (t) => {
    const house = await openHouse(t);
    await house.side.trust(device(1));
    const [one, two] = [await run(t, house), await run(t, house)];
    await until(() => one.isSynced && two.isSynced);
    assert.deepEqual([one.inside, two.inside], [[device(1)], [device(1)]]);
    const { routers } = await house.side.revoke(device(1));
    assert.deepEqual(
      routers.map(({ outcome, access }) => [outcome, access]),
      [
        ['applied', 'out'],
        ['applied', 'out'],
      ],
    );
    assert.deepEqual([one.inside, two.inside], [[], []]);
  });

  it('come back when the registrar does, and hear what they missed', async (t) => {
    const house = await openHouse(t);
    await house.side.trust(device(1));
    const router = await run(t, house);
    await until(() => router.isSynced);
    await house.shut();
    await until(() => !router.isSynced);
    assert.deepEqual(router.inside, [device(1)]);
    await house.side.revoke(device(1));
    await house.side.trust(device(2));
    await until(() => router.events.some(({ type }) => type === 'unreachable'));
    await house.reopen();
    await until(() => router.isSynced);
    assert.deepEqual(router.inside, [device(2)]);
  });
});

describe('a router that is started again', () => {
  it('lets through whom it let through, before it has reached its registrar', async (t) => {
    const house = await openHouse(t);
    await house.side.trust(device(1));
    const first = await run(t, house);
    await until(() => first.isSynced);
    await first.stop();
    await house.shut();
    const again = await run(t, house, { identity: first.identity });
    assert.deepEqual(again.inside, [device(1)]);
    const state = await readRouterState(first.identity.directory);
    assert.deepEqual([state?.sequence, state?.devices.map((each) => each.device)], [1, [device(1)]]);
  });
});

describe('a router that cannot start', () => {
  it('shuts its ports, for it does not know whom to let through', async (t) => {
    const house = await openHouse(t);
    const identity = await house.router();
    const ports = new SimulatedPorts();
    await ports.replace([{ device: device(1), access: 'open', stations: [] }]);
    writeFileSync(join(identity.directory, 'state.json'), 'damaged');
    await assert.rejects(run(t, house, { identity, enforcer: ports }), { code: 'E_CA_COMMANDS_STATE' });
    assert.deepEqual(ports.open, []);
  });
});

describe('a router of another owner', () => {
  it('is refused, tells why, and tries again later each time', async (t) => {
    const house = await openHouse(t);
    const identity = await house.router();
    const claim = await house.claimFor(identity.name, someone());
    const router = await run(t, house, { identity, membership: { by: 'owner', claim } });
    await until(() => router.events.filter(({ type }) => type === 'registrar-refused').length >= 3);
    const refused = router.events.flatMap((event) => (event.type === 'registrar-refused' ? [event.error] : []));
    assert.equal(refused[0]?.details['because'], 'E_CA_COMMANDS_SIGNATORY');
    assert.ok(router.events.filter(({ type }) => type === 'waiting').length >= 2);
    assert.deepEqual(router.inside, []);
  });
});

describe('a registrar that a router is not told of', () => {
  it('must be findable, or named', async (t) => {
    const house = await openHouse(t);
    await assert.rejects(run(t, house, { registrars: [] }), { code: 'E_ROUTER_ARGUMENT' });
  });

  it('is found by multicast DNS', { skip: skipMdns }, async (t) => {
    const house = await openHouse(t);
    const link = { interface: '127.0.0.1', mdnsPort: randomInt(20_000, 32_000) };
    const announcement = await announce({
      ...link,
      type: CA_COMMANDS_SERVICE,
      name: 'registrar',
      port: house.port,
      addresses: ['127.0.0.1'],
    });
    atEnd(t, () => announcement.close());
    const router = await run(t, house, { registrars: [], discovery: [mdnsRegistrars(link)] });
    await until(() => router.isSynced);
  });

  it('is found by GRASP', { skip: skipGrasp }, async (t) => {
    const house = await openHouse(t);
    const link = { interfaces: ['lo'], family: 'IPv4' as const, port: randomInt(20_000, 32_000) };
    const router = await run(t, house, { registrars: [], discovery: [graspRegistrars(link)] });
    const flood = await announceFloods({
      ...link,
      objectives: ({ address }) => [
        {
          objective: {
            name: AN_JOIN_REGISTRAR,
            flags: OBJECTIVE_FLAGS.F_SYNCH,
            loopCount: 255,
            value: CA_COMMANDS_PROTOCOL,
          },
          locator: { type: 'ipv4', address, protocol: IPPROTO_TCP, port: house.port },
        },
      ],
    });
    atEnd(t, () => flood.close());
    await until(() => router.isSynced);
  });
});

describe('rounds', () => {
  const A = { host: '192.0.2.1', port: 1 };
  const B = { host: '192.0.2.2', port: 1 };
  const rounds = (named = [A]) =>
    new Rounds({ named, firstPause: 1000, longestPause: 4000, random: seededRandom('rounds') });

  it('take each registrar once, those named by hand first', () => {
    const of = rounds();
    of.found(B);
    assert.deepEqual([of.next(), of.next(), of.next(), of.next()], [A, B, undefined, A]);
    of.withdrawn(B);
    assert.deepEqual([of.next(), of.next()], [undefined, A]);
  });

  it('come later each time, up to a bound, and soon after a session', () => {
    const of = rounds();
    const pauses = Array.from({ length: 6 }, () => of.nextPause());
    for (const [index, most] of [1000, 2000, 4000, 4000, 4000, 4000].entries()) {
      const pause = pauses[index] ?? 0;
      assert.ok(pause >= most / 2 && pause <= most, `${pause}`);
    }
    of.succeeded();
    assert.deepEqual([of.next(), of.next()], [undefined, A]);
    assert.ok(of.nextPause() <= 1000);
  });

  it('remember a bounded number of registrars, and call when there is the first', () => {
    const of = rounds([]);
    let calls = 0;
    of.onFound(() => calls++);
    for (let index = 0; index < 100; index++) of.found({ host: '192.0.2.9', port: index + 1 });
    assert.equal(calls, 1);
    let count = 0;
    while (of.next() !== undefined) count++;
    assert.equal(count, 32);
  });
});

async function skipMulticast(group: string): Promise<string | false> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.bind(0);
  await once(socket, 'listening');
  try {
    socket.addMembership(group, '127.0.0.1');
    return false;
  } catch {
    return 'THIS MACHINE HAS NO MULTICAST ON LOOPBACK: a router’s search is not tested';
  } finally {
    socket.close();
  }
}
