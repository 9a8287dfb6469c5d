/**
 * Realm-local multicast: every router repeats what it has not seen (a simple form of MPL, RFC 7731, whose option tells the
 * datagrams apart). Broadcasts are not acknowledged, so each is sent twice, as Thread's routers do.
 */

/** MPL option (RFC 7731 §6.1) in a hop-by-hop header of eight bytes. */
const OPTION_TYPE = 0x6d;
const OPTION_LENGTH = 4;
/** S = 1: the seed has 16 bits. */
const SEED_OF_16_BITS = 0x40;
const S_MASK = 0xc0;
const MAX_REMEMBERED = 256;
export const TRANSMISSIONS = 2;

export interface Seed {
  /** The originator's locator. */
  readonly seed: number;
  readonly sequence: number;
}

/** The next-header byte, the first, is left zero. */
export function encodeSeed({ seed, sequence }: Seed): Uint8Array {
  return Uint8Array.of(0, 0, OPTION_TYPE, OPTION_LENGTH, SEED_OF_16_BITS, sequence, seed >> 8, seed & 0xff);
}

/** Undefined when the options are others. */
export function decodeSeed(options: Uint8Array): Seed | undefined {
  const [, units, type, length, flags = 0, sequence = 0, high = 0, low = 0] = options;
  if (units !== 0 || type !== OPTION_TYPE || length !== OPTION_LENGTH) return undefined;
  return (flags & S_MASK) === SEED_OF_16_BITS ? { seed: (high << 8) | low, sequence } : undefined;
}

/** Which datagrams a node has had. */
export class Flooding {
  readonly #seen = new Set<number>();
  #sequence = 0;

  /** For a datagram of this node. */
  originate(rloc16: number): Seed {
    this.#sequence = (this.#sequence + 1) & 0xff;
    const seed = { seed: rloc16, sequence: this.#sequence };
    this.isNew(seed);
    return seed;
  }

  /** True once for each datagram, as long as it is remembered. */
  isNew({ seed, sequence }: Seed): boolean {
    const key = (seed << 8) | sequence;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > MAX_REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
