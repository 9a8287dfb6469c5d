/** Findings of one component: what the feeds and the bill itself say, each vulnerability once. */

import type { Rating } from '../feeds/advisory.ts';
import type { Match } from '../match/match-component.ts';
import type { SbomComponent, VexStatement } from '../sbom/sbom.ts';
import type { Assumptions } from './options.ts';
import type { AffectedComponent, Excuse, Finding } from './result.ts';
import type { Vulnerabilities, Vulnerability } from './vulnerabilities.ts';

export interface Said {
  readonly matches: readonly Match[];
  readonly cleared: readonly number[];
  /** Of the bill, against this component. */
  readonly statements: readonly VexStatement[];
  /** What excuses a vulnerability by its names. */
  readonly excuse: (ids: readonly string[]) => Excuse | undefined;
}

interface Gathered {
  readonly vulnerability: Vulnerability;
  readonly matches: Match[];
  readonly statements: VexStatement[];
}

export function findingsOf(
  component: SbomComponent,
  said: Said,
  vulnerabilities: Vulnerabilities,
  assumptions: Assumptions,
): readonly Finding[] {
  const gathered = new Map<string, Gathered>();
  const gather = (vulnerability: Vulnerability): Gathered => {
    const known = gathered.get(vulnerability.name) ?? { vulnerability, matches: [], statements: [] };
    gathered.set(vulnerability.name, known);
    return known;
  };
  for (const match of said.matches) gather(vulnerabilities.named(match.id)).matches.push(match);
  for (const statement of said.statements) {
    gather(vulnerabilities.named(statement.ids[0] ?? '')).statements.push(statement);
  }
  const clearedNames = namesOf(said.cleared, vulnerabilities);
  return [...gathered.values()]
    .filter((one) => !isClearedByPackage(one, clearedNames))
    .map((one) => toFinding(component, one, said, vulnerabilities, assumptions))
    .sort((a, b) => b.score - a.score || (a.vulnerability < b.vulnerability ? -1 : 1));
}

/** A component as a finding or a gap names it. */
export function affected({ ref, name, version, purls }: SbomComponent): AffectedComponent {
  return { ref, name, version: version ?? purls[0]?.version, purl: purls[0]?.text };
}

function namesOf(advisories: readonly number[], vulnerabilities: Vulnerabilities): ReadonlySet<string> {
  return new Set(
    advisories.flatMap((number) => {
      const advisory = vulnerabilities.advisory(number);
      return advisory === undefined ? [] : [advisory.id, ...advisory.aliases, ...advisory.upstream];
    }),
  );
}

/**
 * NVD speaks of products by the maker's version. Where the package's own ecosystem knows the same vulnerability and
 * says that this very package is not affected (a distribution that took the fix back), the ecosystem is right.
 */
function isClearedByPackage({ matches, statements, vulnerability }: Gathered, cleared: ReadonlySet<string>): boolean {
  const isOfProductsAlone =
    matches.length > 0 && statements.length === 0 && matches.every(({ source }) => source === 'nvd');
  return isOfProductsAlone && vulnerability.ids.some((id) => cleared.has(id));
}

function toFinding(
  component: SbomComponent,
  { vulnerability, matches, statements }: Gathered,
  said: Said,
  vulnerabilities: Vulnerabilities,
  assumptions: Assumptions,
): Finding {
  const own = matches.flatMap(({ ratings }) => ratings);
  const rated =
    vulnerabilities.rate(own, vulnerability) ?? vulnerabilities.rate(statements.flatMap(ratingsOf), vulnerability);
  const exploited = vulnerability.exploited;
  const score = Math.max(rated?.score ?? assumptions.unscored, exploited === undefined ? 0 : assumptions.exploited);
  const finding = {
    vulnerability: vulnerability.name,
    ids: vulnerability.ids,
    sources: [...new Set([...matches.map(({ id }) => id), ...(statements.length > 0 ? ['sbom'] : [])])],
    component: affected(component),
    score,
    basis: rated?.basis ?? 'assumed',
    cvss: rated?.cvss,
    severity: rated?.severity,
    exploited,
    fixedIn: [...new Set(matches.flatMap(({ fixedIn }) => fixedIn))],
    isCertain: statements.length > 0 || matches.some(({ verdict }) => verdict === 'affected'),
    excuse: said.excuse(vulnerability.ids),
  } satisfies Omit<Finding, 'why'>;
  return { ...finding, why: sentence(finding, matches) };
}

function ratingsOf({ ratings }: VexStatement): readonly Rating[] {
  return ratings.flatMap(({ vector, severity }): readonly Rating[] => [
    ...(vector === undefined ? [] : [{ vector, by: 'record' } as const]),
    ...(severity === undefined ? [] : [{ word: severity, by: 'record' } as const]),
  ]);
}

/** For example: `CVE-2018-25032 in zlib 1.2.11: CVSS 3.1 says 7.5; fixed in 1.2.12 (GHSA-…)`. */
function sentence(finding: Omit<Finding, 'why'>, matches: readonly Match[]): string {
  const { component, cvss, severity, exploited, fixedIn, isCertain, excuse, sources } = finding;
  const version = component.version === undefined ? '' : ` ${component.version}`;
  const said = cvss !== undefined ? `CVSS ${cvss.version} says ${cvss.score}` : `severity "${severity}"`;
  const parts = [
    finding.basis === 'assumed' ? `nobody says how bad it is, counted as ${finding.score}` : said,
    ...(exploited === undefined
      ? []
      : [`known to be exploited since ${exploited.dateAdded}, counted as ${finding.score}`]),
    ...(isCertain ? [] : ['its version cannot be compared, so that it may be affected']),
    ...(matches.length > 0 && matches.every(({ hasConditions }) => hasConditions)
      ? ['only together with other products, which were not looked for']
      : []),
    ...(fixedIn.length === 0 ? [] : [`fixed in ${fixedIn.slice(0, 4).join(', ')}`]),
    ...(excuse === undefined ? [] : [`not counted: its maker says ${excuse.justification ?? excuse.state}`]),
  ];
  return `${finding.vulnerability} in ${component.name}${version}: ${parts.join('; ')} (${sources.slice(0, 4).join(', ')})`;
}
