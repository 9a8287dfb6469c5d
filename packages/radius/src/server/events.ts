/** What a server tells of itself. A stranger decides how often `discarded` comes: count, rather than log. */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import type { Endpoint } from '../address.ts';

export type ServerEvent =
  | { readonly type: 'discarded'; readonly error: SallyportError; readonly from: Endpoint; readonly client?: string }
  /** A retransmission was answered as before. */
  | { readonly type: 'repeated'; readonly from: Endpoint; readonly client: string }
  | {
      readonly type: 'answered';
      /** The code of the answer. */
      readonly code: number;
      readonly from: Endpoint;
      readonly client: string;
      readonly elapsed: Milliseconds;
    }
  /** A handler failed, or the way back did. */
  | { readonly type: 'failed'; readonly error: SallyportError; readonly from: Endpoint; readonly client: string };
