/** Damages DER in ways that random bytes would hardly find: at bits, at lengths, and element by element. */

/** A small repeatable generator (mulberry32): good enough to choose where to cut. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }
}

interface Element {
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
  /** Indices of the elements around this one, outermost first. */
  readonly parents: readonly number[];
}

/** Every element of an encoding, those inside constructed ones included. */
export function elementsOf(bytes: Uint8Array): readonly Element[] {
  const found: Element[] = [];
  const walk = (from: number, to: number, parents: readonly number[]): void => {
    let start = from;
    while (start + 2 <= to) {
      const { contentStart, end } = measure(bytes, start);
      if (end > to) return;
      const index = found.push({ start, contentStart, end, parents }) - 1;
      if (((bytes[start] ?? 0) & 0x20) !== 0) walk(contentStart, end, [...parents, index]);
      start = end;
    }
  };
  walk(0, bytes.length, []);
  return found;
}

function measure(bytes: Uint8Array, start: number): { contentStart: number; end: number } {
  const first = bytes[start + 1] ?? 0;
  if (first < 0x80) return { contentStart: start + 2, end: start + 2 + first };
  const count = first & 0x7f;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + 2 + i] ?? 0);
  return { contentStart: start + 2 + count, end: start + 2 + count + length };
}

/** `bytes` with an element replaced, and the lengths of everything around it made right again. */
export function replaceElement(
  bytes: Uint8Array,
  elements: readonly Element[],
  index: number,
  replacement: Uint8Array,
): Uint8Array {
  const target = elements[index];
  if (target === undefined) return bytes;
  let inner = replacement;
  let { start, end } = target;
  for (const parent of target.parents.map((each) => elements[each]).reverse()) {
    if (parent === undefined) return bytes;
    const content = Buffer.concat([bytes.subarray(parent.contentStart, start), inner, bytes.subarray(end, parent.end)]);
    inner = Buffer.concat([Uint8Array.of(bytes[parent.start] ?? 0), encodeLength(content.length), content]);
    start = parent.start;
    end = parent.end;
  }
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, start), inner, bytes.subarray(end)]));
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

export type Corpus = readonly [Uint8Array, ...Uint8Array[]];
type Mutation = (bytes: Uint8Array, dice: Dice, corpus: Corpus) => Uint8Array;

function elementOf(
  bytes: Uint8Array,
  dice: Dice,
): { elements: readonly Element[]; index: number; encoding: Uint8Array } {
  const elements = elementsOf(bytes);
  const index = dice.below(elements.length);
  const { start = 0, end = 0 } = elements[index] ?? {};
  return { elements, index, encoding: bytes.subarray(start, end) };
}

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  function flipBits(bytes, dice) {
    const changed = Uint8Array.from(bytes);
    for (let i = 0; i <= dice.below(3); i++) {
      const at = dice.below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8));
    }
    return changed;
  },
  function setByte(bytes, dice) {
    const changed = Uint8Array.from(bytes);
    changed[dice.below(changed.length)] = dice.pick([0x00, 0x01, 0x7f, 0x80, 0xff, 0x30, 0x31, 0xa0]);
    return changed;
  },
  function truncate(bytes, dice) {
    return bytes.slice(0, dice.below(bytes.length));
  },
  function removeBytes(bytes, dice) {
    const at = dice.below(bytes.length);
    return Uint8Array.from(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(8))]));
  },
  function insertBytes(bytes, dice) {
    const at = dice.below(bytes.length);
    const added = Uint8Array.from({ length: 1 + dice.below(8) }, () => dice.below(256));
    return Uint8Array.from(Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]));
  },
  function editLength(bytes, dice) {
    const elements = elementsOf(bytes);
    const { start = 0, contentStart = 2 } = elements[dice.below(elements.length)] ?? {};
    const changed = Uint8Array.from(bytes);
    const at = start + 1 + dice.below(contentStart - start - 1);
    changed[at] = ((changed[at] ?? 0) + dice.pick([1, 255, 2, 254, 128])) & 0xff;
    return changed;
  },
  function editTag(bytes, dice) {
    const elements = elementsOf(bytes);
    const { start = 0 } = elements[dice.below(elements.length)] ?? {};
    const changed = Uint8Array.from(bytes);
    changed[start] = dice.pick([0x02, 0x03, 0x04, 0x05, 0x06, 0x24, 0x30, 0x31, 0x80, 0xa0, 0xa1]);
    return changed;
  },
  function removeElement(bytes, dice) {
    const { elements, index } = elementOf(bytes, dice);
    return replaceElement(bytes, elements, index, new Uint8Array(0));
  },
  function doubleElement(bytes, dice) {
    const { elements, index, encoding } = elementOf(bytes, dice);
    return replaceElement(bytes, elements, index, Buffer.concat([encoding, encoding]));
  },
  function emptyElement(bytes, dice) {
    const { elements, index, encoding } = elementOf(bytes, dice);
    return replaceElement(bytes, elements, index, Uint8Array.of(encoding[0] ?? 0, 0));
  },
  function changeElement(bytes, dice) {
    const { elements, index, encoding } = elementOf(bytes, dice);
    const changed = Uint8Array.from(encoding);
    const at = dice.below(changed.length);
    changed[at] = dice.below(256);
    return replaceElement(bytes, elements, index, changed);
  },
  function spliceElement(bytes, dice, corpus) {
    const { elements, index } = elementOf(bytes, dice);
    return replaceElement(bytes, elements, index, elementOf(dice.pick(corpus), dice).encoding);
  },
  function spliceSameTag(bytes, dice, corpus) {
    const { elements, index, encoding } = elementOf(bytes, dice);
    const donor = dice.pick(corpus);
    const fitting = elementsOf(donor).filter(({ start }) => donor[start] === encoding[0]);
    const { start = 0, end = 0 } = fitting[dice.below(Math.max(1, fitting.length))] ?? {};
    return replaceElement(bytes, elements, index, donor.subarray(start, end));
  },
];

/** One to three mutations of a member of the corpus, chosen by the seed. */
export function mutant(corpus: Corpus, seed: number): Uint8Array {
  const dice = new Dice(seed);
  let bytes = dice.pick(corpus);
  for (let i = 0; i <= dice.below(3) && bytes.length > 2; i++) bytes = dice.pick(MUTATIONS)(bytes, dice, corpus);
  return bytes;
}
