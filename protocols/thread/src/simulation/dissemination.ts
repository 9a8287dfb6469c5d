/**
 * How what the Leader decides comes to every node (Thread 1.1.1 §8.4.3): each change raises the data version, goes out as a
 * multicast Data Response and is repeated hop by hop; who hears of a newer version asks for it. Datasets travel with it.
 */

import type { Milliseconds } from '@sallyport/core';
import { requireActive } from '../dataset/complete.ts';
import { activatePending } from '../dataset/management-set.ts';
import { OperationalDataset } from '../dataset/operational-dataset.ts';
import { commissioningDataIn, networkDataOf } from '../mle/commissioning-data.ts';
import type { MleFields } from '../mle/fields.ts';
import { isNewerDataVersion, type LeaderData } from '../mle/leader-data.ts';
import { MLE_COMMANDS, MLE_TLVS } from '../mle/table.ts';
import { compareTimestamps } from '../network/timestamp.ts';
import type { NetworkDataOutlet } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import { TLVS } from '../tlv/table.ts';
import type { MeshNode } from './mesh-node.ts';
import { ALL_NODES, ALL_ROUTERS, type FromNeighbour, type MleSocket } from './mle-socket.ts';
import type { World } from './world.ts';

/** Routers advertise at least this often (in Thread by a trickle timer from 1 to 32 seconds; here the longest). */
const ADVERTISEMENT_INTERVAL: Milliseconds = 32_000;
const SPREAD: Milliseconds = 100;
const REPEATS = 2;
const RETRY: Milliseconds = 1000;
const REQUESTED = Uint8Array.of(MLE_TLVS.networkData.type);

export class Dissemination implements NetworkDataOutlet {
  readonly #node: MeshNode;
  readonly #socket: MleSocket;
  readonly #world: World;
  #stopAdvertising: () => void = () => undefined;
  #cancelActivation: () => void = () => undefined;
  #asked: number | undefined;

  constructor(node: MeshNode, socket: MleSocket, world: World) {
    this.#node = node;
    this.#socket = socket;
    this.#world = world;
  }

  /** Begins to advertise, and asks the neighbours for what there is. */
  start(): void {
    this.#advertiseLater();
    this.#request(ALL_ROUTERS);
  }

  stop(): void {
    this.#stopAdvertising();
    this.#cancelActivation();
    this.#asked = undefined;
  }

  publishCommissioningData(tlvs: Uint8Array): void {
    this.#node.network.commissioningData = tlvs;
    this.#publish();
  }

  publishActiveDataset(dataset: OperationalDataset): void {
    this.#cancelActivation();
    this.#node.configure(requireActive(dataset));
    this.#publish();
  }

  publishPendingDataset(dataset: OperationalDataset | undefined): void {
    this.#node.network.pending = dataset;
    this.#publish();
  }

  /** What every answer about the network holds. */
  describe(): MleFields {
    const { network } = this.#node;
    const active = network.active;
    const pending = network.pending;
    return {
      ...this.leaderFields(),
      networkData: networkDataOf(network.commissioningData),
      activeTimestamp: active?.get(TLVS.activeTimestamp),
      activeDataset: active?.without(TLVS.activeTimestamp).encode(),
      pendingTimestamp: pending?.get(TLVS.pendingTimestamp),
      pendingDataset: pending?.without(TLVS.pendingTimestamp).encode(),
    };
  }

  leaderFields(): Pick<MleFields, 'sourceAddress' | 'leaderData'> {
    return { sourceAddress: this.#node.rloc16, leaderData: this.#node.network.leaderData };
  }

  hearAdvertisement({ leaderData }: MleFields, from: FromNeighbour): void {
    if (leaderData === undefined || !this.#isNews(leaderData)) return;
    this.#request(from.source);
  }

  answerDataRequest(from: FromNeighbour): void {
    if (this.#node.network.leaderData === undefined) return;
    const answer = () => {
      if (this.#node.state === 'router') this.#socket.send(from.source, MLE_COMMANDS.dataResponse, this.describe());
    };
    // Whoever asks everybody gets many answers: not all at once.
    this.#world.timer.after(from.isMulticast ? this.#world.dice.next() * SPREAD : 0, answer);
  }

  /** Takes what is newer; a router passes it on. */
  apply(fields: MleFields): void {
    const { leaderData, networkData } = fields;
    if (leaderData === undefined || networkData === undefined || !this.#isNews(leaderData)) return;
    const commissioningData = readOrUndefined(networkData, commissioningDataIn);
    if (commissioningData === undefined) return;
    const { network } = this.#node;
    this.#asked = undefined;
    network.leaderData = leaderData;
    network.isStale = false;
    this.#applyPending(fields);
    this.#applyActive(fields);
    network.commissioningData = commissioningData;
    if (this.#node.state === 'router') this.#spread();
  }

  #isNews({ dataVersion }: LeaderData): boolean {
    const { leaderData, isStale } = this.#node.network;
    return leaderData === undefined || isStale || isNewerDataVersion(dataVersion, leaderData.dataVersion);
  }

  #applyActive({ activeTimestamp, activeDataset }: MleFields): void {
    const { network } = this.#node;
    if (activeTimestamp === undefined || activeDataset === undefined) return;
    if (compareTimestamps(activeTimestamp, network.active?.get(TLVS.activeTimestamp)) <= 0) return;
    const active = readOrUndefined(activeDataset, (bytes) =>
      requireActive(OperationalDataset.decode(bytes).with({ activeTimestamp })),
    );
    if (active !== undefined) this.#node.configure(active);
  }

  #applyPending({ pendingTimestamp, pendingDataset }: MleFields): void {
    const { network } = this.#node;
    if (pendingTimestamp === undefined || pendingDataset === undefined) {
      this.#cancelActivation();
      network.pending = undefined;
      return;
    }
    if (compareTimestamps(pendingTimestamp, network.pending?.get(TLVS.pendingTimestamp)) <= 0) return;
    const dataset = readOrUndefined(pendingDataset, (bytes) =>
      OperationalDataset.decode(bytes).with({ pendingTimestamp }),
    );
    if (dataset === undefined) return;
    network.pending = dataset;
    this.#cancelActivation();
    this.#cancelActivation = this.#world.timer.after(dataset.get(TLVS.delayTimer) ?? 0, () => this.#activate());
  }

  /** The delay is over: every node moves on by itself (Thread 1.1.1 §8.4.3.4). */
  #activate(): void {
    const { network } = this.#node;
    const { pending, active } = network;
    const next = pending === undefined ? undefined : activatePending(active, pending);
    network.pending = undefined;
    if (next !== undefined) this.#node.configure(requireActive(next));
  }

  /** A change of the Leader's own. */
  #publish(): void {
    const { network, rloc16 } = this.#node;
    const known = network.leaderData ?? this.#newPartition();
    const dataVersion = (known.dataVersion + 1) & 0xff;
    network.leaderData = { ...known, dataVersion, leaderRouterId: rloc16 >> 10 };
    network.isStale = false;
    this.#spread();
  }

  #newPartition(): LeaderData {
    const partitionId = this.#world.dice.below(2 ** 32);
    return { partitionId, weighting: 64, dataVersion: 0, stableDataVersion: 0, leaderRouterId: 0 };
  }

  #spread(): void {
    for (let count = 0; count < REPEATS; count++) {
      this.#world.timer.after((count + this.#world.dice.next()) * SPREAD, () => {
        if (this.#node.state === 'router') this.#socket.send(ALL_NODES, MLE_COMMANDS.dataResponse, this.describe());
      });
    }
  }

  #request(destination: Uint8Array): void {
    const now = this.#world.clock.monotonic();
    if (this.#asked !== undefined && now - this.#asked < RETRY) return;
    this.#asked = now;
    const { active, pending } = this.#node.network;
    this.#socket.send(destination, MLE_COMMANDS.dataRequest, {
      tlvRequest: REQUESTED,
      activeTimestamp: active?.get(TLVS.activeTimestamp),
      pendingTimestamp: pending?.get(TLVS.pendingTimestamp),
    });
  }

  #advertiseLater(): void {
    this.#stopAdvertising = this.#world.timer.after(ADVERTISEMENT_INTERVAL * (1 - this.#world.dice.next() / 2), () => {
      if (this.#node.state !== 'router') return;
      this.#socket.send(ALL_NODES, MLE_COMMANDS.advertisement, this.leaderFields());
      this.#advertiseLater();
    });
  }
}
