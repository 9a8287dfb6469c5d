/** What a simulated node tells of itself when it is asked (Network Diagnostics). */

import type { ChildTableEntry } from '../diagnostics/child-table.ts';
import type { EnhancedRoute } from '../diagnostics/enhanced-route.ts';
import { decodeMode } from '../diagnostics/mode.ts';
import type { LinkQuality, Route64, RouterRoute } from '../diagnostics/route64.ts';
import { DIAGNOSTIC_TLVS } from '../diagnostics/table.ts';
import { networkDataOf } from '../mle/commissioning-data.ts';
import { MODE } from '../mle/table.ts';
import type { NodeDiagnostics } from '../tmf/diagnostic-get.ts';
import { ROUTER_ID_SHIFT } from './directory.ts';
import { qualityOf } from './link-margin.ts';
import type { MeshNode } from './mesh-node.ts';
import type { Neighbour } from './neighbours.ts';
import type { World } from './world.ts';

/** Thread 1.1. */
const VERSION = 2;
/** Of IEEE 802.15.4: the 2.4 GHz band. */
const CHANNEL_PAGE = 0;
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
  const { extendedAddress, rloc16, eui64, state, network, radio } = node;
  return {
    extendedAddress,
    rloc16,
    mode: decodeMode(FULL),
    leaderData: network.leaderData,
    networkData: networkDataOf(network.commissioningData),
    addresses: node.addresses,
    macCounters: radio?.counts.counters,
    channelPages: [CHANNEL_PAGE],
    eui64,
    version: VERSION,
    ...SOFTWARE,
    ...(state === 'router' ? asRouter(node, world) : {}),
  };
}

/** Counts anew, of what is asked for, what is counted here. */
export function resetCounts({ radio }: MeshNode, types: readonly number[]): void {
  if (types.includes(DIAGNOSTIC_TLVS.macCounters.type)) radio?.counts.reset();
}

function asRouter({ rloc16, neighbours, network }: MeshNode, world: World): NodeDiagnostics {
  const route64 = route64Of(rloc16, world);
  const childTable = [...neighbours].flatMap(childEntry);
  const leader = route64.routers.find(({ routerId }) => routerId === network.leaderData?.leaderRouterId);
  const withQuality = (quality: LinkQuality) => route64.routers.filter(({ qualityIn }) => qualityIn === quality).length;
  return {
    route64,
    childTable,
    connectivity: {
      parentPriority: 0,
      linkQuality: [withQuality(3), withQuality(2), withQuality(1)],
      // The Leader's own is none.
      leaderCost: leader?.routerId === rloc16 >> ROUTER_ID_SHIFT ? 0 : (leader?.cost ?? 0),
      idSequence: route64.idSequence,
      activeRouters: route64.routers.length,
    },
    enhancedRoute: route64.routers.map((route) => enhanced(route, rloc16, world)),
    maxChildTimeout: childTable.length === 0 ? undefined : Math.max(...childTable.map(({ timeout }) => timeout)),
  };
}

function enhanced({ routerId, qualityIn, qualityOut }: RouterRoute, own: number, { directory }: World): EnhancedRoute {
  const to = routerId << ROUTER_ID_SHIFT;
  const hop = to === own ? undefined : directory.nextHop(own, to);
  const cost = hop === undefined || hop === to ? undefined : costOf(hop, to, directory);
  return {
    routerId,
    isSelf: to === own,
    link: to === own || (qualityIn === 0 && qualityOut === 0) ? undefined : { qualityIn, qualityOut },
    next: hop === undefined || cost === undefined ? undefined : { hop: hop >> ROUTER_ID_SHIFT, cost },
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
