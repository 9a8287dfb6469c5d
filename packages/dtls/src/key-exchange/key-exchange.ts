/**
 * How a handshake gets its premaster secret: one pair of classes a way, and one row each about the messages it needs.
 */

import type { Secret } from '@sallyport/core';
import type { KeyExchangeName } from '../suites.ts';

/** The client’s half. */
export interface ClientKeyExchange {
  /** The body of ServerKeyExchange, where one came. @throws E_DTLS_… */
  readServer(body: Uint8Array): void;
  /** The body of ClientKeyExchange. */
  write(): Uint8Array;
  /** After both. */
  premaster(): Secret;
}

/** The server’s half. */
export interface ServerKeyExchange {
  /** The body of ServerKeyExchange; undefined to leave the message out. */
  write(): Uint8Array | undefined;
  /** Takes the body of ClientKeyExchange and gives the premaster secret. @throws E_DTLS_… */
  readClient(body: Uint8Array): Secret;
}

export interface KeyExchangeRow {
  /** The server shows a certificate or raw key, and may ask for the client’s. */
  readonly certificates: boolean;
  readonly serverKeyExchange: 'required' | 'optional';
  /** Curves are used, so groups and point formats are spoken of. */
  readonly curves: boolean;
}

export const KEY_EXCHANGES: Readonly<Record<KeyExchangeName, KeyExchangeRow>> = {
  ecjpake: { certificates: false, serverKeyExchange: 'required', curves: true },
  psk: { certificates: false, serverKeyExchange: 'optional', curves: false },
  ecdhe_ecdsa: { certificates: true, serverKeyExchange: 'required', curves: true },
};
