/** The prefixes a network has agreed on, by number (RFC 6282 §3.1.2, RFC 6775 §4.2). */

import { ADDRESS_SIZE } from './addresses.ts';
import { fail } from './errors.ts';

export interface Context {
  /** 0 to 15. */
  readonly id: number;
  /** 8 to 16 bytes; what is missing is zero. */
  readonly prefix: Uint8Array;
  /** How many bits of the prefix count, 0 to 128. Those between them and the interface identifier are zero. */
  readonly length: number;
  /** Whether to compress with it; it is always good for decompression (RFC 6775 §4.2, the C flag). */
  readonly compress: boolean;
}

/** A context whose prefix has all sixteen bytes, with zeros behind its length. */
export interface FullContext extends Context {
  /** One bit for each bit of the prefix that counts. */
  readonly mask: Uint8Array;
}

/** What both ends of a link know, and headers leave out. */
export class ContextTable {
  readonly #byId = new Map<number, FullContext>();

  /** @throws E_SIXLOWPAN_ARGUMENT */
  constructor(contexts: readonly Context[] = []) {
    for (const context of contexts) this.#byId.set(context.id, filled(context));
  }

  get(id: number): FullContext | undefined {
    return this.#byId.get(id);
  }

  /** The context with which `address` can be compressed. */
  forAddress(address: Uint8Array): FullContext | undefined {
    return this.#find(({ prefix, mask, length }) => {
      // What a prefix shorter than 64 bits leaves open below the interface identifier must be zero.
      for (let at = 0; at < ADDRESS_SIZE; at++) {
        const counts = at < 8 && length < 64 ? 0xff : (mask[at] ?? 0);
        if (((address[at] ?? 0) & counts) !== (prefix[at] ?? 0)) return false;
      }
      return true;
    });
  }

  /** The context whose prefix a multicast address of RFC 3306 carries, with its length. */
  forMulticast(address: Uint8Array): FullContext | undefined {
    return this.#find(
      ({ prefix, length }) =>
        length <= 64 && length === address[3] && prefix.subarray(0, 8).every((byte, at) => byte === address[at + 4]),
    );
  }

  #find(matches: (context: FullContext) => boolean): FullContext | undefined {
    for (const context of this.#byId.values()) if (context.compress && matches(context)) return context;
    return undefined;
  }
}

function filled(context: Context): FullContext {
  const { id, length } = context;
  if (!Number.isInteger(id) || id < 0 || id > 15) throw fail('E_SIXLOWPAN_ARGUMENT', 'a context id is 0 to 15');
  if (context.prefix.length < 8 || context.prefix.length > ADDRESS_SIZE) {
    throw fail('E_SIXLOWPAN_ARGUMENT', 'a prefix has 8 to 16 bytes');
  }
  if (!Number.isInteger(length) || length < 0 || length > 128) {
    throw fail('E_SIXLOWPAN_ARGUMENT', 'a prefix length is 0 to 128');
  }
  const mask = Uint8Array.from({ length: ADDRESS_SIZE }, (_, at) => {
    const bits = Math.max(0, Math.min(8, length - 8 * at));
    return (0xff << (8 - bits)) & 0xff;
  });
  const prefix = mask.map((bits, at) => bits & (context.prefix[at] ?? 0));
  return { ...context, prefix, mask };
}

/** The address of a prefix and an interface identifier: bits that the context covers are the context's (RFC 6282 §3.1.1). */
export function addressIn({ prefix, mask }: FullContext, iid: Uint8Array): Uint8Array {
  const address = Uint8Array.from(prefix);
  for (let at = 0; at < iid.length; at++) {
    const covered = mask[at + 8] ?? 0;
    address[at + 8] = ((prefix[at + 8] ?? 0) & covered) | ((iid[at] ?? 0) & ~covered);
  }
  return address;
}

export const NO_CONTEXTS: ContextTable = new ContextTable();
