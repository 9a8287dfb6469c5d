/** Puts the fragments of TLS messages together again (RFC 5216 §2.1.5), within a bound that is checked before memory is taken. */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { TlsFragment } from './flags.ts';

export class Reassembler {
  readonly #limit: number;
  #parts: Uint8Array[] = [];
  #received = 0;
  /** Of the message under way. */
  #total: number | undefined;

  /** `limit`: the longest message, in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A message has begun and not ended. */
  get isUnderWay(): boolean {
    return this.#total !== undefined;
  }

  /** Bytes that are kept. */
  get memory(): number {
    return this.#received;
  }

  /**
   * Gives the message once it is whole.
   * @throws E_EAP_TLS_LENGTH_MISSING, E_EAP_TLS_LENGTH_MISMATCH, E_EAP_TLS_TOO_LARGE, E_EAP_TLS_FRAGMENT_EMPTY
   */
  push(fragment: TlsFragment): Uint8Array | undefined {
    const total = this.#totalOf(fragment);
    const received = this.#received + fragment.data.length;
    if (received > this.#limit) throw fail('E_EAP_TLS_TOO_LARGE', `a TLS message of more than ${this.#limit} bytes`);
    // Nothing in a fragment would let a message trickle on for ever.
    if (fragment.data.length === 0) throw fail('E_EAP_TLS_FRAGMENT_EMPTY', 'a fragment without data');
    const mismatch = fragment.more ? received >= total : received !== total;
    if (mismatch) {
      throw fail(
        'E_EAP_TLS_LENGTH_MISMATCH',
        `${received} of ${total} bytes, and ${fragment.more ? 'more' : 'no more'}`,
      );
    }
    if (!fragment.more) return this.#finish(fragment.data);
    // A copy: what was given may be a view of a larger packet.
    this.#parts.push(Uint8Array.from(fragment.data));
    this.#received = received;
    this.#total = total;
    return undefined;
  }

  /** RFC 5216 §3.1: the first of several fragments tells the length; others may repeat it. */
  #totalOf({ length, more, data }: TlsFragment): number {
    if (this.#total !== undefined) {
      if (length !== undefined && length !== this.#total) {
        throw fail('E_EAP_TLS_LENGTH_MISMATCH', `a length of ${length} after one of ${this.#total}`);
      }
      return this.#total;
    }
    if (length === undefined && more) throw fail('E_EAP_TLS_LENGTH_MISSING', 'a first fragment without length');
    const total = length ?? data.length;
    if (total > this.#limit) throw fail('E_EAP_TLS_TOO_LARGE', `a TLS message of ${total} bytes`);
    return total;
  }

  #finish(last: Uint8Array): Uint8Array {
    const message = this.#parts.length === 0 ? last : concat(...this.#parts, last);
    this.#parts = [];
    this.#received = 0;
    this.#total = undefined;
    return message;
  }
}
