/** Debian's versions, deb-version(7): `[epoch:]upstream-version[-debian-revision]`. */

import { compareDigits, versionScheme } from './scheme.ts';

interface DebianVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

/** Colons stand in an upstream version only where there is an epoch. */
const DEBIAN = /^(?:(\d{1,10}):([A-Za-z0-9.+~:-]+)|([A-Za-z0-9.+~-]+))$/;

export const debianScheme = versionScheme<DebianVersion>(
  'debian',
  (text) => {
    const [, epoch = '0', behindEpoch, whole] = DEBIAN.exec(text) ?? [];
    const rest = behindEpoch ?? whole;
    if (rest === undefined) return undefined;
    const dash = rest.lastIndexOf('-');
    // deb-version(7): the absence of a revision is equivalent to a revision of 0.
    return dash < 0
      ? { epoch, upstream: rest, revision: '0' }
      : { epoch, upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
  },
  (a, b) =>
    compareDigits(a.epoch, b.epoch) || compareParts(a.upstream, b.upstream) || compareParts(a.revision, b.revision),
);

/** deb-version(7), "Sorting algorithm": runs of anything but digits and runs of digits in turn. */
function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while (isOther(a[i]) || isOther(b[j])) {
      const difference = weight(a[i]) - weight(b[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const left = digitsFrom(a, i);
    const right = digitsFrom(b, j);
    const difference = compareDigits(left || '0', right || '0');
    if (difference !== 0) return difference;
    i += left.length;
    j += right.length;
  }
  return 0;
}

function isOther(letter: string | undefined): boolean {
  return letter !== undefined && !isDigit(letter);
}

function isDigit(letter: string): boolean {
  return letter >= '0' && letter <= '9';
}

/** The tilde sorts before the end, letters before everything else. */
function weight(letter: string | undefined): number {
  if (letter === '~') return -1;
  if (letter === undefined || isDigit(letter)) return 0;
  const code = letter.charCodeAt(0);
  return /[A-Za-z]/.test(letter) ? code : code + 256;
}

function digitsFrom(text: string, start: number): string {
  let end = start;
  for (let letter = text[end]; letter !== undefined && isDigit(letter); letter = text[end]) end++;
  return text.slice(start, end);
}
