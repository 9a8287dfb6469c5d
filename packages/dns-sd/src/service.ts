/** What a browser finds. */

import type { TxtValues } from './txt.ts';

/** One service instance with everything needed to connect to it. Nothing here is authenticated: anyone on the link can say it. */
export interface Service {
  /** Instance name, for people. */
  readonly name: string;
  /** For example `_brski-registrar._tcp`. */
  readonly type: string;
  /** `local`, or the domain that was asked. */
  readonly domain: string;
  readonly host: string;
  readonly port: number;
  /** IP addresses of the host; link-local IPv6 ones with their zone where it is known. */
  readonly addresses: readonly string[];
  readonly txt: TxtValues;
  /** Lower is tried first (RFC 2782). */
  readonly priority: number;
  readonly weight: number;
}

export type ServiceEvent =
  /** Found, or found to have changed. */
  | { readonly type: 'up'; readonly service: Service }
  /** Said goodbye, expired, or moved out of sight. */
  | { readonly type: 'down'; readonly service: Service };
