/** Under which names advisories of a package are to be looked up: from its package URL to OSV's ecosystems. */

import type { PackageUrl } from '../purl.ts';
import { type EcosystemName, packageKey, repositoryName } from './ecosystem.ts';

export interface LookUp {
  readonly ecosystem: EcosystemName;
  readonly key: string;
  /** What to compare with ranges; undefined where the bill has none. */
  readonly version: string | undefined;
  /** The release of a distribution, as the package URL words it. */
  readonly distro: string | undefined;
}

/** Package URL types of one ecosystem each, and how its names are put together. */
const SIMPLE: ReadonlyMap<string, readonly [EcosystemName, separator: string]> = new Map([
  ['npm', ['npm', '/']],
  ['pypi', ['PyPI', '/']],
  ['golang', ['Go', '/']],
  ['cargo', ['crates.io', '/']],
  ['gem', ['RubyGems', '/']],
  ['nuget', ['NuGet', '/']],
  ['maven', ['Maven', ':']],
  ['composer', ['Packagist', '/']],
  ['hex', ['Hex', '/']],
  ['pub', ['Pub', '/']],
]);

/** Type and namespace of package URLs of distributions. */
const DISTRIBUTIONS: ReadonlyMap<string, EcosystemName> = new Map([
  ['deb/debian', 'Debian'],
  ['deb/ubuntu', 'Ubuntu'],
  ['apk/alpine', 'Alpine'],
  ['apk/wolfi', 'Wolfi'],
  ['apk/chainguard', 'Chainguard'],
  ['rpm/redhat', 'Red Hat'],
  ['rpm/rhel', 'Red Hat'],
  ['rpm/rocky', 'Rocky Linux'],
  ['rpm/rockylinux', 'Rocky Linux'],
  ['rpm/almalinux', 'AlmaLinux'],
  ['rpm/alma', 'AlmaLinux'],
  ['rpm/suse', 'SUSE'],
  ['rpm/sles', 'SUSE'],
  ['rpm/opensuse', 'openSUSE'],
  ['rpm/openeuler', 'openEuler'],
  ['rpm/mageia', 'Mageia'],
  ['rpm/azurelinux', 'Azure Linux'],
]);

const FORGES: ReadonlyMap<string, string> = new Map([
  ['github', 'github.com'],
  ['gitlab', 'gitlab.com'],
  ['bitbucket', 'bitbucket.org'],
]);

/** Empty for package URLs of types whose advisories are not matched. */
export function lookUpsOf(purl: PackageUrl, version = purl.version): readonly LookUp[] {
  const simple = SIMPLE.get(purl.type);
  if (simple !== undefined) {
    const [ecosystem, separator] = simple;
    return [lookUp(ecosystem, purl.namespace === '' ? purl.name : purl.namespace + separator + purl.name, version)];
  }
  const distribution = DISTRIBUTIONS.get(`${purl.type}/${purl.namespace.toLowerCase()}`);
  if (distribution !== undefined) return distributionLookUps(distribution, purl, version);
  return repositoryLookUps(purl, version);
}

function distributionLookUps(ecosystem: EcosystemName, purl: PackageUrl, given: string | undefined): readonly LookUp[] {
  const distro = purl.qualifiers.get('distro');
  const version = withEpoch(given, purl.qualifiers.get('epoch'));
  const own = lookUp(ecosystem, purl.name, version, distro);
  const source = sourceOf(purl.qualifiers.get('upstream'));
  if (source === undefined || source.name === purl.name) return [own];
  return [own, lookUp(ecosystem, source.name, source.version ?? version, distro)];
}

/** Advisories of a distribution are of source packages; generators name these as `name`, `name@version` or an SRPM. */
function sourceOf(upstream: string | undefined): { name: string; version: string | undefined } | undefined {
  if (upstream === undefined || upstream === '') return undefined;
  const [, rpmName, rpmVersion] = /^(.+)-([^-]+-[^-]+)\.src\.rpm$/.exec(upstream) ?? [];
  if (rpmName !== undefined) return { name: rpmName, version: rpmVersion };
  const [name = '', version] = upstream.split('@');
  return { name, version };
}

function withEpoch(version: string | undefined, epoch: string | undefined): string | undefined {
  if (version === undefined || epoch === undefined || version.includes(':')) return version;
  return `${epoch}:${version}`;
}

function repositoryLookUps(purl: PackageUrl, version: string | undefined): readonly LookUp[] {
  const forge = FORGES.get(purl.type);
  if (forge !== undefined) return [lookUp('GIT', `${forge}/${purl.namespace}/${purl.name}`, version)];
  const url = purl.qualifiers.get('vcs_url');
  const name = url === undefined ? undefined : repositoryName(url);
  if (url === undefined || name === undefined) return [];
  const [, revision] = /^[^@]+:\/\/.*[^/]@([^@/#]+)/.exec(url) ?? [];
  return [lookUp('GIT', name, version ?? revision)];
}

function lookUp(ecosystem: EcosystemName, name: string, version: string | undefined, distro?: string): LookUp {
  return { ecosystem, key: packageKey(ecosystem, name), version, distro };
}
