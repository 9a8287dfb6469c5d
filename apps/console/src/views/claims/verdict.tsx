/** What became of a claim, as a word in a frame. */

import type { AnswerOf } from '../../api/index.ts';
import { textOf } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Badge, type Tone } from '../../kit/index.ts';

export type Claim = AnswerOf<'claims.list'>['claims'][number];

const TONES: Readonly<Record<string, Tone>> = {
  counted: 'good',
  'set-aside': 'wait',
  own: 'note',
  waiting: 'plain',
  unresolved: 'wait',
  refused: 'bad',
};

/** As the list is filtered. */
export function stateOf({ outcome }: Pick<Claim, 'outcome'>): string {
  if (outcome === null) return 'waiting';
  if (outcome.state !== 'judged') return outcome.state;
  return outcome.counts ? 'counted' : 'set-aside';
}

export function Verdict({ of: claim }: { readonly of: Pick<Claim, 'outcome'> }) {
  const state = stateOf(claim);
  return <Badge tone={TONES[state] ?? 'plain'}>{textOf(`claims.state.${state}`, state)}</Badge>;
}

/** Whom a URI names, by name where one is known. */
export function nameOr(name: string | null, uri: string | null): string {
  return nameText(name ?? uri ?? '–');
}
