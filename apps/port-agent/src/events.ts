/** What the port agent tells. */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import type { MacAddress } from './engine/mac-address.ts';

/** Why a station was shut out: hostapd said so, or does not list it any more, or went away; the cable did; or the agent ends. */
export type ShutReason = 'disconnected' | 'not-authorized' | 'hostapd-gone' | 'link-down' | 'ended';

export type PortEvent =
  /** The kernel lets it through. `ms`: from hearing of it. */
  | { readonly type: 'opened'; readonly station: MacAddress; readonly ms: Milliseconds }
  /** The kernel lets it through no more. `ms`: from hearing why. */
  | { readonly type: 'shut'; readonly station: MacAddress; readonly reason: ShutReason; readonly ms: Milliseconds }
  /** Authorized, and kept out: the port has as many as it may. */
  | { readonly type: 'crowded'; readonly station: MacAddress }
  /** Told to authenticate anew, some seconds after it was put out. */
  | { readonly type: 'asked-anew'; readonly station: MacAddress }
  | { readonly type: 'hostapd'; readonly is: 'there' | 'gone' }
  | { readonly type: 'link'; readonly is: 'up' | 'down' | 'gone' }
  /** Somebody else took the rules away; they are put back at once. */
  | { readonly type: 'rules-lost' }
  | { readonly type: 'trouble'; readonly error: SallyportError };
