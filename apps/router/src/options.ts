/** What a router agent is given, and what it tells. */

import type {
  ClaimPorts,
  Enforcer,
  RouterEvent,
  RouterMembership,
  RouterSettings,
  RouterStatus,
} from '@sallyport/assurance-ca-commands';
import type { Clock, Milliseconds, Random, SallyportError, Timer } from '@sallyport/core';
import type { RegistrarAddress, RegistrarSource } from './discovery/sources.ts';
import type { RouterIdentity } from './identity.ts';

export interface RouterAgentOptions extends ClaimPorts {
  readonly identity: RouterIdentity;
  readonly membership: RouterMembership;
  /** Registrars named by hand, tried in this order before those that are found. */
  readonly registrars?: readonly RegistrarAddress[];
  /** Where others are looked for. */
  readonly discovery?: readonly RegistrarSource[];
  readonly enforcer: Enforcer;
  readonly settings?: Partial<RouterSettings>;
  /** Between attempts: the first, doubled each time. Default 1 s. */
  readonly firstPause?: Milliseconds;
  /** The longest. Default 60 s. */
  readonly longestPause?: Milliseconds;
  readonly clock?: Clock;
  readonly timer?: Timer;
  readonly random?: Random;
  readonly onEvent?: (event: RouterAgentEvent) => void;
}

export type RouterAgentEvent =
  | RouterEvent
  | { readonly type: 'connecting'; readonly to: RegistrarAddress }
  | { readonly type: 'unreachable'; readonly to: RegistrarAddress; readonly error: SallyportError }
  /** Nobody is to be connected to yet. */
  | { readonly type: 'searching' }
  /** The next attempt comes after `ms`. */
  | { readonly type: 'waiting'; readonly ms: Milliseconds };

export interface RunningRouterAgent {
  readonly status: RouterStatus;
  /** Ends the session and the search. The ports stay as they are. @throws E_CA_COMMANDS_STATE */
  close(): Promise<void>;
}
