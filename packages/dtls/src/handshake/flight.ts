/** The flight under way: packed into datagrams, and sent again until the answer comes (RFC 6347 §4.2.3, §4.2.4). */

import { concat, type Milliseconds, type Timer } from '@sallyport/core';
import { CONTENT_TYPE, HANDSHAKE_TYPE } from '../registries.ts';
import { cutFragment, HANDSHAKE_HEADER_LENGTH } from './fragment.ts';

export type FlightPart =
  | { readonly kind: 'message'; readonly epoch: number; readonly type: number; readonly bytes: Uint8Array }
  | { readonly kind: 'change-cipher-spec'; readonly epoch: number };

/** What a flight needs of the records: their size and their making. */
export interface RecordSource {
  overhead(epoch: number): number;
  write(epoch: number, type: number, plaintext: Uint8Array): Uint8Array;
}

const CHANGE_CIPHER_SPEC = Uint8Array.of(1);
/** A piece smaller than this is not worth a record at the end of a datagram. */
const MIN_PIECE = 16;
/** How often repetitions of the other side’s flight make this side repeat its own. Anyone can repeat a datagram. */
const MAX_PROMPTED = 16;

/**
 * The datagrams of a flight, none larger than `mtu`, but for a ClientHello: no server without state could put it
 * together again.
 */
export function packFlight(parts: readonly FlightPart[], mtu: number, records: RecordSource): Uint8Array[] {
  const datagrams: Uint8Array[] = [];
  let pending: Uint8Array[] = [];
  let used = 0;
  for (const part of parts) {
    if (part.kind === 'change-cipher-spec') addRecord(part.epoch, CONTENT_TYPE.changeCipherSpec, CHANGE_CIPHER_SPEC);
    else addMessage(part.epoch, part.bytes, part.type === HANDSHAKE_TYPE.clientHello);
  }
  flush();
  return datagrams;

  function addMessage(epoch: number, message: Uint8Array, isWhole: boolean): void {
    const length = message.length - HANDSHAKE_HEADER_LENGTH;
    let offset = 0;
    do {
      const rest = length - offset;
      let room = mtu - used - records.overhead(epoch) - HANDSHAKE_HEADER_LENGTH;
      if (room < Math.min(rest, MIN_PIECE) && used > 0) {
        flush();
        room = mtu - records.overhead(epoch) - HANDSHAKE_HEADER_LENGTH;
      }
      const size = isWhole ? rest : Math.min(rest, room);
      addRecord(epoch, CONTENT_TYPE.handshake, cutFragment(message, offset, size));
      offset += size;
    } while (offset < length);
  }

  function addRecord(epoch: number, type: number, plaintext: Uint8Array): void {
    const size = records.overhead(epoch) + plaintext.length;
    if (used > 0 && used + size > mtu) flush();
    pending.push(records.write(epoch, type, plaintext));
    used += size;
  }

  function flush(): void {
    if (pending.length > 0) datagrams.push(concat(...pending));
    pending = [];
    used = 0;
  }
}

export class Flight {
  readonly #timer: Timer;
  readonly #timing: { readonly initialTimeout: Milliseconds; readonly maximumTimeout: Milliseconds };
  readonly #transmit: (parts: readonly FlightPart[]) => void;
  #parts: readonly FlightPart[] = [];
  #answers = -1;
  #prompted = 0;
  #timeout: Milliseconds = 0;
  #cancel: (() => void) | undefined;

  constructor(options: {
    readonly timer: Timer;
    readonly timing: { readonly initialTimeout: Milliseconds; readonly maximumTimeout: Milliseconds };
    readonly transmit: (parts: readonly FlightPart[]) => void;
  }) {
    this.#timer = options.timer;
    this.#timing = options.timing;
    this.#transmit = options.transmit;
  }

  /**
   * Sends a new flight in place of the last.
   * @param answers - message_seq of the last message that it answers; -1 for none
   */
  send(parts: readonly FlightPart[], answers: number, isFinal: boolean): void {
    this.settle();
    this.#parts = parts;
    this.#answers = answers;
    this.#prompted = 0;
    this.#timeout = this.#timing.initialTimeout;
    // The timer is set first: the transport may bring the answer before it returns.
    if (!isFinal) this.#wait();
    this.#transmit(parts);
  }

  /** The other side repeats what this flight answers: it did not get the answer (§4.2.4, “read retransmit”). */
  prompt(sequence: number): void {
    if (sequence !== this.#answers || this.#parts.length === 0 || this.#prompted >= MAX_PROMPTED) return;
    this.#prompted++;
    this.#transmit(this.#parts);
  }

  /** The answer has come: no more waiting. A repetition may still be prompted. */
  settle(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Nothing of it will be needed again. */
  forget(): void {
    this.settle();
    this.#parts = [];
  }

  #wait(): void {
    this.#cancel = this.#timer.after(this.#timeout, () => {
      // §4.2.4.1: doubles with each retransmission, up to 60 seconds.
      this.#timeout = Math.min(2 * this.#timeout, this.#timing.maximumTimeout);
      this.#wait();
      this.#transmit(this.#parts);
    });
  }
}
