/** What a session stands on: a stream of messages to somebody who proved a key. TLS is one; tests have another. */

import type { SallyportError } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';

/** Messages to the other side, in order. Nothing here throws. */
export interface Channel {
  /** Sends one message, whole. */
  send(message: Uint8Array): void;
  /** Ends the connection, after what was sent has gone. */
  close(): void;
}

/** Who is at the other end: the key of the certificate was proved, and nothing else. */
export interface Peer {
  readonly certificate: Certificate;
  /** For people. */
  readonly address: string;
}

/** What a side makes of a connection. Nothing here throws. */
export interface Connection {
  /** Takes the next message; resolves when another may come, so that a slow side slows the other down. */
  receive(message: Uint8Array): Promise<void>;
  /** The connection is over: with an error when it ended in an unusual way. */
  ended(error?: SallyportError): void;
}
