/** What is typed into the search: words that must all be found, each in any of a device's texts. */

/** Words beyond these are not looked for. */
const MAX_WORDS = 8;
const BETWEEN_DIGITS = /[-:.]/g;
const HEX = /^[0-9a-f]+$/;

export interface Word {
  /** In small letters. */
  readonly text: string;
  /** Without what people write between the digits of an address; empty for what is no part of one. */
  readonly digits: string;
}

export function wordsOf(search: string): readonly Word[] {
  const words = search.toLowerCase().split(/\s+/u);
  return words
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS)
    .map((text) => ({ text, digits: digitsOf(text) }));
}

/** The digits of a station address or EUI-64 as people write it; empty for anything else. */
export function digitsOf(text: string): string {
  const digits = text.toLowerCase().replace(BETWEEN_DIGITS, '');
  return HEX.test(digits) ? digits : '';
}

/** In a maker's name, a model or a type. */
export function isInTexts({ text: word }: Word, texts: readonly string[]): boolean {
  return texts.some((text) => text.toLowerCase().includes(word));
}
