/** Joiners as the domain names them, and as its operations take them. */

import type { InputOf } from '../../api/operations.ts';

type Joiner = InputOf<'thread.disable'>['joiner'];

const JOINER_ID = 'joiner-id:';

/** `any`, sixteen digits of an EUI-64, or `joiner-id:` with sixteen digits. */
export function joinerOf(name: string): Joiner {
  if (name === 'any') return { by: 'any' };
  if (name.startsWith(JOINER_ID)) return { by: 'joiner-id', joinerId: name.slice(JOINER_ID.length) };
  return { by: 'eui64', eui64: name };
}
