/**
 * Puts messages together from fragments that come in any order, overlapping, or more than once (RFC 6347 §4.2.3), and
 * gives them out in order. Bounded: so many messages ahead, so many bytes, so many pieces.
 */

import type { DtlsErrorCode } from '../errors.ts';
import { HANDSHAKE_TYPE } from '../registries.ts';
import type { Fragment, HandshakeMessage } from './fragment.ts';

/** The longest legal body by type; where only a certificate chain can be long, the caller’s limit holds. */
const LONGEST: ReadonlyMap<number, number> = new Map([
  [HANDSHAKE_TYPE.helloRequest, 0],
  [HANDSHAKE_TYPE.clientHello, 4096],
  [HANDSHAKE_TYPE.serverHello, 4096],
  // version, and a cookie of 255 bytes
  [HANDSHAKE_TYPE.helloVerifyRequest, 258],
  [HANDSHAKE_TYPE.certificate, Number.POSITIVE_INFINITY],
  [HANDSHAKE_TYPE.serverKeyExchange, 4096],
  [HANDSHAKE_TYPE.certificateRequest, Number.POSITIVE_INFINITY],
  [HANDSHAKE_TYPE.serverHelloDone, 0],
  [HANDSHAKE_TYPE.certificateVerify, 2048],
  [HANDSHAKE_TYPE.clientKeyExchange, 4096],
  [HANDSHAKE_TYPE.finished, 12],
]);

/** Messages kept beyond the next one: no flight has more than six. */
const MESSAGES_AHEAD = 8;
const MAX_GAPS = 64;

export class Reassembler {
  readonly #maxMessage: number;
  readonly #partial = new Map<number, PartialMessage>();
  #next: number;
  #buffered = 0;

  constructor(options: { readonly maxMessage: number; readonly next: number }) {
    this.#maxMessage = options.maxMessage;
    this.#next = options.next;
  }

  /** The message_seq that is due. */
  get next(): number {
    return this.#next;
  }

  /** Bytes held. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Gives the reason when the fragment was not taken. */
  add(fragment: Fragment): DtlsErrorCode | undefined {
    const { sequence, type, length } = fragment;
    if (sequence < this.#next) return 'E_DTLS_MESSAGE_REPEATED';
    if (sequence >= this.#next + MESSAGES_AHEAD) return 'E_DTLS_MESSAGE_SEQUENCE';
    const longest = LONGEST.get(type);
    if (longest === undefined) return 'E_DTLS_MESSAGE_TYPE';
    if (length > Math.min(longest, this.#maxMessage)) return 'E_DTLS_MESSAGE_SIZE';
    // Room for two messages of the largest size: the next one always fits, whatever was sent ahead.
    const room = sequence === this.#next ? 2 * this.#maxMessage : this.#maxMessage;
    let partial = this.#partial.get(sequence);
    if (partial === undefined) {
      if (this.#buffered + length > room) return 'E_DTLS_MESSAGE_SIZE';
      partial = new PartialMessage(type, length);
      this.#partial.set(sequence, partial);
      this.#buffered += length;
    }
    return partial.add(fragment);
  }

  /** The next message, if it is complete. */
  take(): HandshakeMessage | undefined {
    const partial = this.#partial.get(this.#next);
    if (partial === undefined || !partial.isComplete) return undefined;
    this.#partial.delete(this.#next);
    this.#buffered -= partial.body.length;
    return { type: partial.type, sequence: this.#next++, body: partial.body };
  }
}

class PartialMessage {
  readonly type: number;
  readonly body: Uint8Array;
  /** What is missing, in order and apart, as [from, to). */
  #gaps: (readonly [from: number, to: number])[];

  constructor(type: number, length: number) {
    this.type = type;
    this.body = new Uint8Array(length);
    this.#gaps = length === 0 ? [] : [[0, length]];
  }

  get isComplete(): boolean {
    return this.#gaps.length === 0;
  }

  add({ type, length, offset, bytes }: Fragment): DtlsErrorCode | undefined {
    if (type !== this.type || length !== this.body.length) return 'E_DTLS_FRAGMENT_CHANGED';
    if (bytes.length === 0) return length === 0 ? undefined : 'E_DTLS_FRAGMENT_EMPTY';
    if (this.#conflicts(offset, bytes)) return 'E_DTLS_FRAGMENT_CONFLICT';
    const end = offset + bytes.length;
    const gaps = this.#gaps.flatMap(([from, to]) => {
      if (end <= from || offset >= to) return [[from, to] as const];
      const left = [from, Math.min(offset, to)] as const;
      const right = [Math.max(end, from), to] as const;
      return [left, right].filter(([start, stop]) => start < stop);
    });
    if (gaps.length > MAX_GAPS) return 'E_DTLS_FRAGMENT_COUNT';
    this.#gaps = gaps;
    this.body.set(bytes, offset);
    return undefined;
  }

  /** Where bytes are known already, they must be the same. */
  #conflicts(offset: number, bytes: Uint8Array): boolean {
    let gap = 0;
    for (let i = 0; i < bytes.length; i++) {
      const at = offset + i;
      for (let known = this.#gaps[gap]; known !== undefined && known[1] <= at; known = this.#gaps[gap]) gap++;
      const next = this.#gaps[gap];
      const isMissing = next !== undefined && next[0] <= at;
      if (!isMissing && this.body[at] !== bytes[i]) return true;
    }
    return false;
  }
}
