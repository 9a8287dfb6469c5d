/** Semantic Versioning 2.0.0 §11, as OSV's SEMVER ranges, npm, crates.io, Hex, Pub and Go use it. */

import { parse, type SemVer } from 'semver';
import { versionScheme } from './scheme.ts';

const RELAXED = /^[v=]*(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+].*)?$/;
/** Go's own releases before they are out: `1.21rc2` is what advisories call 1.21.0-rc.2. */
const GO_PRERELEASE = /^(?:go)?(\d+)\.(\d+)(?:\.(\d+))?(rc|beta)(\d+)$/;

/** A leading `v` and missing parts are allowed for, since packages are written so; build metadata does not count. */
export const semverScheme = versionScheme('semver', read, (a, b) => a.compare(b));

function read(text: string): SemVer | undefined {
  const go = GO_PRERELEASE.exec(text);
  if (go !== null) return parse(`${go[1]}.${go[2]}.${go[3] ?? 0}-${go[4]}.${go[5]}`) ?? undefined;
  const [, major, minor = '0', patch = '0', rest = ''] = RELAXED.exec(text) ?? [];
  if (major === undefined) return undefined;
  return parse(`${plain(major)}.${plain(minor)}.${plain(patch)}${rest}`) ?? undefined;
}

/** Calendar versions such as 2024.01.05 are no semantic versions, but are meant so. */
function plain(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}
