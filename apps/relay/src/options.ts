/** What a join proxy is given, and what it tells. */

import type { CircuitEnd, JoinProxyLimits, RegistrarAddress } from '@sallyport/brski';
import type { Clock, Milliseconds } from '@sallyport/core';
import type { Announcer, RegistrarSource } from './sources.ts';

/** What happened to one circuit, for logs. */
export type RelayEvent =
  | { readonly type: 'opened'; readonly circuit: number; readonly source: string; readonly registrar: RegistrarAddress }
  | {
      readonly type: 'registrar-unreachable';
      readonly circuit: number;
      readonly registrar: RegistrarAddress;
      readonly reason: string;
    }
  | {
      readonly type: 'closed';
      readonly circuit: number;
      readonly source: string;
      /** Undefined when the two ends closed it themselves. */
      readonly reason: CircuitEnd | undefined;
      readonly bytesFromPledge: number;
      readonly bytesFromRegistrar: number;
      readonly ms: Milliseconds;
    }
  | { readonly type: 'announcing'; readonly on: boolean }
  | { readonly type: 'trouble'; readonly error: unknown };

export interface JoinProxyOptions {
  /** Port 0 lets the system choose: it need not be well known (RFC 8995 §4). */
  readonly listen: { readonly host: string; readonly port: number };
  /** Registrars set up by hand, tried in this order before discovered ones. */
  readonly registrars?: readonly RegistrarAddress[];
  readonly discovery?: readonly RegistrarSource[];
  /** Active while at least one registrar is known. */
  readonly announcers?: readonly Announcer[];
  readonly limits?: Partial<JoinProxyLimits>;
  readonly clock?: Pick<Clock, 'monotonic'>;
  readonly onEvent?: (event: RelayEvent) => void;
}

export interface RunningJoinProxy {
  readonly host: string;
  readonly port: number;
  /** Circuits open now. */
  readonly circuits: number;
  /** Stops listening and announcing, and cuts every circuit. */
  close(): Promise<void>;
}
