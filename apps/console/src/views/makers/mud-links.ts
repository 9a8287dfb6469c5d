/** Lines between a device and its peers: one for each direction, with all that is let through or dropped on it. */

import type { AnswerOf } from '../../api/index.ts';
import type { GraphLink } from '../../kit/index.ts';

type Graph = NonNullable<AnswerOf<'mud.show'>['files'][number]['graph']>;

export type MudNode = Graph['nodes'][number];
export type MudEdge = Graph['edges'][number];

/** Of a name that is drawn. */
const LONGEST = 40;
/** Entries that are written at one line; the table has all. */
const WRITTEN = 4;
const DEVICE = 'device';

export function linksOf(edges: readonly MudEdge[]): readonly GraphLink[] {
  const lines = new Map<string, MudEdge[]>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.peer, edge.direction, edge.action]);
    lines.set(key, [...(lines.get(key) ?? []), edge]);
  }
  return [...lines.values()].flatMap((line) => {
    const [first] = line;
    if (first === undefined) return [];
    const isOut = first.direction === 'from-device';
    const words = [...new Set(line.map(wordOf))];
    return [
      {
        from: isOut ? DEVICE : first.peer,
        to: isOut ? first.peer : DEVICE,
        directed: true,
        broken: first.action === 'drop',
        tone: first.action === 'drop' ? 'bad' : 'good',
        label: words.length > WRITTEN ? `${words.slice(0, WRITTEN).join(', ')}, …` : words.join(', '),
      },
    ];
  });
}

/** Such as `tcp 443`: the port of whoever is spoken to. */
function wordOf({ protocol, devicePorts, peerPorts, direction }: MudEdge): string {
  const ports = direction === 'from-device' ? (peerPorts ?? devicePorts) : (devicePorts ?? peerPorts);
  return [protocol ?? 'ip', ports ?? ''].join(' ').trim();
}

export function peerLabel(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1)}…`;
}
