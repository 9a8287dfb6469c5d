/** NuGet's versions: Semantic Versioning with a fourth number, and without regard to case. */

import { compareDigits, compareLists, compareText, isDigits, versionScheme } from './scheme.ts';

interface NugetVersion {
  readonly numbers: readonly string[];
  readonly prerelease: readonly string[];
}

const NUGET = /^v?(\d+(?:\.\d+){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]*)?$/;

export const nugetScheme = versionScheme<NugetVersion>(
  'nuget',
  (text) => {
    const [, numbers, prerelease] = NUGET.exec(text) ?? [];
    if (numbers === undefined) return undefined;
    return { numbers: numbers.split('.'), prerelease: prerelease?.toLowerCase().split('.') ?? [] };
  },
  (a, b) => compareLists(a.numbers, b.numbers, '0', compareDigits) || comparePrereleases(a.prerelease, b.prerelease),
);

/** Semantic Versioning §11.3, §11.4. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  return compareLists<string | undefined>(a, b, undefined, (left, right) => {
    if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1;
    const isLeft = isDigits(left);
    if (isLeft !== isDigits(right)) return isLeft ? -1 : 1;
    return isLeft ? compareDigits(left, right) : compareText(left, right);
  });
}
