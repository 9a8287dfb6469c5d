/** The ecosystems whose advisories are matched, by the names that OSV gives them. */

import { alpineScheme } from '../versions/alpine.ts';
import { debianScheme } from '../versions/debian.ts';
import { mavenScheme } from '../versions/maven.ts';
import { nugetScheme } from '../versions/nuget.ts';
import { packagistScheme } from '../versions/packagist.ts';
import { pep440Scheme } from '../versions/pep440.ts';
import { rpmScheme } from '../versions/rpm.ts';
import { rubygemsScheme } from '../versions/rubygems.ts';
import type { VersionScheme } from '../versions/scheme.ts';
import { semverScheme } from '../versions/semver.ts';

export interface Ecosystem {
  /** How its ECOSYSTEM ranges are ordered. */
  readonly scheme: VersionScheme;
  /** One spelling for all that name the same package. */
  readonly canonicalName: (name: string) => string;
}

const asIs = (name: string) => name;
const lower = (name: string) => name.toLowerCase();
/** PEP 503 */
const python = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

const row = (scheme: VersionScheme, canonicalName = asIs): Ecosystem => ({ scheme, canonicalName });

/** `GIT` stands for repositories: records that name one and no package. */
export const ECOSYSTEMS = {
  npm: row(semverScheme),
  PyPI: row(pep440Scheme, python),
  // Package URLs of Go are in lower case, which advisories are not.
  Go: row(semverScheme, lower),
  'crates.io': row(semverScheme),
  RubyGems: row(rubygemsScheme),
  NuGet: row(nugetScheme, lower),
  Maven: row(mavenScheme),
  Packagist: row(packagistScheme, lower),
  Hex: row(semverScheme, lower),
  Pub: row(semverScheme, lower),
  Debian: row(debianScheme, lower),
  Ubuntu: row(debianScheme, lower),
  Alpine: row(alpineScheme),
  Wolfi: row(alpineScheme),
  Chainguard: row(alpineScheme),
  'Red Hat': row(rpmScheme),
  'Rocky Linux': row(rpmScheme),
  AlmaLinux: row(rpmScheme),
  SUSE: row(rpmScheme),
  openSUSE: row(rpmScheme),
  openEuler: row(rpmScheme),
  Mageia: row(rpmScheme),
  'Azure Linux': row(rpmScheme),
  GIT: row(semverScheme, lower),
} as const satisfies Record<string, Ecosystem>;

export type EcosystemName = keyof typeof ECOSYSTEMS;

export function isEcosystemName(text: string): text is EcosystemName {
  return Object.hasOwn(ECOSYSTEMS, text);
}

/** The key under which the advisories of a package are kept. */
export function packageKey(ecosystem: EcosystemName, name: string): string {
  return `${ecosystem}/${ECOSYSTEMS[ecosystem].canonicalName(name)}`;
}

/** A repository's URL as a name: `github.com/madler/zlib`. Undefined for what is no URL of one. */
export function repositoryName(url: string): string | undefined {
  const [, host, path] = /^(?:git\+)?(?:https?|git|ssh):\/\/(?:[^@/]*@)?([^/:?#]+)(?::\d+)?\/([^?#@]+)/.exec(url) ?? [];
  if (host === undefined || path === undefined) return undefined;
  return `${host}/${path.replace(/\/+$/, '').replace(/\.git$/, '')}`;
}
