import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { SECOND, VirtualTime } from '@sallyport/core';
import { runProgram } from '@sallyport/programs';
import { fail } from '../../src/errors.ts';
import { type NftablesOptions, NftablesPorts } from '../../src/index.ts';
import { station } from '../support/station.ts';

const [A, B] = [station(1), station(2)];
const open = (device: string, ...stations: (typeof A)[]) => ({ device, access: 'open' as const, stations });

function ports(changes: Partial<NftablesOptions> = {}) {
  const scripts: string[] = [];
  const time = new VirtualTime();
  const troubles: string[] = [];
  const made = new NftablesPorts({
    interfaces: ['port0'],
    constrainedTo: [],
    lease: 300 * SECOND,
    timer: time,
    trouble: ({ code }) => troubles.push(code),
    hasInterface: () => true,
    run: async (script) => {
      scripts.push(script);
    },
    ...changes,
  });
  return { ports: made, scripts, time, troubles };
}

describe('ports in nftables', () => {
  it('renew leases as long as the agent lives', async () => {
    const on = ports();
    await on.ports.replace([open('device', A)]);
    await on.time.advance(250 * SECOND);
    assert.equal(on.scripts.length, 3);
    assert.equal(on.scripts[2], on.scripts[0]);
    await on.ports.close();
    await on.time.advance(1000 * SECOND);
    assert.equal(on.scripts.length, 3);
  });

  it('tell of leases that could not be renewed, and go on', async () => {
    let isBroken = false;
    const on = ports({
      run: async () => {
        if (isBroken) throw fail('E_ROUTER_RULES', 'no');
      },
    });
    await on.ports.replace([]);
    isBroken = true;
    await on.time.advance(250 * SECOND);
    assert.deepEqual(on.troubles, ['E_ROUTER_RULES', 'E_ROUTER_RULES']);
    await on.ports.close();
  });

  it('change what changes', async () => {
    const on = ports();
    await on.ports.replace([open('one', A)]);
    await on.ports.change([open('two', B), { device: 'one', access: 'out', stations: [A] }]);
    assert.equal(
      on.scripts[1],
      [
        `add element netdev sallyport_router open { ${A} timeout 300s }`,
        `delete element netdev sallyport_router open { ${A} }`,
        `add element netdev sallyport_router open { ${B} timeout 300s }`,
        '',
      ].join('\n'),
    );
    await on.ports.change([open('two', B)]);
    assert.equal(on.scripts.length, 2);
    await on.ports.close();
  });

  for (const [what, changes] of [
    ['a name that is none', { interfaces: ['eth0; flush ruleset'] }],
    ['no interface', { interfaces: [] }],
    ['an address that is none', { constrainedTo: ['192.0.2.1; accept'] }],
    ['a prefix that is too long', { constrainedTo: ['192.0.2.0/33'] }],
    ['a lease that is too short', { lease: SECOND }],
  ] as const) {
    it(`take no rules with ${what}`, () => {
      assert.throws(() => ports(changes), { code: 'E_ROUTER_ARGUMENT' });
    });
  }
});

describe('ports of an interface that is not there', () => {
  it('are not kept: it may be another’s name', () => {
    assert.throws(() => ports({ hasInterface: () => false }), { code: 'E_ROUTER_RULES' });
  });
});

const skip = hasNamespaces() ? false : 'NO NETWORK NAMESPACES OR NFTABLES HERE: the kernel’s ports are not tested';

describe('ports in the kernel', { skip }, () => {
  it('have exactly who is let through, however the rules come', async (t) => {
    const kernel = await namespace(t);
    const on = ports({ constrainedTo: ['192.0.2.1', '2001:db8::/32'], run: kernel.enforce });
    await on.ports.replace([open('one', A), { device: 'two', access: 'constrained', stations: [B] }]);
    assert.deepEqual(await kernel.sets(), { open: [A], constrained: [B] });
    await on.ports.change([
      { device: 'one', access: 'constrained', stations: [A] },
      { device: 'two', access: 'out', stations: [B] },
    ]);
    assert.deepEqual(await kernel.sets(), { open: [], constrained: [A] });
    // Somebody else's housekeeping is made good by the next lease.
    await kernel.enforce('flush ruleset\n');
    await on.time.advance(100 * SECOND);
    await on.ports.change([]);
    await on.ports.close();
    assert.deepEqual(await kernel.sets(), { open: [], constrained: [A] });
  });

  it('pass who is trusted and nobody else', async (t) => {
    const kernel = await namespace(t);
    const on = ports({ run: kernel.enforce });
    await on.ports.replace([]);
    assert.equal(await kernel.ping(), false);
    await on.ports.change([open('device', kernel.device)]);
    assert.equal(await kernel.ping(), true);
    await on.ports.change([{ device: 'device', access: 'out', stations: [] }]);
    assert.equal(await kernel.ping(), false);
    await on.ports.close();
  });

  it('pass who is constrained to where it may go', async (t) => {
    const kernel = await namespace(t);
    const constrained = { device: 'device', access: 'constrained' as const, stations: [kernel.device] };
    for (const [place, mayPass] of [
      ['192.0.2.1', true],
      ['198.51.100.0/24', false],
    ] as const) {
      const on = ports({ constrainedTo: [place], run: kernel.enforce });
      await on.ports.replace([constrained]);
      assert.equal(await kernel.ping(), mayPass, place);
      await on.ports.close();
    }
  });

  it('say that rules were not taken', async (t) => {
    const kernel = await namespace(t);
    const on = ports({ run: () => kernel.enforce('add rule netdev no such rule\n') });
    await assert.rejects(on.ports.replace([]), { code: 'E_ROUTER_RULES' });
    await on.ports.close();
  });
});

function hasNamespaces(): boolean {
  const script = 'ip link add port0 type veth peer name dev0 && nft add table netdev t && command -v ping';
  return spawnSync('unshare', ['-n', 'sh', '-c', script]).status === 0;
}

interface Kernel {
  /** The address of the device at the other end of the cable. */
  readonly device: typeof A;
  enforce(script: string): Promise<void>;
  sets(): Promise<{ readonly open: readonly string[]; readonly constrained: readonly string[] }>;
  /** Whether the device reaches the router. */
  ping(): Promise<boolean>;
}

/** A router with a port and, in a namespace of its own, a device at the end of the cable. */
async function namespace(t: TestContext): Promise<Kernel> {
  const hold = async () => {
    const child = spawn('unshare', ['-n', 'sh', '-c', 'echo up; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    t.after(() => child.kill());
    return String(child.pid);
  };
  const [router, end] = [await hold(), await hold()];
  const within = async (pid: string, program: string, args: readonly string[], input?: string) =>
    runProgram({
      program: 'nsenter',
      args: ['-t', pid, '-n', program, ...args],
      limit: 10 * SECOND,
      ...(input === undefined ? {} : { input }),
    });
  const setUp = async (pid: string, ...commands: string[]) => {
    for (const each of commands) {
      const { status, complaint } = await within(pid, 'ip', each.split(' '));
      assert.equal(status, 0, `${each}: ${complaint}`);
    }
  };
  const device = station(77);
  await setUp(
    router,
    `link add port0 type veth peer name dev0 netns ${end}`,
    'addr add 192.0.2.1/24 dev port0',
    'link set port0 up',
  );
  await setUp(end, `link set dev0 address ${device}`, 'addr add 192.0.2.2/24 dev dev0', 'link set dev0 up');
  return {
    device,
    async enforce(script) {
      const { status, complaint } = await within(router, 'nft', ['-f', '-'], script);
      if (status !== 0) throw fail('E_ROUTER_RULES', complaint);
    },
    async sets() {
      const members = async (name: string) => {
        const { output } = await within(router, 'nft', ['list', 'set', 'netdev', 'sallyport_router', name]);
        return [...output.matchAll(/[0-9a-f]{2}(?::[0-9a-f]{2}){5}/g)].map(([address]) => address);
      };
      return { open: await members('open'), constrained: await members('constrained') };
    },
    async ping() {
      // More than one: who could not be asked for its address a moment ago is asked again only a second later.
      const { status } = await within(end, 'ping', ['-c', '3', '-i', '0.7', '-W', '1', '192.0.2.1']);
      return status === 0;
    },
  };
}
