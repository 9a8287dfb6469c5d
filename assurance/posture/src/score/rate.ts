/** How bad a vulnerability is, from all that was said of it. */

import { isSallyportError } from '@sallyport/core';
import { CVSS_VERSIONS, type CvssVersion } from '../cvss/metrics.ts';
import { type CvssScore, scoreCvss } from '../cvss/score.ts';
import { scoreOfSeverity } from '../cvss/severity.ts';
import type { Rating } from '../feeds/advisory.ts';

export interface Rated {
  readonly score: number;
  readonly basis: 'cvss' | 'severity';
  readonly cvss: CvssScore | undefined;
  readonly severity: string | undefined;
}

/** NVD's own assessment, then the advisory's publisher's, then those whom NVD quotes. */
const ORDER: readonly Rating['by'][] = ['nvd', 'record', 'quoted'];

/** Scores vectors once each. */
export class Rater {
  readonly #prefer: readonly CvssVersion[];
  readonly #scores = new Map<string, CvssScore | undefined>();

  constructor(prefer: readonly CvssVersion[] = CVSS_VERSIONS) {
    this.#prefer = prefer;
  }

  /**
   * The preferred version of CVSS first, then who says it, then the higher score. Words count only where no vector can
   * be scored, the worst of them. Undefined where nothing can be told.
   */
  rate(ratings: readonly Rating[]): Rated | undefined {
    let best: { readonly cvss: CvssScore; readonly by: Rating['by'] } | undefined;
    for (const { vector, by } of ratings) {
      const cvss = vector === undefined ? undefined : this.#score(vector);
      if (cvss === undefined || !this.#prefer.includes(cvss.version)) continue;
      if (best === undefined || this.#compare({ cvss, by }, best) < 0) best = { cvss, by };
    }
    if (best !== undefined) {
      return { score: best.cvss.score, basis: 'cvss', cvss: best.cvss, severity: undefined };
    }
    return worstWord(ratings);
  }

  #compare(a: { cvss: CvssScore; by: Rating['by'] }, b: { cvss: CvssScore; by: Rating['by'] }): number {
    return (
      this.#prefer.indexOf(a.cvss.version) - this.#prefer.indexOf(b.cvss.version) ||
      ORDER.indexOf(a.by) - ORDER.indexOf(b.by) ||
      b.cvss.score - a.cvss.score
    );
  }

  /** A vector that cannot be scored says nothing; another may. */
  #score(vector: string): CvssScore | undefined {
    if (!this.#scores.has(vector)) this.#scores.set(vector, scoreOrNothing(vector));
    return this.#scores.get(vector);
  }
}

function scoreOrNothing(vector: string): CvssScore | undefined {
  try {
    return scoreCvss(vector);
  } catch (error) {
    if (isSallyportError(error)) return undefined;
    throw error;
  }
}

function worstWord(ratings: readonly Rating[]): Rated | undefined {
  let worst: Rated | undefined;
  for (const { word } of ratings) {
    const score = word === undefined ? undefined : scoreOfSeverity(word);
    if (score === undefined || (worst !== undefined && worst.score >= score)) continue;
    worst = { score, basis: 'severity', cvss: undefined, severity: word };
  }
  return worst;
}
