/** Who may say what: the one table, which a node may change row by row. */

import type { Right } from '@sallyport/assurance-claims';

/** Somebody with a right, anybody whose weight reaches the threshold, or a manufacturer that an entitled person trusts. */
export type Speaker = Right | 'person' | 'manufacturer';

const SAYS_WHO_IS_TRUSTED = ['trust-manufacturers'] as const satisfies readonly Speaker[];
const CONNECTS = ['connect-devices'] as const satisfies readonly Speaker[];
const KNOWS_TYPES = ['declare-types', 'manufacturer'] as const satisfies readonly Speaker[];
const KNOWS_POSTURE = ['manufacturer', 'report-posture'] as const satisfies readonly Speaker[];

/** Any one of the speakers of a row suffices. An empty row lets nobody speak. */
export const DEFAULT_REQUIREMENTS = {
  'Trust/manufacturer': SAYS_WHO_IS_TRUSTED,
  'Distrust/manufacturer': SAYS_WHO_IS_TRUSTED,
  'Trust/device': CONNECTS,
  'Distrust/device': CONNECTS,
  'Trust/registrar': CONNECTS,
  'Distrust/registrar': CONNECTS,
  'Trust/router': CONNECTS,
  'Distrust/router': CONNECTS,
  Purchase: ['manufacturer', 'record-purchases'],
  OwnerDeclaration: KNOWS_TYPES,
  DeviceManufacturer: ['declare-types'],
  DeviceType: KNOWS_TYPES,
  Sbom: KNOWS_POSTURE,
  Mud: KNOWS_POSTURE,
  Vulnerability: KNOWS_POSTURE,
  VulnerabilityScore: ['report-posture'],
  DeviceTypeVulnerable: ['report-posture'],
  AttestationResult: ['report-posture'],
  Schema: ['write-rules'],
  Rule: ['write-rules'],
  Fact: ['state-facts'],
  Query: ['query'],
} as const satisfies Readonly<Record<string, readonly Speaker[]>>;

/** A kind of statement whose row a node may change. Who vouches for people, binds keys and takes back is fixed. */
export type RequirementName = keyof typeof DEFAULT_REQUIREMENTS;

export type Requirements = Readonly<Record<RequirementName, readonly Speaker[]>>;

export function isRequirementName(text: string): text is RequirementName {
  return Object.hasOwn(DEFAULT_REQUIREMENTS, text);
}

export const REQUIREMENT_NAMES: readonly RequirementName[] =
  Object.keys(DEFAULT_REQUIREMENTS).filter(isRequirementName);
