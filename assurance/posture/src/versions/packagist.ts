/** Composer's versions: up to four numbers, then a word for how stable it is. */

import { compareDigits, compareLists, compareText, isDigits, versionScheme } from './scheme.ts';

interface ComposerVersion {
  readonly numbers: readonly string[];
  readonly rest: readonly string[];
}

/** `''` is a release. Words in no list come first, as in PHP's version_compare. */
const STABILITIES = ['dev', 'alpha', 'beta', 'rc', '', 'patch'];
const LONG: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['pl', 'patch'],
  ['p', 'patch'],
  ['stable', ''],
]);
const COMPOSER = /^[vV]?(\d+(?:\.\d+)*)([A-Za-z0-9._-]*)$/;

export const packagistScheme = versionScheme<ComposerVersion>(
  'packagist',
  (text) => {
    // Build metadata does not count, as in Semantic Versioning.
    const [, numbers, rest = ''] = COMPOSER.exec(text.replace(/\+.*$/, '')) ?? [];
    if (numbers === undefined) return undefined;
    return { numbers: numbers.split('.'), rest: words(rest) };
  },
  (a, b) => compareLists(a.numbers, b.numbers, '0', compareDigits) || compareLists(a.rest, b.rest, '', compareWords),
);

function words(rest: string): readonly string[] {
  return (rest.toLowerCase().match(/[a-z]+|\d+/g) ?? []).map((word) => LONG.get(word) ?? word);
}

function compareWords(a: string, b: string): number {
  return rank(a) - rank(b) || (isDigits(a) ? compareDigits(a, b) : compareText(a, b));
}

function rank(word: string): number {
  return isDigits(word) ? STABILITIES.length : STABILITIES.indexOf(word);
}
