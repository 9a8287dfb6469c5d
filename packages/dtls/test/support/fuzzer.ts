/** Damage, the same every time for a seed. */

export class Fuzzer {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    // xorshift32 (George Marsaglia, 2003).
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** A damaged copy: bits turned, bytes changed, cut, doubled, put in or taken out; or nothing but noise. */
  damage(input: Uint8Array): Uint8Array {
    if (this.below(50) === 0) return this.bytes(this.below(200));
    let bytes = Uint8Array.from(input);
    for (let count = this.below(4); count >= 0; count--) bytes = this.#damageOnce(bytes);
    return bytes;
  }

  #damageOnce(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const at = this.below(bytes.length + 1);
    const out = Uint8Array.from(bytes);
    switch (this.below(7)) {
      case 0:
        out[at] = (out[at] ?? 0) ^ (1 << this.below(8));
        return out;
      case 1:
        out[at] = this.pick([0, 1, 0x7f, 0x80, 0xff]);
        return out;
      case 2:
        return out.slice(0, at);
      case 3:
        return Uint8Array.from([...out, ...out.slice(at)]);
      case 4:
        return Uint8Array.from([...out.slice(0, at), ...this.bytes(this.below(8)), ...out.slice(at)]);
      case 5:
        return Uint8Array.from([...out.slice(0, at), ...out.slice(at + 1 + this.below(8))]);
      default:
        // As it is: a copy out of place is damage enough.
        return out;
    }
  }
}
