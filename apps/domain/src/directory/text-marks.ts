/** Which three characters in a row may stand in a text: a bit for each kind of three, which several kinds share. */

const BITS = 15;
const LENGTH = 3;

export class TextMarks {
  readonly #bits = new Uint32Array(2 ** BITS / 32);

  constructor(text: string) {
    for (let at = 0; at + LENGTH <= text.length; at++) {
      const place = placeOf(text, at);
      const word = place >>> 5;
      this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (place & 31));
    }
  }

  /** False only where `part` is nowhere in the text. */
  mayHold(part: string): boolean {
    for (let at = 0; at + LENGTH <= part.length; at++) {
      const place = placeOf(part, at);
      if (((this.#bits[place >>> 5] ?? 0) & (1 << (place & 31))) === 0) return false;
    }
    return true;
  }
}

/** Of three UTF-16 units; multiplied so that digits, which have few bits, spread over all places. */
function placeOf(text: string, at: number): number {
  const three = (text.charCodeAt(at) * 251 + text.charCodeAt(at + 1)) * 241 + text.charCodeAt(at + 2);
  return Math.imul(three, 0x9e3779b1) >>> (32 - BITS);
}
