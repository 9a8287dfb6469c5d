/** Bytes broken in the ways strangers break them, repeatably from a seed. */

import { type Random, seededRandom } from '@sallyport/core';

/** How often a fuzz test runs: `SALLYPORT_FUZZ_RUNS`, or what is usual with the other tests. */
export function fuzzRuns(usual: number): number {
  return Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? usual);
}

export class Damage {
  readonly #pieces: readonly string[];
  readonly #random: Random;

  /** `pieces` are texts at which the parser under test changes its mind. `SALLYPORT_FUZZ_SEED` makes other damage. */
  constructor(pieces: readonly string[]) {
    this.#pieces = pieces;
    this.#random = seededRandom(process.env['SALLYPORT_FUZZ_SEED'] ?? '1');
  }

  /** One to three edits: bits changed, a stretch cut, doubled, or a piece put in. */
  mutate(input: Uint8Array): Uint8Array {
    let bytes = Buffer.from(input);
    for (let edits = 1 + this.#below(3); edits > 0; edits--) {
      const at = this.#below(bytes.length + 1);
      const end = Math.min(bytes.length, at + this.#below(24));
      bytes = Buffer.concat([bytes.subarray(0, at), this.#edited(bytes.subarray(at, end)), bytes.subarray(end)]);
    }
    return new Uint8Array(bytes);
  }

  #edited(stretch: Buffer): Buffer {
    switch (this.#below(4)) {
      case 0:
        return Buffer.from(Array.from(stretch, (byte) => byte ^ (1 << this.#below(8))));
      case 1:
        return Buffer.alloc(0);
      case 2:
        return Buffer.concat([stretch, stretch]);
      default:
        return Buffer.concat([Buffer.from(this.#pieces[this.#below(this.#pieces.length)] ?? ''), stretch]);
    }
  }

  #below(limit: number): number {
    const [a = 0, b = 0, c = 0] = this.#random.bytes(3);
    return (a * 65_536 + b * 256 + c) % limit;
  }
}
