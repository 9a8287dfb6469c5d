/** Vulnerabilities as the feeds know them: all names of one, how bad it is, whether it is exploited. */

import type { Rating } from '../feeds/advisory.ts';
import type { FeedStore, StoredAdvisory } from '../feeds/feed-store.ts';
import type { KnownExploited } from '../feeds/kev-record.ts';
import type { Rated, Rater } from './rate.ts';

export interface Vulnerability {
  /** The first CVE, or the first name. */
  readonly name: string;
  readonly ids: readonly string[];
  readonly exploited: KnownExploited | undefined;
  readonly rated: Rated | undefined;
  /** Every name that was looked at, also of vulnerabilities that an advisory passes on. */
  readonly lookedAt: readonly string[];
}

/** An alias of an alias of an alias is followed; more names than these are not. */
const MAX_NAMES = 256;

export class Vulnerabilities {
  readonly #feeds: FeedStore;
  readonly #rater: Rater;
  readonly #advisories = new Map<number, StoredAdvisory | undefined>();
  readonly #byName = new Map<string, Vulnerability>();

  constructor(feeds: FeedStore, rater: Rater) {
    this.#feeds = feeds;
    this.#rater = rater;
  }

  advisory(number: number): StoredAdvisory | undefined {
    if (!this.#advisories.has(number)) this.#advisories.set(number, this.#feeds.advisory(number));
    return this.#advisories.get(number);
  }

  /** The vulnerability that goes by this name. */
  named(name: string): Vulnerability {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const { ids, advisories } = this.#gather(name);
    const vulnerability = this.#describe(ids, advisories);
    for (const id of ids) this.#byName.set(id, vulnerability);
    this.#byName.set(name, vulnerability);
    return vulnerability;
  }

  /** Rates what is said of one package before what is said of the vulnerability as a whole. */
  rate(own: readonly Rating[], vulnerability: Vulnerability): Rated | undefined {
    return this.#rater.rate(own) ?? vulnerability.rated;
  }

  /** All names of a vulnerability, and the advisories that go by one of them. */
  #gather(name: string): { ids: readonly string[]; advisories: readonly StoredAdvisory[] } {
    const ids = new Set([name]);
    const advisories = new Map<number, StoredAdvisory>();
    for (const id of ids) {
      for (const number of this.#feeds.named(id)) {
        const advisory = this.advisory(number);
        if (advisory === undefined || advisories.has(number)) continue;
        advisories.set(number, advisory);
        for (const other of [advisory.id, ...advisory.aliases]) if (ids.size < MAX_NAMES) ids.add(other);
      }
    }
    return { ids: [...ids].sort(), advisories: [...advisories.values()] };
  }

  #describe(ids: readonly string[], advisories: readonly StoredAdvisory[]): Vulnerability {
    const upstream = [...new Set(advisories.flatMap((advisory) => advisory.upstream))].filter(
      (id) => !ids.includes(id),
    );
    const lookedAt = [...ids, ...upstream];
    return {
      name: ids.find((id) => id.startsWith('CVE-')) ?? ids[0] ?? '',
      ids,
      exploited: lookedAt.map((id) => this.#feeds.exploited(id)).find((known) => known !== undefined),
      rated: this.#rateAll(ids, advisories) ?? this.#worst(upstream),
      lookedAt,
    };
  }

  /** An advisory may go by the names of several CVEs: then each is rated by itself, and the worst counts. */
  #rateAll(ids: readonly string[], advisories: readonly StoredAdvisory[]): Rated | undefined {
    const cves = ids.filter((id) => id.startsWith('CVE-'));
    if (cves.length < 2) return this.#rater.rate(advisories.flatMap(({ ratings }) => ratings));
    const rated = cves.flatMap((cve) => {
      const about = advisories.filter(({ id, aliases }) => id === cve || aliases.includes(cve));
      return this.#rater.rate(about.flatMap(({ ratings }) => ratings)) ?? [];
    });
    return worstOf(rated);
  }

  /** An advisory of a distribution often rates nothing itself: then the worst that it passes on counts. */
  #worst(upstream: readonly string[]): Rated | undefined {
    const rated = upstream.flatMap((id) => {
      const advisories = this.#feeds.named(id).flatMap((number) => this.advisory(number) ?? []);
      return this.#rater.rate(advisories.flatMap(({ ratings }) => ratings)) ?? [];
    });
    return worstOf(rated);
  }
}

function worstOf(rated: readonly Rated[]): Rated | undefined {
  return rated.toSorted((a, b) => b.score - a.score)[0];
}
