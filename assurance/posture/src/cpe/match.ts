/** Whether a product is one that a CPE match string means (NIST IR 7696 §6, and NVD's version ranges). */

import { genericScheme } from '../versions/generic.ts';
import { CPE_ATTRIBUTES, type CpeName } from './name.ts';

/** Ends of NVD's version ranges. */
export interface CpeVersions {
  readonly startIncluding?: string | undefined;
  readonly startExcluding?: string | undefined;
  readonly endIncluding?: string | undefined;
  readonly endExcluding?: string | undefined;
}

/** `unknown`: the product has no version that could be compared. */
export type CpeVerdict = 'yes' | 'no' | 'unknown';

/**
 * Compares what a vulnerability's match string says with a product of a bill of materials.
 * @param version the product's version where its own CPE leaves it open
 */
export function matchCpe(wanted: CpeName, versions: CpeVersions, product: CpeName, version?: string): CpeVerdict {
  for (const attribute of CPE_ATTRIBUTES) {
    if (attribute !== 'version' && !isMeant(wanted[attribute], product[attribute])) return 'no';
  }
  return matchVersion(wanted.version, versions, product.version === '*' ? version : plain(product.version));
}

/** The literal text of an attribute. */
export function plain(value: string): string {
  return value.replaceAll(/\\(.)/g, '$1');
}

/** True where any value of an attribute would do, or a pattern must be compared. */
function isPattern(value: string): boolean {
  return /(^|[^\\])[*?]/.test(value);
}

/** What the bill leaves open is taken to be what is wanted. */
function isMeant(wanted: string, given: string): boolean {
  if (wanted === '*' || given === '*' || wanted === given) return true;
  if (wanted === '-' || given === '-') return false;
  return isPattern(wanted) ? matchesPattern(wanted, plain(given)) : plain(wanted) === plain(given);
}

function matchVersion(wanted: string, versions: CpeVersions, version: string | undefined): CpeVerdict {
  const ends: readonly [string | undefined, (difference: number) => boolean][] = [
    [versions.startIncluding, (difference) => difference >= 0],
    [versions.startExcluding, (difference) => difference > 0],
    [versions.endIncluding, (difference) => difference <= 0],
    [versions.endExcluding, (difference) => difference < 0],
  ];
  const isBounded = ends.some(([end]) => end !== undefined);
  if (wanted === '*' && !isBounded) return 'yes';
  if (version === undefined || version === '') return 'unknown';
  if (version === '-') return wanted === '-' ? 'yes' : 'no';
  if (wanted !== '*' && wanted !== '-' && !isBounded) return isVersion(wanted, version) ? 'yes' : 'no';
  if (wanted === '-') return 'no';
  for (const [end, isWithin] of ends) {
    const difference = end === undefined ? undefined : genericScheme.compare(version, end);
    if (end !== undefined && difference === undefined) return 'unknown';
    if (difference !== undefined && !isWithin(difference)) return 'no';
  }
  return 'yes';
}

function isVersion(wanted: string, version: string): boolean {
  if (isPattern(wanted)) return matchesPattern(wanted, version.toLowerCase());
  return plain(wanted) === version.toLowerCase() || genericScheme.compare(plain(wanted), version) === 0;
}

/**
 * §6.3: `*` stands for any run of letters, `?` for at most one, at either end of a value alone. A pattern with them
 * inside, which the specification does not allow, is compared the same way; nothing of it is ever tried twice.
 */
function matchesPattern(pattern: string, text: string): boolean {
  const steps = pattern.match(/\\.|./gs) ?? [];
  let reached = new Set([0]);
  for (const step of steps) {
    const next = step === '*' ? endsFrom(Math.min(...reached), text.length) : new Set<number>();
    for (const at of reached) {
      if (step === '?') next.add(at).add(Math.min(at + 1, text.length));
      else if (step !== '*' && text[at] === step.at(-1)) next.add(at + 1);
    }
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(text.length);
}

function endsFrom(start: number, end: number): Set<number> {
  return new Set(Array.from({ length: end - start + 1 }, (_, index) => start + index));
}
