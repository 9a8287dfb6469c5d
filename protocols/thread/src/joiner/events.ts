/** What a joiner tells whoever runs it. Nothing in here is secret. */

import type { SallyportError } from '@sallyport/core';

export type JoinerState = 'idle' | 'discovering' | 'connecting' | 'finalizing' | 'entrusting' | 'joined';

/** A network to try, as people may see it. */
export interface Candidate {
  readonly networkName: string;
  /** Hexadecimal. */
  readonly extendedPanId: string;
  readonly channel: number;
  /** The Joiner Router's extended address, hexadecimal. */
  readonly joinerRouter: string;
}

export type JoinerEvent =
  | { readonly type: 'state'; readonly state: JoinerState }
  /** How many networks answered, and how many of them steer this joiner. */
  | { readonly type: 'discovered'; readonly networks: number; readonly candidates: number }
  | { readonly type: 'trying'; readonly candidate: Candidate }
  | { readonly type: 'failed'; readonly candidate: Candidate; readonly error: SallyportError };
