/** Where the things of a graph stand. */

import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import type { GraphLink, GraphNode } from './picture-props.ts';

export interface PlacedNode extends SimulationNodeDatum {
  readonly node: GraphNode;
  readonly radius: number;
}

export interface PlacedLink extends SimulationLinkDatum<PlacedNode> {
  readonly source: PlacedNode;
  readonly target: PlacedNode;
  readonly link: GraphLink;
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly links: readonly PlacedLink[];
  readonly simulation: Simulation<PlacedNode, PlacedLink>;
}

/** Enough that most of the movement is over before the first picture. */
const FIRST_TICKS = 120;
const RADIUS = { main: 15, plain: 10, outside: 10 } as const;

/**
 * Places from the last layout are kept, so that a graph that grows does not jump. The same graph is always laid out the same way:
 * d3-force draws its chance from a fixed seed. The simulation stands still.
 */
export function layOutGraph(
  nodes: readonly GraphNode[],
  links: readonly GraphLink[],
  before: readonly PlacedNode[] = [],
): GraphLayout {
  const known = new Map(before.map((placed) => [placed.node.id, placed]));
  const placed: PlacedNode[] = nodes.map((node) => {
    const last = known.get(node.id);
    const radius = RADIUS[node.kind ?? 'plain'];
    return last?.x === undefined || last.y === undefined ? { node, radius } : { node, radius, x: last.x, y: last.y };
  });
  const byId = new Map(placed.map((one) => [one.node.id, one]));
  const joined = links.flatMap((link): PlacedLink[] => {
    const source = byId.get(link.from);
    const target = byId.get(link.to);
    return source === undefined || target === undefined ? [] : [{ source, target, link }];
  });
  const simulation = forceSimulation<PlacedNode, PlacedLink>(placed)
    .force('links', forceLink<PlacedNode, PlacedLink>(joined).distance(110).strength(0.5))
    .force('apart', forceManyBody<PlacedNode>().strength(-520).distanceMax(600))
    .force(
      'room',
      forceCollide<PlacedNode>(({ node, radius }) => radius + 14 + Math.min(50, node.label.length * 2.6)),
    )
    .force('wide', forceX<PlacedNode>(0).strength(0.04))
    .force('low', forceY<PlacedNode>(0).strength(0.09))
    .stop();
  simulation.tick(before.length === 0 ? FIRST_TICKS : FIRST_TICKS / 4);
  return { nodes: placed, links: joined, simulation };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What must be seen: all things with their labels, and never closer than makes few things huge. */
export function boxOf(nodes: readonly PlacedNode[]): Box {
  const [sideways, below, above] = [80, 56, 30];
  const xs = nodes.map(({ x = 0 }) => x);
  const ys = nodes.map(({ y = 0 }) => y);
  const [left, right] = [Math.min(0, ...xs) - sideways, Math.max(0, ...xs) + sideways];
  const [top, bottom] = [Math.min(0, ...ys) - above, Math.max(0, ...ys) + below];
  const width = Math.max(640, right - left);
  const height = Math.max(320, bottom - top);
  return { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height };
}
