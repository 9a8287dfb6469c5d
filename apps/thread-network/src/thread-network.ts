/**
 * A simulated Thread network in real time: a leader, a border router whose border agent is on a UDP port, and a router a
 * hop further out. Any commissioner can talk to it, and devices of other processes can join it over the air.
 */

import { bytesEqual, type Clock, type Milliseconds, type Random, SECOND, type Timer } from '@sallyport/core';
import type { Announcement } from '@sallyport/dns-sd';
import type { EventListener } from '@sallyport/onboarding';
import { type ActiveDataset, type BorderAgentEvent, type LeaderEvent, requireActive } from '@sallyport/thread';
import type { AirRecord, Impairments, SimulatedMesh } from '@sallyport/thread/simulation';
import { AirDoor } from './air-door.ts';
import { type AnnouncementOptions, announceBorderAgent } from './announcement.ts';
import { BorderRouter } from './border-router.ts';
import { type DatasetKeeper, memoryKeeper } from './dataset-keeper.ts';
import { BORDER_ROUTER, IN_REACH, LEADER, layOutMesh } from './mesh.ts';

export interface ThreadNetworkOptions {
  /** What the network runs on when its keeper has nothing else. */
  readonly dataset: ActiveDataset;
  /** Where the leader keeps its datasets. Default: in memory. */
  readonly keeper?: DatasetKeeper;
  readonly borderAgent: { readonly host: string /** 0 lets the system choose. */; readonly port: number };
  /** Where radios of other processes reach the air; undefined closes it to them. */
  readonly air?: { readonly host: string; readonly port: number };
  /** Undefined announces nothing. */
  readonly announce?: AnnouncementOptions;
  readonly impairments?: Partial<Impairments>;
  /** Hears step M.6 of every joiner. */
  readonly events?: EventListener;
  readonly listener?: (event: BorderAgentEvent | LeaderEvent) => void;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

const LOOK_EVERY: Milliseconds = 50;
const BORDER_AGENT_ID_BYTES = 16;

interface Parts {
  readonly mesh: SimulatedMesh;
  readonly borderRouter: BorderRouter;
  readonly door: AirDoor | undefined;
  readonly announcement: Announcement | undefined;
}

export class ThreadNetwork {
  readonly mesh: SimulatedMesh;
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.mesh = parts.mesh;
    this.#parts = parts;
  }

  /** @throws E_UDP_…, E_DNS_SD_…, E_THREAD_NETWORK_FILE, E_THREAD_DATASET_… */
  static async start(options: ThreadNetworkOptions): Promise<ThreadNetwork> {
    const { air, listener, clock, timer, random } = options;
    const keeper = options.keeper ?? memoryKeeper();
    const dataset = datasetOf(keeper, options.dataset);
    const opened: { close(): Promise<void> }[] = [];
    const keep = <T extends { close(): Promise<void> }>(part: T): T => {
      opened.push(part);
      return part;
    };
    try {
      const borderRouter = keep(await BorderRouter.open({ ...options.borderAgent, listener }));
      const mesh = layOutMesh({ ...options, dataset, keeper, borderRouter });
      keep({ close: async () => mesh.close() });
      const inReach = IN_REACH;
      const door = air === undefined ? undefined : keep(await AirDoor.open({ ...air, mesh, inReach, clock, timer }));
      const identity = {
        id: random.bytes(BORDER_AGENT_ID_BYTES),
        extendedAddress: mesh.node(BORDER_ROUTER).udp.extendedAddress,
      };
      const announcement =
        options.announce === undefined
          ? undefined
          : keep(await announceBorderAgent(options.announce, borderRouter.port, dataset, identity));
      return new ThreadNetwork({ mesh, borderRouter, door, announcement });
    } catch (thrown) {
      for (const part of opened.reverse()) await part.close();
      throw thrown;
    }
  }

  /** UDP port of the border agent. */
  get borderAgentPort(): number {
    return this.#parts.borderRouter.port;
  }

  /** UDP port of the air; undefined when it is closed to radios of other processes. */
  get airPort(): number | undefined {
    return this.#parts.door?.port;
  }

  /** What the network runs on now. */
  get dataset(): ActiveDataset {
    const { active } = this.mesh.node(LEADER).datasets;
    return active === undefined ? this.mesh.dataset : requireActive(active);
  }

  /**
   * Resolves when every router knows what the leader last spread, so that devices in reach of any of them are told of it;
   * at the latest after `patience`.
   */
  async spread(timer: Timer, patience: Milliseconds = 2 * SECOND): Promise<void> {
    const { networkData } = this.mesh.node(LEADER);
    const isSpread = () =>
      this.mesh.nodes.every((node) => bytesEqual(node.networkData.commissioningData, networkData.commissioningData));
    for (let waited = 0; waited < patience && !isSpread(); waited += LOOK_EVERY) {
      await new Promise<void>((resolve) => timer.after(LOOK_EVERY, resolve));
    }
  }

  /** Shows every frame to `listen`, until the function it gives is called. */
  tap(listen: (record: AirRecord) => void): () => void {
    return this.mesh.air.tap(listen);
  }

  /** Says goodbye, closes the ports, and switches every node off. */
  async close(): Promise<void> {
    const { announcement, door, borderRouter, mesh } = this.#parts;
    await announcement?.close();
    await door?.close();
    mesh.close();
    await borderRouter.close();
  }
}

/** The dataset that was kept, or this one, which is kept from now on: what is being joined must be there after a restart. */
function datasetOf(keeper: DatasetKeeper, dataset: ActiveDataset): ActiveDataset {
  const { active } = keeper.load();
  if (active !== undefined) return requireActive(active);
  keeper.save({ active: dataset.dataset, pending: undefined });
  return dataset;
}
