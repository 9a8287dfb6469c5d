/** Releases of distributions: `distro` of a package URL beside what stands behind the colon in OSV's ecosystem. */

import type { EcosystemName } from './ecosystem.ts';

const CODENAMES: ReadonlyMap<string, string> = new Map([
  ['jessie', '8'],
  ['stretch', '9'],
  ['buster', '10'],
  ['bullseye', '11'],
  ['bookworm', '12'],
  ['trixie', '13'],
  ['forky', '14'],
  ['trusty', '14.04'],
  ['xenial', '16.04'],
  ['bionic', '18.04'],
  ['focal', '20.04'],
  ['jammy', '22.04'],
  ['noble', '24.04'],
]);

/** How many numbers tell one release of the distribution from another. */
const NUMBERS: ReadonlyMap<EcosystemName, 1 | 2> = new Map([
  ['Debian', 1],
  ['Ubuntu', 2],
  ['Alpine', 2],
  ['AlmaLinux', 1],
  ['Rocky Linux', 1],
]);

/**
 * False only where both name a release and these differ. A bill that names none could be of any, so that every
 * release's advisories count.
 */
export function isOfRelease(ecosystem: EcosystemName, advisory: string, distro: string | undefined): boolean {
  if (ecosystem === 'Red Hat') return isOfEnterpriseLinux(advisory, distro);
  const numbers = NUMBERS.get(ecosystem);
  if (numbers === undefined || distro === undefined) return true;
  const mine = releaseNumber(distro, numbers);
  const theirs = releaseNumber(advisory, numbers);
  return mine === undefined || theirs === undefined || mine === theirs;
}

/** Red Hat names products by the tail of a CPE: `enterprise_linux:9::appstream`. */
function isOfEnterpriseLinux(advisory: string, distro: string | undefined): boolean {
  const [, theirs] = /enterprise_linux:(\d+)/.exec(advisory) ?? [];
  const mine = distro === undefined ? undefined : releaseNumber(distro, 1);
  return theirs === undefined || mine === undefined || mine === theirs;
}

function releaseNumber(text: string, numbers: 1 | 2): string | undefined {
  for (const word of text.toLowerCase().split(/[^a-z]+/)) {
    const named = CODENAMES.get(word);
    if (named !== undefined) return named;
  }
  const [found] = (numbers === 1 ? /\d+/ : /\d+\.\d+/).exec(text) ?? [];
  return found;
}
