/** VEX in SPDX 3.0: relationships from a vulnerability to the elements it is about (profile Security). */

import type { JsonObject } from '@sallyport/core';
import { MAX_NAMES, type SbomLimits } from '../limits.ts';
import { listOf, objectsOf, optionalText, textOf } from './members.ts';
import type { VexState, VexStatement } from './sbom.ts';
import { bounded } from './statement-limits.ts';

const STATES: ReadonlyMap<string, VexState> = new Map([
  ['security_VexAffectedVulnAssessmentRelationship', 'affected'],
  ['security_VexNotAffectedVulnAssessmentRelationship', 'not-affected'],
  ['security_VexFixedVulnAssessmentRelationship', 'fixed'],
  ['security_VexUnderInvestigationVulnAssessmentRelationship', 'under-investigation'],
]);
const VULNERABILITY = 'security_Vulnerability';

type Element = readonly [JsonObject, string];

/** @throws E_POSTURE_SBOM, E_POSTURE_TOO_LARGE */
export function readVex3(elements: readonly Element[], limits: SbomLimits): readonly VexStatement[] {
  const names = new Map<string, readonly string[]>();
  for (const [element, at] of elements) {
    if (element['type'] === VULNERABILITY) names.set(textOf(element, 'spdxId', at), namesOf(element, at));
  }
  const statements = elements.flatMap(([element, at]): readonly VexStatement[] => {
    const type = optionalText(element, 'type', at);
    const state = STATES.get(type ?? '');
    const ids = names.get(optionalText(element, 'from', at) ?? '') ?? [];
    if (state === undefined || ids.length === 0) return [];
    const targets = listOf(element, 'to', at).filter((ref) => typeof ref === 'string');
    return [
      {
        ids,
        state,
        word: type,
        justification: optionalText(element, 'security_justificationType', at),
        affects: targets.map((ref) => ({ ref, versions: [] })),
        ratings: [],
        where: at,
      },
    ];
  });
  return bounded(statements, limits);
}

function namesOf(element: JsonObject, at: string): readonly string[] {
  const identifiers = objectsOf(element, 'externalIdentifier', at, MAX_NAMES).map(([identifier, place]) =>
    textOf(identifier, 'identifier', place),
  );
  const name = optionalText(element, 'name', at);
  return [...new Set([...(name === undefined ? [] : [name]), ...identifiers])];
}
