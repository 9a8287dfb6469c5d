/** Maven's versions, as "Version Order Specification" in its POM reference defines them. */

import { compareDigits, compareText, isDigits, versionScheme } from './scheme.ts';

interface Token {
  readonly separator: '.' | '-';
  readonly value: string;
}

/** Before, as and after a release; words that stand in no list come after these, in the order of their letters. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const SAME: ReadonlyMap<string, string> = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);
const SHORT: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

export const mavenScheme = versionScheme('maven', (text) => (/^[!-~]+$/.test(text) ? tokens(text) : undefined), order);

function tokens(text: string): readonly Token[] {
  return trimmed(split(text.toLowerCase()));
}

/** Dots, hyphens and transitions between digits and letters part tokens; a transition is a hyphen, an empty token a 0. */
function split(text: string): Token[] {
  const found: Token[] = [];
  let separator: '.' | '-' = '.';
  for (const part of text.split(/([.-])/)) {
    if (part === '.' || part === '-') {
      separator = part;
      continue;
    }
    const runs = part.match(/\d+|\D+/g) ?? ['0'];
    runs.forEach((run, index) => {
      const isNumber = isDigits(run);
      const value = isNumber ? run : qualifier(run, isDigits(runs[index + 1] ?? ''));
      // A word behind a dot is the same as behind a hyphen, also for what is cut off before it.
      found.push({ separator: index === 0 && isNumber ? separator : '-', value });
    });
  }
  return found;
}

function qualifier(word: string, isBeforeNumber: boolean): string {
  return (isBeforeNumber ? SHORT.get(word) : undefined) ?? SAME.get(word) ?? word;
}

/** Null values are cut off the end, and again off what stands before each hyphen, from the end to the start. */
function trimmed(all: Token[]): readonly Token[] {
  const kept = [...all];
  for (let index = kept.length - 1; index > 0; index--) {
    const isBeforeHyphen = index === kept.length - 1 || kept[index + 1]?.separator === '-';
    if (isBeforeHyphen && isNull(kept[index])) kept.splice(index, 1);
  }
  return kept;
}

function isNull(token: Token | undefined): boolean {
  return token !== undefined && (token.value === '' || /^0+$/.test(token.value));
}

function order(a: readonly Token[], b: readonly Token[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a[index];
    const right = b[index];
    const difference = compareTokens(left ?? padding(right), right ?? padding(left));
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The shorter version is filled up with null values of the separator that the longer one has there. */
function padding(other: Token | undefined): Token {
  return other?.separator === '.' ? { separator: '.', value: '0' } : { separator: '-', value: '' };
}

function compareTokens(a: Token, b: Token): number {
  const isNumber = isDigits(a.value);
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference;
  return isNumber ? compareDigits(a.value, b.value) : compareQualifiers(a.value, b.value);
}

/** `.qualifier` = `-qualifier` < `-number` < `.number` */
function rank({ separator, value }: Token): number {
  if (!isDigits(value)) return 0;
  return separator === '-' ? 1 : 2;
}

function compareQualifiers(a: string, b: string): number {
  const left = place(a);
  const right = place(b);
  return left - right || (left === QUALIFIERS.length ? compareText(a, b) : 0);
}

function place(word: string): number {
  const index = QUALIFIERS.indexOf(word);
  return index < 0 ? QUALIFIERS.length : index;
}
