/** The mesh as a picture and as a table: the same facts from one answer. */

import type { AnswerOf } from '../../api/operations.ts';
import type { Tone } from '../../kit/badge.tsx';
import type { GraphLink, GraphNode } from '../../kit/pictures/picture-props.ts';

export type MeshAnswer = AnswerOf<'thread.topology'>;
export type MeshRole = 'leader' | 'border' | 'router' | 'child' | 'sleepy' | 'silent';

export interface MeshRow {
  readonly rloc16: string;
  readonly roles: readonly MeshRole[];
  readonly device: { readonly manufacturer: string; readonly serialNumber: string } | null;
  readonly eui64: string | null;
  readonly extendedAddress: string | null;
  readonly model: string | null;
  /** Whom it is linked with, and how good the link is in the weaker direction; null where nobody said. */
  readonly links: readonly { readonly rloc16: string; readonly quality: number | null }[];
}

type Router = MeshAnswer['routers'][number];
type Child = Router['children'][number];

const BEST = 3;
/** A poor link is still seen. */
const THINNEST = 0.15;

export function meshRows(answer: MeshAnswer): readonly MeshRow[] {
  const byId = new Map(answer.routers.map((router) => [router.routerId, router.rloc16]));
  return answer.routers.flatMap((router) => [
    routerRow(router, answer, byId),
    ...router.children.map((child) => childRow(child, router)),
  ]);
}

function routerRow(router: Router, { links }: MeshAnswer, byId: ReadonlyMap<number, string>): MeshRow {
  const { routerId, isLeader, isBorderAgent, hasAnswered } = router;
  const own = links.filter(({ ends }) => ends.includes(routerId));
  return {
    ...factsOf(router),
    roles: [
      ...(isLeader ? (['leader'] as const) : []),
      ...(isBorderAgent ? (['border'] as const) : []),
      ...(isLeader || isBorderAgent ? [] : (['router'] as const)),
      ...(hasAnswered ? [] : (['silent'] as const)),
    ],
    links: own.map(({ ends: [low, high], there, back }) => ({
      rloc16: byId.get(low === routerId ? high : low) ?? '',
      quality: weaker(there, back),
    })),
  };
}

function childRow(child: Child, parent: Router): MeshRow {
  return {
    ...factsOf(child),
    roles: [child.isSleepy === true ? 'sleepy' : 'child'],
    links: [{ rloc16: parent.rloc16, quality: child.quality }],
  };
}

function factsOf({ rloc16, device, eui64, extendedAddress, model }: Router | Child) {
  return { rloc16, device, eui64, extendedAddress, model };
}

function weaker(there: number | null, back: number | null): number | null {
  if (there === null || back === null) return there ?? back;
  return Math.min(there, back);
}

/** @param roleText what a person reads of a role */
export function meshNodes(rows: readonly MeshRow[], roleText: (role: MeshRole) => string): readonly GraphNode[] {
  return rows.map((row) => ({
    id: row.rloc16,
    label: row.device?.serialNumber ?? row.model ?? row.rloc16,
    detail: `${row.rloc16} · ${row.roles.map(roleText).join(', ')}`,
    tone: row.roles.includes('silent') ? 'bad' : row.roles.includes('leader') ? 'good' : 'plain',
    kind: row.roles.includes('silent') ? 'outside' : row.roles.includes('leader') ? 'main' : 'plain',
  }));
}

/** Each link once. */
export function meshLinks(
  rows: readonly MeshRow[],
  qualityText: (quality: number | null) => string,
): readonly GraphLink[] {
  return rows.flatMap((row) =>
    row.links
      .filter(({ rloc16 }) => rloc16 !== '' && (isChild(row) || row.rloc16 < rloc16))
      .map(
        ({ rloc16, quality }): GraphLink => ({
          from: row.rloc16,
          to: rloc16,
          label: qualityText(quality),
          tone: toneOf(quality),
          weight: quality === null ? THINNEST : Math.max(THINNEST, quality / BEST),
          broken: quality === 0,
        }),
      ),
  );
}

function isChild({ roles }: MeshRow): boolean {
  return roles.includes('child') || roles.includes('sleepy');
}

function toneOf(quality: number | null): Tone {
  if (quality === null) return 'plain';
  return quality >= BEST ? 'good' : quality === 2 ? 'note' : 'wait';
}
