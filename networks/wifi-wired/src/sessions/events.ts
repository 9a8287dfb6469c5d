/** What sessions tell of themselves. */

import type { Milliseconds } from '@sallyport/core';
import type { Place } from '../admission/place.ts';
import type { Session, SessionEnd } from './session.ts';

/** What happened to a session, for logs and people. */
export type SessionEvent =
  | { readonly type: 'opened'; readonly session: Session }
  | { readonly type: 'ended'; readonly session: Session; readonly end: SessionEnd }
  /** Trust is gone: the NAS is being told. */
  | { readonly type: 'leaving'; readonly session: Session }
  | { readonly type: 'retrying'; readonly session: Session; readonly error: unknown }
  /** The NAS acknowledged; `ms` since trust was asked about. */
  | { readonly type: 'put-out'; readonly session: Session; readonly ms: Milliseconds }
  /** The NAS never acknowledged: the device may still be on the network. */
  | { readonly type: 'not-put-out'; readonly session: Session; readonly error: unknown }
  | { readonly type: 'moved'; readonly session: Session; readonly ms: Milliseconds }
  /** A NAS accounts for a session that nobody here admitted. */
  | { readonly type: 'stray'; readonly place: Place }
  | { readonly type: 'failed'; readonly error: unknown };
