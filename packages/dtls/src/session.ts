/** What both sides hold once a handshake is done. */

import type { SallyportError, Secret } from '@sallyport/core';
import type { PeerIdentity } from './credentials.ts';
import type { CipherSuiteName } from './suites.ts';

/** An association whose handshake is done. */
export interface DtlsSession {
  readonly suite: CipherSuiteName;
  /** The transport's key for the other side, as it was given. */
  readonly peer: string;
  /** What the handshake proved of the other side. */
  readonly peerIdentity: PeerIdentity;
  /** Whether the master secret is bound to the whole handshake (RFC 7627). */
  readonly extendedMasterSecret: boolean;
  /** False as soon as either side closed, or an error did. */
  readonly isOpen: boolean;
  /** Largest argument of {@link send}, in bytes. */
  readonly maxPlaintext: number;
  /**
   * Sends one record of application data in a datagram of its own.
   * @throws E_DTLS_CLOSED, E_DTLS_TOO_LARGE, E_DTLS_RECORD_LIMIT
   */
  send(plaintext: Uint8Array): void;
  /** Says close_notify and ends the association. Does nothing when it has ended. */
  close(): void;
  /**
   * RFC 5246 §6.3: keys and IVs of both directions, 40 bytes for all suites here. A copy; wipe it after use. Thread
   * makes its KEK from it.
   * @throws E_DTLS_CLOSED
   */
  keyBlock(): Secret;
  /**
   * RFC 5705. An absent context and an empty one give different material. Without {@link extendedMasterSecret} the
   * material is not bound to the handshake's participants (RFC 7627 §5.4).
   * @throws E_DTLS_CLOSED, E_DTLS_ARGUMENT
   */
  exportKeyingMaterial(label: string, length: number, context?: Uint8Array): Secret;
}

/** Why an association ended. */
export interface DtlsClosed {
  /** `error`: something went wrong, see there. `timeout`: nothing came for the idle limit. */
  readonly by: 'us' | 'peer' | 'timeout' | 'error';
  readonly error?: SallyportError;
}

export interface SessionListener {
  /** Application data: the plaintext of one record, in the order of arrival, never twice. */
  data?(bytes: Uint8Array): void;
  /** Called once. */
  closed?(reason: DtlsClosed): void;
}
