/** Which of the networks that were discovered a joiner tries, and in which order (Thread 1.1.1 §8.4.4). */

import { toHex } from '@sallyport/core';
import type { JoinerDiscerner } from '../credentials/joiner-id.ts';
import { MAX_STEERING_DATA_BYTES, steers, steersAll } from '../credentials/steering-data.ts';
import type { DiscoveredNetwork } from '../node/ports.ts';
import type { Candidate } from './events.ts';

/** A network that steers this joiner, with the port to speak to. */
export interface JoinableNetwork extends DiscoveredNetwork {
  readonly joinerUdpPort: number;
  /** Its steering data name this joiner, rather than everybody. */
  readonly isNamed: boolean;
}

/** So many of the routers that were discovered are tried. */
export const MAX_CANDIDATES = 16;

/**
 * Those that steer the joiner: first the best router of each network, then the others. Of two, the one that names the joiner
 * comes before one that takes everybody, then the stronger signal.
 */
export function candidatesFor(
  joiner: Uint8Array | JoinerDiscerner,
  discovered: readonly DiscoveredNetwork[],
): readonly JoinableNetwork[] {
  const joinable = discovered.flatMap((network) => joinableFor(joiner, network) ?? []).sort(byPromise);
  const networks = new Set<string>();
  const [first, others]: [JoinableNetwork[], JoinableNetwork[]] = [[], []];
  for (const candidate of joinable) {
    const network = toHex(candidate.extendedPanId);
    (networks.has(network) ? others : first).push(candidate);
    networks.add(network);
  }
  return [...first, ...others].slice(0, MAX_CANDIDATES);
}

export function describe({ networkName, extendedPanId, channel, joinerRouter }: DiscoveredNetwork): Candidate {
  return { networkName, extendedPanId: toHex(extendedPanId), channel, joinerRouter: toHex(joinerRouter) };
}

function joinableFor(joiner: Uint8Array | JoinerDiscerner, network: DiscoveredNetwork): JoinableNetwork | undefined {
  const { steeringData, joinerUdpPort } = network;
  if (steeringData === undefined || joinerUdpPort === undefined || joinerUdpPort === 0) return undefined;
  if (steeringData.length === 0 || steeringData.length > MAX_STEERING_DATA_BYTES) return undefined;
  if (!steers(steeringData, joiner)) return undefined;
  return { ...network, joinerUdpPort, isNamed: !steersAll(steeringData) };
}

function byPromise(a: JoinableNetwork, b: JoinableNetwork): number {
  return Number(b.isNamed) - Number(a.isNamed) || b.rssi - a.rssi;
}
