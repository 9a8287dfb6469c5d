/** What goes into and comes out of a pledge's session. */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import type { AcceptedVoucher } from './accepted-voucher.ts';
import type { AuthenticatedConnection } from './registrar-connection.ts';

/** A place to connect to. */
export interface Origin {
  readonly host: string;
  readonly port: number;
}

/** A request for the driver to send on the session's connection. */
export interface PledgeRequest {
  readonly method: 'POST';
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A response as it came: while the connection is provisional, every part of it is untrusted (RFC 8995 §5.1). */
export interface UntrustedResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The field of that lower-case name; a name that every object has by birth is no field. */
export function headerOf(response: UntrustedResponse, name: string): string | undefined {
  return Object.hasOwn(response.headers, name) ? response.headers[name] : undefined;
}

export type PledgeInput =
  /** A TLS connection stands; `serverChain` holds the server's certificates as sent, DER, end entity first. */
  | { readonly type: 'connected'; readonly serverChain: readonly Uint8Array[] }
  | { readonly type: 'response'; readonly response: UntrustedResponse }
  /** The time that `wait` named is over. */
  | { readonly type: 'timer' }
  /** No connection, or no more, or no answer in time. */
  | { readonly type: 'lost'; readonly reason: string }
  | { readonly type: 'abort' };

export type PledgeAction =
  /** Close any connection and open one to this place, presenting the IDevID; then `connected` or `lost`. */
  | { readonly type: 'connect'; readonly to: Origin }
  /** Send, then `response` or `lost`. A body above `maxBodyBytes` must not be read to its end. */
  | {
      readonly type: 'request';
      readonly request: PledgeRequest;
      readonly timeout: Milliseconds;
      readonly maxBodyBytes: number;
    }
  /** Then `timer`. The connection may be kept. `reason` is for local feedback (RFC 8995 §5.6: a blinking LED). */
  | { readonly type: 'wait'; readonly ms: Milliseconds; readonly reason: 'registrar' | 'policy' | 'reconnect' }
  | { readonly type: 'close' }
  | { readonly type: 'done'; readonly result: PledgeResult }
  /** The attempt is over. `returnLater`: worth another attempt through the same candidate (RFC 8995 §5.6.2). */
  | { readonly type: 'failed'; readonly error: SallyportError; readonly returnLater: boolean };

export interface PledgeResult {
  readonly voucher: AcceptedVoucher;
  readonly connection: AuthenticatedConnection;
  /** Where the connection leads: the candidate, or where it redirected to. */
  readonly origin: Origin;
  /** False when the connection was lost after the voucher: a new one must present the same certificates. */
  readonly isConnected: boolean;
}
