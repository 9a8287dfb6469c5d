/** From handshake records to messages in order, during a handshake and after it. */

import type { DtlsErrorCode } from '../errors.ts';
import type { Discarded } from '../record/codec.ts';
import { HANDSHAKE_TYPE } from '../registries.ts';
import { type Fragment, type HandshakeMessage, readFragments } from './fragment.ts';
import { Reassembler } from './reassembly.ts';

export interface IntakeOptions {
  readonly maxMessage: number;
  /** message_seq due. */
  readonly next: number;
  readonly discarded: Discarded;
  /** The other side repeats the message of this number. */
  readonly repeated: (sequence: number) => void;
}

export class Intake {
  readonly #messages: Reassembler;
  readonly #discarded: Discarded;
  readonly #repeated: (sequence: number) => void;

  constructor(options: IntakeOptions) {
    this.#messages = new Reassembler(options);
    this.#discarded = options.discarded;
    this.#repeated = options.repeated;
  }

  /** message_seq of the last message that was given out; -1 before the first. */
  get last(): number {
    return this.#messages.next - 1;
  }

  /** The messages that a record completes, one by one: what the first does may change what becomes of the second. */
  *take(plaintext: Uint8Array, isProtected: boolean): Generator<HandshakeMessage, void, undefined> {
    for (const fragment of readFragments(plaintext, this.#discarded)) {
      const dropped = this.#add(fragment, isProtected);
      if (dropped !== undefined) this.#discarded(dropped);
      for (let message = this.#messages.take(); message !== undefined; message = this.#messages.take()) yield message;
    }
  }

  #add(fragment: Fragment, isProtected: boolean): DtlsErrorCode | undefined {
    // RFC 5246 §7.4.1.1: ignored while a handshake is under way.
    if (fragment.type === HANDSHAKE_TYPE.helloRequest) return 'E_DTLS_HELLO_REQUEST';
    if ((fragment.type === HANDSHAKE_TYPE.finished) !== isProtected) return 'E_DTLS_MESSAGE_EPOCH';
    const dropped = this.#messages.add(fragment);
    if (dropped === 'E_DTLS_MESSAGE_REPEATED') this.#noteRepetition(fragment);
    return dropped;
  }

  /** After the handshake: the types that are neither repetitions nor old. */
  takeLate(plaintext: Uint8Array): number[] {
    return readFragments(plaintext, this.#discarded).flatMap((fragment) => {
      // HelloRequest is not counted like other messages, and a ClientHello begins to count anew.
      const isHello = fragment.type === HANDSHAKE_TYPE.helloRequest || fragment.type === HANDSHAKE_TYPE.clientHello;
      if (isHello || fragment.sequence > this.last) return [fragment.type];
      this.#noteRepetition(fragment);
      this.#discarded('E_DTLS_MESSAGE_REPEATED');
      return [];
    });
  }

  /** By its last fragment, so that a message in pieces counts once. */
  #noteRepetition({ sequence, offset, bytes, length }: Fragment): void {
    if (offset + bytes.length === length) this.#repeated(sequence);
  }
}
