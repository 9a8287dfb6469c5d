/** A word in a frame whose colour says how it stands; the word alone says it, too. */

import type { ComponentChildren } from 'preact';

export type Tone = 'good' | 'bad' | 'wait' | 'note' | 'plain';

export function Badge({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}
