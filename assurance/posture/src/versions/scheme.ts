/** What an ordering of versions is, and what those of several ecosystems have in common. */

/** How one ecosystem orders its versions. Every scheme is a total order on the texts it knows as versions. */
export interface VersionScheme {
  readonly name: string;
  /** Negative, zero or positive; undefined where either text is no version of this scheme. */
  compare(a: string, b: string): number | undefined;
}

/** Longer texts are no versions. */
export const MAX_VERSION_LENGTH = 256;

/** A scheme of what it reads versions into, and how it orders what it read. */
export function versionScheme<Parsed>(
  name: string,
  parse: (text: string) => Parsed | undefined,
  order: (a: Parsed, b: Parsed) => number,
): VersionScheme {
  const read = (text: string) => (text.length > MAX_VERSION_LENGTH ? undefined : parse(text.trim()));
  return {
    name,
    compare: (a, b) => {
      const left = read(a);
      const right = read(b);
      return left === undefined || right === undefined ? undefined : order(left, right);
    },
  };
}

/** Orders runs of decimal digits of any length by their value. */
export function compareDigits(a: string, b: string): number {
  const left = withoutLeadingZeros(a);
  const right = withoutLeadingZeros(b);
  return left.length - right.length || compareText(left, right);
}

/** Orders by code units, as ASCII does. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders lists place by place; what a shorter list lacks is `padding`. */
export function compareLists<Item>(
  a: readonly Item[],
  b: readonly Item[],
  padding: Item,
  order: (a: Item, b: Item) => number,
): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = order(a[index] ?? padding, b[index] ?? padding);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isDigits(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (start < digits.length - 1 && digits[start] === '0') start++;
  return digits.slice(start);
}
