/** Scores of CVSS vectors: the grammar is checked here, the arithmetic is a library's. */

import { type ErrorDetails, reasonOf } from '@sallyport/core';
import calculator from 'ae-cvss-calculator';
import { fail } from '../errors.ts';
import { CVSS_METRICS, type CvssMetrics, type CvssVersion } from './metrics.ts';

export interface CvssScore {
  readonly version: CvssVersion;
  /** The vector as given. */
  readonly vector: string;
  /** The base score, 0 to 10 by tenths. Threat, temporal and environmental metrics of the vector do not enter it. */
  readonly score: number;
}

/** Longer than any vector with every metric once. */
const MAX_VECTOR_LENGTH = 512;
const PREFIX = /^CVSS:(\d\.\d)\//;

/**
 * Scores a vector by its base metrics.
 *
 * Only those: what a vector says of threats was true when it was written, and what it says of an environment is of
 * somebody else's.
 * @throws E_POSTURE_CVSS, E_POSTURE_CVSS_VERSION
 */
export function scoreCvss(vector: string): CvssScore {
  if (vector.length > MAX_VECTOR_LENGTH) throw malformed('is too long for a vector', { length: vector.length });
  const prefix = PREFIX.exec(vector);
  const version = prefix === null ? '2.0' : knownVersion(prefix[1] ?? '');
  const text = vector.slice(prefix?.[0].length ?? 0).replace(/^\((.*)\)$/, '$1');
  const base = baseVector(text, CVSS_METRICS[version]);
  return { version, vector, score: calculate(version, base) };
}

function knownVersion(text: string): CvssVersion {
  if (text === '3.0' || text === '3.1' || text === '4.0') return text;
  throw fail('E_POSTURE_CVSS_VERSION', 'CVSS vector of an unknown version');
}

/** The base metrics of a vector that has every one once, and knows every other it has. */
function baseVector(text: string, metrics: CvssMetrics): string {
  const given = new Map<string, string>();
  for (const part of text.split('/')) {
    const [name = '', value = '', ...more] = part.split(':');
    const values = metrics.base.get(name) ?? metrics.others.get(name);
    if (values === undefined || more.length > 0) throw malformed('has a part that is no metric');
    if (!values.includes(value)) throw malformed('has a metric with an unknown value', { metric: name });
    if (given.has(name)) throw malformed('names a metric twice', { metric: name });
    given.set(name, value);
  }
  const parts = [...metrics.base.keys()].map((name) => {
    const value = given.get(name);
    if (value === undefined) throw malformed('lacks a base metric', { metric: name });
    return `${name}:${value}`;
  });
  return parts.join('/');
}

function calculate(version: CvssVersion, base: string): number {
  const score = overall(version, base);
  // The library's arithmetic can end in a negative zero.
  if (Number.isFinite(score) && score >= 0 && score <= 10) return score === 0 ? 0 : score;
  throw malformed('has no score');
}

function overall(version: CvssVersion, base: string): number {
  try {
    if (version === '2.0') return new calculator.Cvss2(base).calculateScores().overall;
    if (version === '3.0') return new calculator.Cvss3P0(`CVSS:3.0/${base}`).calculateScores().overall;
    if (version === '3.1') return new calculator.Cvss3P1(`CVSS:3.1/${base}`).calculateScores().overall;
    return new calculator.Cvss4P0(`CVSS:4.0/${base}`).calculateScores().overall;
  } catch (cause) {
    throw fail('E_POSTURE_CVSS', `CVSS vector cannot be scored (${reasonOf(cause)})`, { cause });
  }
}

function malformed(what: string, details: ErrorDetails = {}) {
  return fail('E_POSTURE_CVSS', `CVSS vector ${what}`, { details });
}
