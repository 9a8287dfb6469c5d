/** RPM's versions: `[epoch:]version[-release]`, each part ordered as rpm orders it (rpm-version(7)). */

import { compareDigits, compareLists, compareText, isDigits, versionScheme } from './scheme.ts';

interface RpmVersion {
  readonly epoch: string;
  readonly version: readonly string[];
  readonly release: readonly string[];
}

const RPM = /^(?:(\d{1,10}):)?([^-:\s]+)(?:-([^-:\s]+))?$/;

export const rpmScheme = versionScheme<RpmVersion>(
  'rpm',
  (text) => {
    const [, epoch = '0', version, release = ''] = RPM.exec(text) ?? [];
    return version === undefined ? undefined : { epoch, version: segments(version), release: segments(release) };
  },
  (a, b) =>
    compareDigits(a.epoch, b.epoch) || compareSegments(a.version, b.version) || compareSegments(a.release, b.release),
);

/** Runs of digits, runs of letters, and the two marks; whatever else only parts them. */
function segments(text: string): readonly string[] {
  return text.match(/[0-9]+|[A-Za-z]+|[~^]/g) ?? [];
}

function compareSegments(a: readonly string[], b: readonly string[]): number {
  return compareLists(a, b, '', (left, right) => {
    const difference = rank(left) - rank(right);
    if (difference !== 0) return difference;
    return isDigits(left) ? compareDigits(left, right) : compareText(left, right);
  });
}

/** Tilde before the end, the end before a caret, letters before numbers. */
function rank(segment: string): number {
  if (segment === '~') return 0;
  if (segment === '') return 1;
  if (segment === '^') return 2;
  return isDigits(segment) ? 4 : 3;
}
