/** What of the list is asked for, as the page's address says it. */

import type { InputOf } from '../../api/index.ts';

export const ORIGINS = ['received', 'inferred', 'issued'] as const;
export const STATES = ['counted', 'set-aside', 'own', 'waiting', 'unresolved', 'refused'] as const;

export interface ClaimsQuery {
  readonly origin?: string | undefined;
  readonly type?: string | undefined;
  readonly state?: string | undefined;
  readonly issuer?: string | undefined;
  readonly subject?: string | undefined;
  readonly search?: string | undefined;
}

type Listed = InputOf<'claims.list'>;

const PAGE = 100;
const NAMES = ['origin', 'type', 'state', 'issuer', 'subject', 'search'] as const;

/** What stands in the address, without what it is no part of. */
export function queryIn(address: Readonly<Record<string, string>>): ClaimsQuery {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = address[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** Values that the domain does not know are left out: an address may have been typed. */
export function inputOf({ origin, type, state, issuer, subject, search }: ClaimsQuery): Listed {
  const knownOrigin = ORIGINS.find((each) => each === origin);
  const knownState = STATES.find((each) => each === state);
  const knownType = TYPES.find((each) => each === type);
  return {
    limit: PAGE,
    ...(knownOrigin === undefined ? {} : { origin: knownOrigin }),
    ...(knownState === undefined ? {} : { state: knownState }),
    ...(knownType === undefined ? {} : { type: knownType }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    ...(search === undefined ? {} : { search }),
  };
}

export const TYPES = [
  'Trust',
  'Distrust',
  'Purchase',
  'OwnerDeclaration',
  'IdentityBinding',
  'TrustCommand',
  'RevokeCommand',
  'DeviceManufacturer',
  'DeviceType',
  'Sbom',
  'Mud',
  'Vulnerability',
  'VulnerabilityScore',
  'DeviceTypeVulnerable',
  'AttestationResult',
  'Schema',
  'Fact',
  'Rule',
  'Retraction',
  'Query',
  'Answer',
  'Reattestation',
] as const satisfies readonly NonNullable<Listed['type']>[];
