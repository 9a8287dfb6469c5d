/** Flood Synchronization messages as values (RFC 8990 §2.8.11, §2.9.5, §2.10.1). */

import type { CborValue } from './cbor.ts';

/** Where to turn to about an objective. `port` is absent where the transport has none (RFC 8995 §4.3 shows one). */
export type Locator =
  | { readonly type: 'ipv6'; readonly address: string; readonly protocol: number; readonly port?: number }
  | { readonly type: 'ipv4'; readonly address: string; readonly protocol: number; readonly port?: number }
  | { readonly type: 'fqdn'; readonly name: string; readonly protocol: number; readonly port?: number }
  | { readonly type: 'uri'; readonly uri: string; readonly protocol?: number; readonly port?: number };

export interface Objective {
  readonly name: string;
  /** Bits of `OBJECTIVE_FLAGS`. */
  readonly flags: number;
  /** 0 to 255; 1 stays on the link. */
  readonly loopCount: number;
  readonly value?: CborValue;
}

export interface FloodedObjective {
  readonly objective: Objective;
  /** Absent: the flood says none, and needs none. */
  readonly locator?: Locator;
}

export interface Flood {
  /** 0 to 2³²−1; another one for every message. */
  readonly sessionId: number;
  /** IP address of whoever began the flood: only tells equal session ids apart. */
  readonly initiator: string;
  /** How long the contents are valid, in milliseconds; 0 without end. */
  readonly ttl: number;
  /** At least one. */
  readonly objectives: readonly FloodedObjective[];
}
