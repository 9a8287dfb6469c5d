/** A whole network of roles on a hub, for tests that begin where commissioning begins. */

import { fromHex, Secret, seededRandom, VirtualTime } from '@sallyport/core';
import { BorderAgent, type BorderAgentEvent, type BorderAgentOptions } from '../../src/border-agent/border-agent.ts';
import { BorderAgentLink } from '../../src/commissioner/border-agent-link.ts';
import { Commissioner } from '../../src/commissioner/commissioner.ts';
import type { CommissionerEvent } from '../../src/commissioner/events.ts';
import type { CommissionerOptions } from '../../src/commissioner/options.ts';
import { createDataset } from '../../src/dataset/create.ts';
import type { OperationalDataset } from '../../src/dataset/operational-dataset.ts';
import { Leader, type LeaderEvent } from '../../src/leader/leader.ts';
import { TmfAgent } from '../../src/node/tmf-agent.ts';
import { type HubNode, MemoryLeaderStore, MeshHub } from './mesh-hub.ts';

export const PSKC = Secret.of(fromHex('3aa55f91ca47d1e4e71a08cb35e91591'));
export const NETWORK_KEY = Secret.of(fromHex('00112233445566778899aabbccddeeff'));
export const PREFIX = fromHex('fd000db800000000');
export const LEADER = 0x0400;
export const BORDER = 0x2000;
export const JOINER_ROUTER = 0x7800;

/** Candidates' datagrams take so long to the Border Agent. */
const WLAN_LATENCY = 1;

export class Network {
  readonly time = new VirtualTime();
  readonly random = seededRandom('thread roles');
  readonly hub = new MeshHub(this.time, PREFIX);
  readonly store: MemoryLeaderStore;
  readonly leaderEvents: LeaderEvent[] = [];
  readonly storeFailures: unknown[] = [];
  readonly borderEvents: BorderAgentEvent[] = [];
  readonly leaderNode: HubNode;
  readonly borderNode: HubNode;
  readonly borderTmf: TmfAgent;
  readonly border: BorderAgent;
  leader: Leader;
  leaderTmf: TmfAgent;
  pskc: Secret | undefined = PSKC;
  readonly #candidates = new Map<string, (datagram: Uint8Array) => void>();
  /** True loses what goes between candidates and the Border Agent. */
  isCutOff = false;

  constructor(options: Partial<BorderAgentOptions> = {}) {
    const dataset = createDataset(
      {
        networkName: 'Sallyport',
        networkKey: NETWORK_KEY,
        pskc: PSKC,
        meshLocalPrefix: PREFIX,
        channel: { page: 0, number: 15 },
      },
      this.random,
    ).dataset;
    this.store = new MemoryLeaderStore({ active: dataset, pending: undefined });
    this.leaderNode = this.hub.node(LEADER);
    this.borderNode = this.hub.node(BORDER);
    this.leaderTmf = new TmfAgent(this.leaderNode, this.ports);
    this.leader = this.#lead();
    this.borderTmf = new TmfAgent(this.borderNode, this.ports);
    this.border = new BorderAgent(
      {
        agent: this.borderTmf,
        networkData: this.borderNode,
        datasets: this.borderNode,
        pskc: () => this.pskc,
        listener: (event) => this.borderEvents.push(event),
        ...options,
      },
      {
        ...this.ports,
        transmit: (datagram, peer) => this.#later(() => this.#candidates.get(peer)?.(datagram)),
      },
    );
  }

  get ports() {
    return { clock: this.time, timer: this.time, random: this.random };
  }

  get dataset(): OperationalDataset {
    const { active } = this.leader.datasets;
    if (active === undefined) throw new TypeError('the Leader has no dataset');
    return active;
  }

  /** The Leader's node begins anew, with what its store holds. */
  restartLeader(): void {
    this.leader.close();
    this.leaderTmf.close();
    this.leaderTmf = new TmfAgent(this.leaderNode, this.ports);
    this.leader = this.#lead();
  }

  /** An external candidate; `events` fills with what it tells. */
  candidate(id: string, options: Partial<CommissionerOptions> & { pskc?: Secret; peer?: string } = {}) {
    const events: CommissionerEvent[] = [];
    const { pskc = PSKC, peer = id, ...rest } = options;
    const link = new BorderAgentLink(
      { pskc },
      { ...this.ports, transmit: (datagram) => this.#later(() => this.border.receive(datagram, peer)) },
    );
    this.#candidates.set(peer, (datagram) => link.receive(datagram));
    const commissioner = new Commissioner({ id, link, listener: (event) => events.push(event), ...rest }, this.ports);
    return { commissioner, link, events };
  }

  /** An external candidate that is the Commissioner. */
  async commissioner(id = 'phone', options: Parameters<Network['candidate']>[1] = {}) {
    const candidate = this.candidate(id, options);
    await this.run(candidate.commissioner.connect());
    await this.run(candidate.commissioner.petition());
    return candidate;
  }

  /** Lets time pass until `work` settles. */
  async run<T>(work: Promise<T>, limit = 300_000): Promise<T> {
    let isSettled = false;
    const settled = work.then(
      () => {
        isSettled = true;
      },
      () => {
        isSettled = true;
      },
    );
    await this.time.until(() => isSettled, limit);
    if (!isSettled) throw new TypeError('the work did not settle in time');
    await settled;
    return work;
  }

  /** For candidates that tests make by hand. */
  toBorder(datagram: Uint8Array, peer: string): void {
    this.#later(() => this.border.receive(datagram, peer));
  }

  fromBorder(peer: string, receive: (datagram: Uint8Array) => void): void {
    this.#candidates.set(peer, receive);
  }

  #lead(): Leader {
    return new Leader(
      {
        agent: this.leaderTmf,
        store: this.store,
        outlet: this.hub,
        listener: (event) => this.leaderEvents.push(event),
        storeFailed: (thrown) => this.storeFailures.push(thrown),
      },
      this.ports,
    );
  }

  #later(act: () => void): void {
    if (this.isCutOff) return;
    this.time.after(WLAN_LATENCY, act);
  }
}
