/**
 * Alpine's versions, apk-package(5): `digits{.digits}[letter]{_suffix[digits]}[~hash][-r#]`. Older packages have digits
 * behind the letter too.
 */

import { compareDigits, compareLists, compareText, versionScheme } from './scheme.ts';

interface AlpineVersion {
  readonly numbers: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly Suffix[];
  readonly revision: number;
}

interface Suffix {
  readonly rank: number;
  readonly number: string;
}

/** `''` stands for no suffix: the former four come before a release, the latter after it. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];
const NO_SUFFIX: Suffix = { rank: SUFFIXES.indexOf(''), number: '0' };
const ALPINE =
  /^(\d+(?:\.\d+)*)((?:[a-z]\d*)?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[0-9a-f]+)?(?:-r(\d{1,9}))?$/;

export const alpineScheme = versionScheme<AlpineVersion>(
  'alpine',
  (text) => {
    const [, numbers, letter = '', suffixes = '', revision] = ALPINE.exec(text) ?? [];
    if (numbers === undefined) return undefined;
    return {
      numbers: numbers.split('.'),
      letter,
      suffixes: suffixes.split('_').slice(1).map(suffix),
      revision: revision === undefined ? -1 : Number(revision),
    };
  },
  (a, b) =>
    compareDigits(a.numbers[0] ?? '', b.numbers[0] ?? '') ||
    compareLists(a.numbers.slice(1), b.numbers.slice(1), '', compareFraction) ||
    compareText(a.letter.slice(0, 1), b.letter.slice(0, 1)) ||
    compareDigits(a.letter.slice(1) || '0', b.letter.slice(1) || '0') ||
    compareLists(a.suffixes, b.suffixes, NO_SUFFIX, (x, y) => x.rank - y.rank || compareDigits(x.number, y.number)) ||
    a.revision - b.revision,
);

function suffix(text: string): Suffix {
  const word = text.replace(/\d+$/, '');
  return { rank: SUFFIXES.indexOf(word), number: text.slice(word.length) || '0' };
}

/** After the first number, one that begins with a zero is read as the digits of a fraction. */
function compareFraction(a: string, b: string): number {
  if (a === '' || b === '') return a.length - b.length;
  return a.startsWith('0') || b.startsWith('0') ? compareText(a, b) : compareDigits(a, b);
}
