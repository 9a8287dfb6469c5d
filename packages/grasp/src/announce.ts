/** Floods objectives on real interfaces. */

import { type Clock, type Milliseconds, type Random, systemClock, systemRandom } from '@sallyport/core';
import { GRASP_LISTEN_PORT } from './constants.ts';
import type { FloodedObjective } from './flood.ts';
import { FloodAnnouncer } from './flood-announcer.ts';
import { GraspLink } from './grasp-link.ts';
import { chooseInterfaces, type Family, type GraspInterface } from './network-interfaces.ts';

export interface AnnounceFloodsOptions {
  /** What to flood on an interface: its locators usually name that interface's address. */
  readonly objectives: (on: GraspInterface) => readonly FloodedObjective[];
  /** Default: every interface but loopback that has an address of the family. */
  readonly interfaces?: readonly string[];
  /** Default IPv6. */
  readonly family?: Family;
  /** Default 60 s (RFC 8995 §4.3). */
  readonly interval?: Milliseconds;
  /** Default three intervals. */
  readonly ttl?: Milliseconds;
  /** Default: each interface's address. */
  readonly initiator?: string;
  /** Default 7017. Another one keeps apart from every other GRASP speaker: for tests. */
  readonly port?: number;
  readonly onWarning?: (error: Error) => void;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface FloodAnnouncement {
  /** Asks `objectives` again and floods at once. */
  update(): void;
  /** Takes back what was flooded. */
  close(): Promise<void>;
}

interface Station {
  readonly on: GraspInterface;
  readonly announcer: FloodAnnouncer;
  readonly link: GraspLink;
}

/**
 * Floods at once and at every interval until closed.
 * @throws E_GRASP_INTERFACE, E_GRASP_MULTICAST, E_GRASP_ARGUMENT, E_GRASP_MESSAGE_SIZE
 */
export async function announceFloods(options: AnnounceFloodsOptions): Promise<FloodAnnouncement> {
  const clock = options.clock ?? systemClock;
  const stations: Station[] = [];
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    const now = clock.monotonic();
    for (const { announcer, link } of stations) {
      const datagram = announcer.tick(now);
      if (datagram !== undefined) void link.send(datagram);
    }
    clearTimeout(timer);
    const next = Math.min(...stations.flatMap(({ announcer: { nextAt } }) => (nextAt === undefined ? [] : [nextAt])));
    if (Number.isFinite(next)) timer = setTimeout(run, Math.max(0, Math.ceil(next - clock.monotonic())));
  };
  const close = async () => {
    clearTimeout(timer);
    await Promise.all(stations.map(({ announcer, link }) => link.send(announcer.withdraw())));
    await Promise.all(stations.map(({ link }) => link.close()));
  };
  try {
    for (const on of chooseInterfaces(options.interfaces, options.family ?? 'IPv6')) {
      stations.push(await openStation(options, on));
    }
  } catch (error) {
    await Promise.all(stations.map(({ link }) => link.close()));
    throw error;
  }
  for (const { announcer } of stations) announcer.start(clock.monotonic());
  run();
  return {
    update: () => {
      for (const { on, announcer } of stations) announcer.update(options.objectives(on), clock.monotonic());
      run();
    },
    close,
  };
}

async function openStation(options: AnnounceFloodsOptions, on: GraspInterface): Promise<Station> {
  const announcer = new FloodAnnouncer({
    objectives: options.objectives(on),
    initiator: options.initiator ?? on.address,
    random: options.random ?? systemRandom,
    ...(options.interval === undefined ? {} : { interval: options.interval }),
    ...(options.ttl === undefined ? {} : { ttl: options.ttl }),
  });
  const link = await GraspLink.open({
    on,
    port: options.port ?? GRASP_LISTEN_PORT,
    listen: false,
    ...(options.onWarning === undefined ? {} : { onWarning: options.onWarning }),
  });
  return { on, announcer, link };
}
