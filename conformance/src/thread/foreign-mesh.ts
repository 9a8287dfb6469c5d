/**
 * A mesh of OpenThread's own nodes in which nothing is left to chance: a border router that leads, a router in its reach, a further router
 * behind that, and its two children, of which one sleeps. Who hears whom, and how well, is told to each of them beforehand.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { ForeignNetwork, type ForeignNetworkOptions } from './foreign-network.ts';
import type { Cli, ForeignNode } from './foreign-node.ts';

export const NAMES = ['leader', 'near', 'far', 'lamp', 'sleeper'] as const;
export type NodeName = (typeof NAMES)[number];

const EXTENDED: Readonly<Record<NodeName, string>> = {
  leader: '5a11909071000001',
  near: '5a11909071000002',
  far: '5a11909071000003',
  lamp: '5a11909071000004',
  sleeper: '5a11909071000005',
};
/** Whom each hears, in dBm: noise is at -100, a link is good over 20 dB, fair over 10, poor over 2. */
const HEARS: Readonly<Record<NodeName, Partial<Readonly<Record<NodeName, number>>>>> = {
  leader: { near: -60 },
  near: { leader: -60, far: -85 },
  far: { near: -60, lamp: -60, sleeper: -85 },
  lamp: { far: -60 },
  sleeper: { far: -60 },
};
/** What only some of them are told. Builds for certification want a vendor's texts to begin with RD. */
const FURTHER: Readonly<Partial<Record<NodeName, readonly string[]>>> = {
  near: ['routerselectionjitter 1', 'parentpriority 1'],
  far: [
    'routerselectionjitter 1',
    'parentpriority -1',
    'networkdiagnostic nonpreferredchannels 0x6000000',
    // So much to say that it does not go into one message.
    ...Array.from({ length: 4 }, (_, at) => `ipaddr add fd00:db8:${at}::1`),
    ...Array.from({ length: 8 }, (_, at) => `prefix add fd00:db8:1${at}::/64 os`),
    `vendor name RD:${'Far'.repeat(9)}`,
    `vendor model RD:${'Far'.repeat(9)}`,
    `vendor appurl https://example.com/${'a'.repeat(70)}`,
  ],
  // A child for ever.
  lamp: ['routereligible disable', 'childtimeout 100', 'vendor name RD:Acme', 'vendor model RD:Lamp'],
  sleeper: ['mode -', 'pollperiod 300', 'childtimeout 300'],
};
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 200;

export class ForeignMesh {
  readonly network: ForeignNetwork;
  readonly #nodes: ReadonlyMap<NodeName, Cli>;
  readonly #processes: readonly ForeignNode[];

  private constructor(network: ForeignNetwork, nodes: ReadonlyMap<NodeName, Cli>, processes: readonly ForeignNode[]) {
    this.network = network;
    this.#nodes = nodes;
    this.#processes = processes;
  }

  static async start(options: Omit<ForeignNetworkOptions, 'before'>): Promise<ForeignMesh> {
    const network = await ForeignNetwork.start({ ...options, before: preparing('leader') });
    const nodes = new Map<NodeName, Cli>([['leader', network.borderRouter]]);
    const processes: ForeignNode[] = [];
    const mesh = new ForeignMesh(network, nodes, processes);
    try {
      for (const [at, name] of NAMES.entries()) {
        if (name === 'leader') continue;
        const node = network.node(at + 1);
        processes.push(node);
        nodes.set(name, node);
        await prepare(node, preparing(name));
        for (const line of [`dataset set active ${options.dataset}`, 'ifconfig up', 'thread start'])
          await node.read(line);
        await mesh.until(name, 'state', name === 'near' || name === 'far' ? /^router$/ : /^child$/);
      }
      await mesh.read('far', 'netdata register');
      await mesh.until('sleeper', 'netdata show -x', /fd000db80017/);
      return mesh;
    } catch (thrown) {
      await mesh.close();
      throw thrown;
    }
  }

  /** What a node answers, without its `Done`. */
  read(name: NodeName, line: string): Promise<string> {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`${name} has not been started`);
    return node.read(line);
  }

  /** Asks a node again and again until what it answers matches. */
  async until(name: NodeName, line: string, pattern: RegExp): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    let said = '';
    do {
      said = await this.read(name, line);
      if (pattern.test(said)) return;
      await sleep(LOOK_EVERY_MS);
    } while (performance.now() < deadline);
    throw new Error(`${name} never answered ${line} with ${pattern}, but with ${said}`);
  }

  async close(): Promise<void> {
    for (const node of this.#processes) node.close();
    await this.network.close();
  }
}

/** Not every build can be told who made it: then it says what it was built with. */
async function prepare(node: Cli, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const told = node.read(line);
    await (line.startsWith('vendor ') ? told.catch(() => undefined) : told);
  }
}

function preparing(name: NodeName): readonly string[] {
  const heard = Object.entries(HEARS[name]).flatMap(([other, rssi]) => {
    const address = EXTENDED[nameOf(other)];
    return [`macfilter addr add ${address}`, `macfilter rss add ${address} ${rssi}`];
  });
  return [`extaddr ${EXTENDED[name]}`, ...heard, 'macfilter addr allowlist', ...(FURTHER[name] ?? [])];
}

function nameOf(text: string): NodeName {
  const name = NAMES.find((each) => each === text);
  if (name === undefined) throw new Error(`there is no node ${text}`);
  return name;
}
