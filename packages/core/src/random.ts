import { createHash, randomFillSync } from 'node:crypto';

/** Where randomness comes from. Engines take one; only composition roots use {@link systemRandom}. */
export interface Random {
  /** `length` bytes. */
  bytes(length: number): Uint8Array;
}

/** The operating system's generator, through OpenSSL. */
export const systemRandom: Random = {
  bytes: (length) => randomFillSync(new Uint8Array(length)),
};

/** A repeatable stream for tests and simulations: SHA-256 of the seed and a counter. Never for keys that matter. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  let pool = new Uint8Array(0);
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        if (pool.length === 0) pool = Uint8Array.from(createHash('sha256').update(`${seed}:${counter++}`).digest());
        const take = Math.min(pool.length, length - filled);
        out.set(pool.subarray(0, take), filled);
        pool = pool.subarray(take);
        filled += take;
      }
      return out;
    },
  };
}
