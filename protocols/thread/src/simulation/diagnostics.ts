/** What a simulated node tells of itself when it is asked (Network Diagnostics). */

import type { ChildTableEntry } from '../diagnostics/child-table.ts';
import { decodeMode } from '../diagnostics/mode.ts';
import type { LinkQuality, Route64, RouterRoute } from '../diagnostics/route64.ts';
import { MODE } from '../mle/table.ts';
import type { NodeDiagnostics } from '../tmf/diagnostic-get.ts';
import { ROUTER_ID_SHIFT } from './directory.ts';
import { qualityOf } from './link-margin.ts';
import type { MeshNode } from './mesh-node.ts';
import type { Neighbour } from './neighbours.ts';
import type { World } from './world.ts';

/** Thread 1.1. */
const VERSION = 2;
/** All simulated nodes hear always and could be routers. */
const FULL = MODE.receiverOnWhenIdle | MODE.fullThreadDevice | MODE.fullNetworkData;
const CHILD_ID_MASK = 0x1ff;
/** What a hop costs by the quality of its link; none is forwarded over no link. */
const LINK_COST: Readonly<Record<LinkQuality, number>> = { 0: 16, 1: 4, 2: 2, 3: 1 };
const MAX_COST = 15;
/** Of the node itself, as other nodes write it. */
const OWN_COST = 1;
const SOFTWARE = {
  vendorName: 'Sallyport',
  vendorModel: 'Simulated node',
  vendorSwVersion: '1',
  stackVersion: 'Sallyport',
};

export function diagnosticsOf(node: MeshNode, world: World): NodeDiagnostics {
  const { extendedAddress, rloc16, eui64, state, network } = node;
  return {
    extendedAddress,
    rloc16,
    mode: decodeMode(FULL),
    leaderData: network.leaderData,
    addresses: [node.endpointAddress],
    eui64,
    version: VERSION,
    ...SOFTWARE,
    ...(state === 'router'
      ? { route64: route64Of(rloc16, world), childTable: [...node.neighbours].flatMap(childEntry) }
      : {}),
  };
}

function route64Of(own: number, { directory }: World): Route64 {
  const routers = [...directory.routers].sort((a, b) => a.rloc16 - b.rloc16);
  // Routers of a simulation come and go by a hand from outside; nobody counts the changes.
  return { idSequence: 1, routers: routers.map(({ rloc16 }) => routeTo(rloc16, own, directory)) };
}

function routeTo(rloc16: number, own: number, directory: World['directory']): RouterRoute {
  const routerId = rloc16 >> ROUTER_ID_SHIFT;
  if (rloc16 === own) return { routerId, qualityOut: 0, qualityIn: 0, cost: OWN_COST };
  return {
    routerId,
    qualityOut: qualityOf(directory.link(own, rloc16)?.rssi),
    qualityIn: qualityOf(directory.link(rloc16, own)?.rssi),
    cost: costOf(own, rloc16, directory),
  };
}

/** Along the way that frames take; undefined where there is none, or it is too long to be written. */
function costOf(from: number, to: number, directory: World['directory']): number | undefined {
  let cost = 0;
  for (let at = from; at !== to; ) {
    const next = directory.nextHop(at, to);
    if (next === undefined) return undefined;
    cost += LINK_COST[qualityOf(directory.link(next, at)?.rssi)];
    if (cost > MAX_COST) return undefined;
    at = next;
  }
  return cost;
}

function childEntry({ kind, rloc16, child }: Neighbour): readonly ChildTableEntry[] {
  if (kind !== 'child' || child === undefined) return [];
  const quality = qualityOf(child.rssi);
  return [
    {
      childId: rloc16 & CHILD_ID_MASK,
      timeout: child.timeout,
      quality: quality === 0 ? undefined : quality,
      mode: decodeMode(child.mode),
    },
  ];
}
