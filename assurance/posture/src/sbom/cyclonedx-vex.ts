/** What CycloneDX says of vulnerabilities: `vulnerabilities`, since 1.4. */

import { isJsonObject, type JsonObject } from '@sallyport/core';
import { MAX_NAMES, type SbomLimits } from '../limits.ts';
import { objectsOf, optionalText, textOf } from './members.ts';
import type { VexRating, VexState, VexStatement, VexTarget } from './sbom.ts';
import { bounded } from './statement-limits.ts';

const STATES: ReadonlyMap<string, VexState> = new Map([
  ['exploitable', 'affected'],
  ['in_triage', 'under-investigation'],
  ['not_affected', 'not-affected'],
  ['false_positive', 'not-affected'],
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
]);

/** @throws E_POSTURE_SBOM, E_POSTURE_TOO_LARGE */
export function readStatements(document: JsonObject, limits: SbomLimits): readonly VexStatement[] {
  const statements = objectsOf(document, 'vulnerabilities', '', limits.maxStatements).flatMap(
    ([vulnerability, where]) => {
      const references = objectsOf(vulnerability, 'references', where, MAX_NAMES).map(([{ id }]) => id);
      const names = [optionalText(vulnerability, 'id', where), ...references];
      const ids = [...new Set(names.flatMap((name) => (typeof name === 'string' && name !== '' ? [name] : [])))];
      // A statement about nothing that has a name can be compared with nothing.
      return ids.length === 0 ? [] : [readStatement(vulnerability, where, ids)];
    },
  );
  return bounded(statements, limits);
}

function readStatement(vulnerability: JsonObject, where: string, ids: readonly string[]): VexStatement {
  const analysis = isJsonObject(vulnerability['analysis']) ? vulnerability['analysis'] : {};
  const word = optionalText(analysis, 'state', `${where}/analysis`);
  return {
    ids,
    state: word === undefined ? 'unstated' : (STATES.get(word) ?? 'unstated'),
    word,
    justification: optionalText(analysis, 'justification', `${where}/analysis`),
    affects: objectsOf(vulnerability, 'affects', where).map(([target, at]) => readTarget(target, at)),
    ratings: objectsOf(vulnerability, 'ratings', where).map(([rating, at]) => readRating(rating, at)),
    where,
  };
}

function readTarget(target: JsonObject, where: string): VexTarget {
  return {
    ref: textOf(target, 'ref', where),
    versions: objectsOf(target, 'versions', where).map(([version, at]) => ({
      version: optionalText(version, 'version', at),
      // CycloneDX: the default status is affected.
      isAffected: (optionalText(version, 'status', at) ?? 'affected') === 'affected',
    })),
  };
}

function readRating(rating: JsonObject, where: string): VexRating {
  return { vector: optionalText(rating, 'vector', where), severity: optionalText(rating, 'severity', where) };
}
