/** A dataset in the hexadecimal form that tools exchange: a byte of type, a byte of length, the value, and so on. */

export const KEY_TYPES = { pskc: 4, networkKey: 5 } as const;

/** The value of the first TLV of this type, hexadecimal; undefined where there is none, or the text is cut off. */
export function valueIn(hex: string, type: number): string | undefined {
  for (let at = 0; at + 4 <= hex.length; ) {
    const length = 2 * Number.parseInt(hex.slice(at + 2, at + 4), 16);
    const end = at + 4 + length;
    if (Number.isNaN(length) || end > hex.length) return undefined;
    if (Number.parseInt(hex.slice(at, at + 2), 16) === type) return hex.slice(at + 4, end);
    at = end;
  }
  return undefined;
}
