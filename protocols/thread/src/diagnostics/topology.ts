/** How a mesh is connected, put together from what its nodes say. Pure: whoever asked them is elsewhere. */

import type { NodeDiagnostics } from '../tmf/diagnostic-get.ts';
import type { ChildTableEntry } from './child-table.ts';
import type { DeviceMode } from './mode.ts';
import type { LinkQuality, RouterRoute } from './route64.ts';

const ROUTER_ID_SHIFT = 10;

export interface TopologyChild {
  readonly rloc16: number;
  readonly mode: DeviceMode;
  /** Seconds of silence after which its router forgets it. */
  readonly timeout: number;
  /** As its router hears it; undefined where the router does not say. */
  readonly quality: ChildTableEntry['quality'];
  /** What the child says itself, where it was asked and answered. */
  readonly said: NodeDiagnostics | undefined;
}

export interface TopologyRouter {
  readonly routerId: number;
  readonly rloc16: number;
  readonly isLeader: boolean;
  /** The Border Agent by which the Commissioner reaches the network. */
  readonly isBorderAgent: boolean;
  /** Undefined for one that others name, and that did not answer: its children are not known then. */
  readonly said: NodeDiagnostics | undefined;
  readonly children: readonly TopologyChild[];
}

/** Two routers that hear each other. */
export interface TopologyLink {
  /** Router ids, the lower one first. */
  readonly ends: readonly [number, number];
  /** How the second hears the first; undefined where neither said. */
  readonly there: LinkQuality | undefined;
  /** How the first hears the second. */
  readonly back: LinkQuality | undefined;
}

export interface MeshTopology {
  /** Undefined when no router said of which partition it is. */
  readonly partitionId: number | undefined;
  readonly leaderRouterId: number | undefined;
  /** In rising order of their ids. */
  readonly routers: readonly TopologyRouter[];
  readonly links: readonly TopologyLink[];
  /** Routers, and children that were asked, that did not answer, by their locators. */
  readonly silent: readonly number[];
}

export interface TopologyFindings {
  /** By the locator that each answer came from. */
  readonly answers: ReadonlyMap<number, NodeDiagnostics>;
  /** Who was asked. */
  readonly asked: ReadonlySet<number>;
  readonly borderAgentLocator: number | undefined;
}

export function isRouter(rloc16: number): boolean {
  return (rloc16 & 0x1ff) === 0;
}

export function rloc16Of(routerId: number): number {
  return routerId << ROUTER_ID_SHIFT;
}

/** The locators of all routers that answered or that an answer names. */
export function routersIn(answers: ReadonlyMap<number, NodeDiagnostics>): ReadonlySet<number> {
  const found = new Set<number>([...answers.keys()].filter(isRouter));
  for (const { route64 } of answers.values()) {
    for (const { routerId } of route64?.routers ?? []) found.add(rloc16Of(routerId));
  }
  return found;
}

export function topologyOf({ answers, asked, borderAgentLocator }: TopologyFindings): MeshTopology {
  const leaderData = [...answers.values()].find((answer) => answer.leaderData !== undefined)?.leaderData;
  const leaderRouterId = leaderData?.leaderRouterId;
  const routers = [...routersIn(answers)].sort((a, b) => a - b);
  return {
    partitionId: leaderData?.partitionId,
    leaderRouterId,
    routers: routers.map((rloc16) => {
      const routerId = rloc16 >> ROUTER_ID_SHIFT;
      const said = answers.get(rloc16);
      return {
        routerId,
        rloc16,
        isLeader: routerId === leaderRouterId,
        isBorderAgent: rloc16 === borderAgentLocator,
        said,
        children: (said?.childTable ?? []).map((entry) => childOf(rloc16, entry, answers)),
      };
    }),
    links: linksIn(answers),
    silent: [...asked].filter((rloc16) => !answers.has(rloc16)).sort((a, b) => a - b),
  };
}

function childOf(
  parent: number,
  { childId, mode, timeout, quality }: ChildTableEntry,
  answers: TopologyFindings['answers'],
): TopologyChild {
  const rloc16 = parent | childId;
  return { rloc16, mode, timeout, quality, said: answers.get(rloc16) };
}

/** What a router hears it knows best itself; of one that is silent, the other end tells. */
function linksIn(answers: TopologyFindings['answers']): readonly TopologyLink[] {
  const links = new Map<string, TopologyLink>();
  for (const [rloc16, { route64 }] of answers) {
    if (!isRouter(rloc16)) continue;
    const own = rloc16 >> ROUTER_ID_SHIFT;
    for (const route of route64?.routers ?? []) {
      if (route.routerId === own || (route.qualityIn === 0 && route.qualityOut === 0)) continue;
      const key = `${Math.min(own, route.routerId)}-${Math.max(own, route.routerId)}`;
      links.set(key, withView(links.get(key), own, route));
    }
  }
  return [...links.values()].sort((a, b) => a.ends[0] - b.ends[0] || a.ends[1] - b.ends[1]);
}

function withView(known: TopologyLink | undefined, own: number, route: RouterRoute): TopologyLink {
  const { routerId, qualityIn, qualityOut } = route;
  if (own < routerId) return { ends: [own, routerId], there: known?.there ?? qualityOut, back: qualityIn };
  return { ends: [routerId, own], there: qualityIn, back: known?.back ?? qualityOut };
}
