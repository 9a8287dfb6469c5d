/** Which records of an epoch came before (RFC 6347 §4.1.2.6): a sliding window of 64 sequence numbers. */

const WIDTH = 64;
const HALF = 32;

export class ReplayWindow {
  /** The highest sequence number that was taken; -1 before the first. */
  #highest = -1;
  /**
   * Bit n of the pair stands for `highest - n`: 0 to 31 in `#recent`, 32 to 63 in `#earlier`. Two numbers, for a BigInt
   * costs memory.
   */
  #recent = 0;
  #earlier = 0;

  /** `new`, `seen`, or `too-old` to be told. */
  judge(sequence: number): 'new' | 'seen' | 'too-old' {
    const age = this.#highest - sequence;
    if (age < 0) return 'new';
    if (age >= WIDTH) return 'too-old';
    const word = age < HALF ? this.#recent : this.#earlier;
    return ((word >>> (age % HALF)) & 1) === 1 ? 'seen' : 'new';
  }

  /** Only for a record that was found authentic: a forged one must not move the window. */
  take(sequence: number): void {
    const age = this.#highest - sequence;
    if (age < 0) this.#slide(-age, sequence);
    else if (age < HALF) this.#recent |= 1 << age;
    else if (age < WIDTH) this.#earlier |= 1 << (age - HALF);
  }

  #slide(by: number, highest: number): void {
    this.#highest = highest;
    if (by >= WIDTH) {
      this.#earlier = 0;
      this.#recent = 1;
    } else if (by >= HALF) {
      this.#earlier = by === HALF ? this.#recent : this.#recent << (by - HALF);
      this.#recent = 1;
    } else {
      this.#earlier = (this.#earlier << by) | (this.#recent >>> (HALF - by));
      this.#recent = (this.#recent << by) | 1;
    }
  }
}
