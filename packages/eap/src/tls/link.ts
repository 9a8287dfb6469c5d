/**
 * TLS messages over the Requests and Responses of EAP: fragments both ways and their acknowledgements (RFC 5216 §2.1.5).
 * The same for both sides, since EAP is in lock step.
 */

import { fail } from '../errors.ts';
import { decodeFragment, encodeFragment, type TlsDialect, type TlsFragment } from './flags.ts';
import { Reassembler } from './reassembly.ts';

export interface TlsLinkOptions {
  readonly dialect: TlsDialect;
  /** TEAP's version, 0 for EAP-TLS. */
  readonly version: number;
  /** Longest TLS message that is taken, in bytes. */
  readonly maxMessage: number;
  /** Most Type-Data in one packet, in bytes. */
  readonly maxTypeData: number;
}

/** What a packet of the other side means. */
export type Received =
  /** A TLS message is whole. */
  | {
      readonly kind: 'message';
      readonly bytes: Uint8Array;
      readonly version: number;
      /** Of TEAP, from the first fragment. */
      readonly outerTlvs: Uint8Array | undefined;
    }
  /** The other side has everything, and says nothing. */
  | { readonly kind: 'acknowledged' }
  /** Fragments are under way: this is the answer. */
  | { readonly kind: 'answer'; readonly data: Uint8Array };

/** Flags and TLS Message Length. */
const OVERHEAD = 5;

export class TlsLink {
  readonly #options: TlsLinkOptions;
  readonly #reassembler: Reassembler;
  #unsent = new Uint8Array(0);
  #outerTlvs: Uint8Array | undefined;

  constructor(options: TlsLinkOptions) {
    if (!(options.maxTypeData > OVERHEAD)) throw fail('E_EAP_ARGUMENT', `${options.maxTypeData} bytes of room`);
    this.#options = options;
    this.#reassembler = new Reassembler(options.maxMessage);
  }

  /** Bytes that are kept. */
  get memory(): number {
    return this.#reassembler.memory + this.#unsent.length;
  }

  /**
   * @throws E_EAP_TLS_START for Start, which only the first packet may carry; E_EAP_TLS_ACK_EXPECTED, and what
   * {@link Reassembler.push} throws
   */
  receive(typeData: Uint8Array): Received {
    const fragment = decodeFragment(typeData, this.#options.dialect);
    if (fragment.start) throw fail('E_EAP_TLS_START', 'Start in the midst of a conversation');
    const isEmpty = fragment.data.length === 0 && !fragment.more;
    if (this.#unsent.length > 0) {
      if (!isEmpty) throw fail('E_EAP_TLS_ACK_EXPECTED', 'data while fragments are being sent');
      return { kind: 'answer', data: this.#next(undefined) };
    }
    // A length of zero says no more than no length.
    if (isEmpty && !this.#reassembler.isUnderWay && (fragment.length ?? 0) === 0) return { kind: 'acknowledged' };
    if (!this.#reassembler.isUnderWay) this.#outerTlvs = copyOf(fragment.outerTlvs);
    const bytes = this.#reassembler.push(fragment);
    if (bytes === undefined) return { kind: 'answer', data: this.acknowledge() };
    return { kind: 'message', bytes, version: fragment.version, outerTlvs: this.#outerTlvs };
  }

  /** Type-Data with the message, or with its first fragment; the others follow as they are asked for. */
  send(message: Uint8Array): Uint8Array {
    this.#unsent = Uint8Array.from(message);
    return this.#next(message.length);
  }

  /** Type-Data without data. */
  acknowledge(): Uint8Array {
    return this.#encode({ more: false, data: new Uint8Array(0) });
  }

  #next(total: number | undefined): Uint8Array {
    const isFirst = total !== undefined;
    const whole = this.#options.maxTypeData - 1;
    const room = isFirst && this.#unsent.length > whole ? this.#options.maxTypeData - OVERHEAD : whole;
    const data = this.#unsent.subarray(0, room);
    this.#unsent = this.#unsent.subarray(data.length);
    const more = this.#unsent.length > 0;
    return this.#encode({ ...(isFirst && more ? { length: total } : {}), more, data });
  }

  #encode(fragment: Omit<TlsFragment, 'start' | 'version'>): Uint8Array {
    return encodeFragment({ ...fragment, start: false, version: this.#options.version });
  }
}

function copyOf(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes === undefined ? undefined : Uint8Array.from(bytes);
}
