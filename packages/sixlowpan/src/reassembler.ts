/** Puts the fragments of a datagram together again, within bounds (RFC 4944 §5.3). */

import type { Clock, Milliseconds } from '@sallyport/core';
import { fail } from './errors.ts';
import { MAX_PACKET_SIZE } from './udp-datagram.ts';

export interface ReassemblyLimits {
  /** Largest datagram, in bytes. */
  readonly maxSize: number;
  /** Datagrams under way, of all senders; beyond it the oldest of the sender with the most is given up. */
  readonly maxDatagrams: number;
  /** Datagrams under way of one sender. */
  readonly maxPerSender: number;
  /** How long a datagram may take from its first fragment on; §5.3 allows at most 60 seconds. */
  readonly timeout: Milliseconds;
}

export const DEFAULT_REASSEMBLY_LIMITS: ReassemblyLimits = {
  maxSize: MAX_PACKET_SIZE,
  maxDatagrams: 32,
  maxPerSender: 4,
  timeout: 10_000,
};

/** A fragment as it stands in the uncompressed datagram. */
export interface Fragment {
  /** Names sender and receiver on the link, or of the mesh header (§5.3: all four identify a datagram). */
  readonly between: string;
  readonly datagramSize: number;
  readonly tag: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Gathering {
  readonly between: string;
  readonly deadline: Milliseconds;
  readonly bytes: Uint8Array;
  /** Length by offset of what is there. */
  readonly pieces: Map<number, number>;
  filled: number;
}

export class Reassembler {
  readonly #clock: Clock;
  readonly #limits: ReassemblyLimits;
  /** Oldest first. */
  readonly #gatherings = new Map<string, Gathering>();

  constructor(ports: { readonly clock: Clock }, limits: Partial<ReassemblyLimits> = {}) {
    this.#clock = ports.clock;
    this.#limits = { ...DEFAULT_REASSEMBLY_LIMITS, ...limits };
  }

  /** How many datagrams are under way. */
  get pending(): number {
    this.#expire();
    return this.#gatherings.size;
  }

  /**
   * Takes a fragment, and gives the datagram when it is the last one missing. A repeated fragment changes nothing.
   * @throws E_SIXLOWPAN_TOO_LARGE, E_SIXLOWPAN_MALFORMED for a fragment that does not fit into its datagram
   */
  add(fragment: Fragment): Uint8Array | undefined {
    const { datagramSize, offset, bytes } = fragment;
    if (datagramSize > this.#limits.maxSize) throw fail('E_SIXLOWPAN_TOO_LARGE', `a datagram of ${datagramSize} bytes`);
    const end = offset + bytes.length;
    if (bytes.length === 0 || end > datagramSize) throw fail('E_SIXLOWPAN_MALFORMED', 'a fragment beyond its datagram');
    if (end !== datagramSize && end % 8 !== 0) {
      throw fail('E_SIXLOWPAN_MALFORMED', 'a fragment that ends between multiples of eight');
    }
    this.#expire();
    const key = `${fragment.between} ${datagramSize} ${fragment.tag}`;
    const known = this.#gatherings.get(key);
    if (known?.pieces.get(offset) === bytes.length) return undefined;
    // §5.3: an overlap that is no repetition ends what was gathered, and may begin a new one.
    if (known !== undefined && overlaps(known, offset, end)) this.#gatherings.delete(key);
    const gathering = this.#gatherings.get(key) ?? this.#begin(key, fragment);
    gathering.bytes.set(bytes, offset);
    gathering.pieces.set(offset, bytes.length);
    gathering.filled += bytes.length;
    if (gathering.filled < datagramSize) return undefined;
    this.#gatherings.delete(key);
    return gathering.bytes;
  }

  #begin(key: string, { between, datagramSize }: Fragment): Gathering {
    this.#makeRoom(between);
    const deadline = this.#clock.monotonic() + this.#limits.timeout;
    const gathering = { between, deadline, bytes: new Uint8Array(datagramSize), pieces: new Map(), filled: 0 };
    this.#gatherings.set(key, gathering);
    return gathering;
  }

  #makeRoom(between: string): void {
    const { maxDatagrams, maxPerSender } = this.#limits;
    const counts = new Map<string, number>();
    for (const gathering of this.#gatherings.values())
      counts.set(gathering.between, (counts.get(gathering.between) ?? 0) + 1);
    if ((counts.get(between) ?? 0) >= maxPerSender) this.#dropOldest(between);
    if (this.#gatherings.size < maxDatagrams) return;
    const [most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [between, 0]);
    this.#dropOldest(most);
  }

  #dropOldest(between: string): void {
    for (const [key, gathering] of this.#gatherings) {
      if (gathering.between !== between) continue;
      this.#gatherings.delete(key);
      return;
    }
  }

  #expire(): void {
    const now = this.#clock.monotonic();
    for (const [key, gathering] of this.#gatherings) {
      // All wait equally long, so the first that may stay ends the search.
      if (gathering.deadline > now) return;
      this.#gatherings.delete(key);
    }
  }
}

function overlaps({ pieces }: Gathering, start: number, end: number): boolean {
  for (const [offset, length] of pieces) if (start < offset + length && offset < end) return true;
  return false;
}
