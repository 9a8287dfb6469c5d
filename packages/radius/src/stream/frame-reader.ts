/** Packets in a stream of octets (RFC 6613 §2.6.4, RFC 6614 §3.4): the Length of each says where the next begins. */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { lengthOf } from '../packet/decode.ts';
import { HEADER_LENGTH, MAX_PACKET_LENGTH, NOTHING } from '../packet/packet.ts';

/** Octets of a header that tell the length. */
const PREFIX = 4;

/** Holds less than one packet between two calls. After an error the stream is lost: nothing says where a packet begins. */
export class FrameReader {
  #rest: Uint8Array = NOTHING;
  #isLost = false;

  /** Octets that wait for the others of their packet. */
  get pending(): number {
    return this.#rest.length;
  }

  /**
   * Gives each packet to `take` as soon as it is whole.
   * @throws E_RADIUS_LENGTH when a Length is none: the connection has to be closed (RFC 6613 §2.6.4)
   */
  push(chunk: Uint8Array, take: (packet: Uint8Array) => void): void {
    if (this.#isLost) return;
    let bytes = this.#rest.length === 0 ? chunk : concat(this.#rest, chunk);
    while (bytes.length >= PREFIX) {
      const length = lengthOf(bytes);
      if (length < HEADER_LENGTH || length > MAX_PACKET_LENGTH) {
        this.#isLost = true;
        this.#rest = NOTHING;
        throw fail('E_RADIUS_LENGTH', `the Length of a packet in the stream is ${length}`);
      }
      if (bytes.length < length) break;
      take(bytes.slice(0, length));
      bytes = bytes.subarray(length);
    }
    this.#rest = Uint8Array.from(bytes);
  }
}
