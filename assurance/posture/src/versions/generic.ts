/**
 * Versions of nobody's scheme, as NVD's ranges have them: numbers by value, words that announce a release before it,
 * other words (OpenSSL's 1.0.2k, a p1) after it. What is missing is 0.
 */

import { compareDigits, compareLists, compareText, isDigits, versionScheme } from './scheme.ts';

/** From the earliest. `a` and `b` are no alpha and beta here: more software counts releases by letters. */
const BEFORE = ['dev', 'snapshot', 'alpha', 'beta', 'milestone', 'pre', 'preview', 'cr', 'rc'];

export const genericScheme = versionScheme<readonly string[]>(
  'generic',
  (text) =>
    /\d/.test(text)
      ? (text
          .toLowerCase()
          .replace(/^v(?=\d)/, '')
          .match(/\d+|[a-z]+/g) ?? [])
      : undefined,
  (a, b) =>
    compareLists(a, b, '0', (left, right) => {
      const difference = rank(left) - rank(right);
      if (difference !== 0) return difference;
      return isDigits(left) ? compareDigits(left, right) : compareText(left, right);
    }),
);

/** A word before its release, then 0 or nothing, then any other word, then any other number. */
function rank(segment: string): number {
  if (isDigits(segment)) return /^0+$/.test(segment) ? 0 : 2;
  const place = BEFORE.indexOf(segment);
  return place < 0 ? 1 : place - BEFORE.length;
}
