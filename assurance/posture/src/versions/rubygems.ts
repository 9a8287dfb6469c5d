/** RubyGems' versions, as `Gem::Version` documents them. */

import { compareDigits, compareLists, compareText, isDigits, versionScheme } from './scheme.ts';

const GEM = /^[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Words come before numbers, and what is missing is 0. */
export const rubygemsScheme = versionScheme<readonly string[]>(
  'rubygems',
  (text) => (GEM.test(text) ? (text.replaceAll('-', '.pre.').match(/[0-9]+|[a-z]+/gi) ?? []) : undefined),
  (a, b) => compareLists(canonical(a), canonical(b), '0', compareSegments),
);

/** Zeros at the end of the numbers, and of what stands before the first word, do not count. */
function canonical(segments: readonly string[]): readonly string[] {
  const firstWord = segments.findIndex((segment) => !isDigits(segment));
  const split = firstWord < 0 ? segments.length : firstWord;
  return [...withoutZeros(segments.slice(0, split)), ...withoutZeros(segments.slice(split))];
}

function withoutZeros(segments: readonly string[]): readonly string[] {
  const last = segments.findLastIndex((segment) => !/^0+$/.test(segment));
  return segments.slice(0, last + 1);
}

function compareSegments(a: string, b: string): number {
  const left = isDigits(a);
  const right = isDigits(b);
  if (left !== right) return left ? 1 : -1;
  return left ? compareDigits(a, b) : compareText(a, b);
}
