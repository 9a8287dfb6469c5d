/** A hash for tables: quick, and of no use against anybody who wants two texts to meet. */

const A = 0x9e3779b1;
const B = 0x85ebca77;

/** Two multiplicative hashes of the text's UTF-16 units, made one number of 53 bits. */
export function hash53(text: string): number {
  let high = 0x243f6a88;
  let low = 0xb7e15162;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, A);
    high ^= high >>> 15;
    low = Math.imul(low ^ unit, B);
    low ^= low >>> 13;
  }
  return (high >>> 0) * 0x200000 + (low >>> 11);
}
