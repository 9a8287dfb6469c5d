/** The handshake as both sides saw it (RFC 6347 §4.2.6), and the numbering of this side’s messages. */

import { createHash } from 'node:crypto';
import { concat, plain } from '@sallyport/core';
import type { FlightPart } from './flight.ts';
import { encodeMessage, type HandshakeMessage } from './fragment.ts';

export class Transcript {
  #messages: Uint8Array[] = [];
  #nextSequence: number;

  constructor(firstSequence: number) {
    this.#nextSequence = firstSequence;
  }

  /** Numbers a message of this side and takes it down. */
  write(type: number, body: Uint8Array, epoch = 0): FlightPart {
    const bytes = encodeMessage({ type, sequence: this.#nextSequence++, body });
    this.#messages.push(bytes);
    return { kind: 'message', epoch, type, bytes };
  }

  /** Takes down a message of the other side. */
  read(message: HandshakeMessage): void {
    this.#messages.push(encodeMessage(message));
  }

  /** The first ClientHello and the HelloVerifyRequest do not count (RFC 6347 §4.2.1). */
  restart(): void {
    this.#messages = [];
  }

  bytes(): Uint8Array {
    return concat(...this.#messages);
  }

  hash(): Uint8Array {
    const hash = createHash('sha256');
    for (const message of this.#messages) hash.update(message);
    return plain(hash.digest());
  }
}
