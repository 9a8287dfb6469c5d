/** How parsers are fuzzed here: mutations of what is valid, and noise. Nothing but typed errors may come out. */

import { isSallyportError, seededRandom } from '@sallyport/core';

/** SALLYPORT_FUZZ_RUNS sets how many inputs each parser gets. */
export const FUZZ_RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 1500);
const SEED = process.env['SALLYPORT_FUZZ_SEED'] ?? '1';
/** TLV types and lengths at which parsers change their minds. */
const INTERESTING = [0, 1, 2, 3, 4, 8, 11, 12, 13, 16, 17, 21, 48, 49, 52, 53, 57, 127, 128, 130, 254, 255] as const;

/** Calls `parse` with `runs` inputs made from `seeds`; throws what is no typed error, with the input beside it. */
export function fuzz(
  name: string,
  seeds: readonly Uint8Array[],
  parse: (input: Uint8Array) => void,
  runs = FUZZ_RUNS,
): void {
  const random = seededRandom(`${name} ${SEED}`);
  const below = (limit: number): number => {
    const [high = 0, low = 0] = random.bytes(2);
    return (high * 256 + low) % limit;
  };
  for (let i = 0; i < runs; i++) {
    const input = mutate(seeds[i % seeds.length] ?? new Uint8Array(0), below);
    try {
      parse(input);
    } catch (thrown) {
      if (isSallyportError(thrown)) continue;
      throw new Error(`${name}: input ${Buffer.from(input).toString('hex')}`, { cause: thrown });
    }
  }
}

function mutate(seed: Uint8Array, below: (limit: number) => number): Uint8Array {
  let bytes = [...seed];
  for (let edits = 1 + below(4); edits > 0; edits--) {
    const at = below(bytes.length + 1);
    switch (below(7)) {
      case 0:
        bytes[Math.min(at, bytes.length)] = below(256);
        break;
      case 1:
        bytes[Math.min(at, bytes.length)] = INTERESTING[below(INTERESTING.length)] ?? 0;
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes.splice(at, 1 + below(4));
        break;
      case 4:
        bytes.splice(at, 0, ...Array.from({ length: 1 + below(6) }, () => below(256)));
        break;
      case 5:
        bytes.splice(at, 0, ...bytes.slice(below(bytes.length + 1), at));
        break;
      default:
        if (bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << below(8));
    }
    bytes = bytes.slice(0, 2048);
  }
  return Uint8Array.from(bytes);
}
