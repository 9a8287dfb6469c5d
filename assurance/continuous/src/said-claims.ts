/** What somebody said that still stands, for those who must not repeat themselves. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { StandingReason } from '@sallyport/assurance-trust';
import type { JsonObject } from '@sallyport/core';
import type { Assurance } from './assurance.ts';
import { sameKey } from './same-key.ts';

export interface SaidClaim {
  readonly uri: string;
  readonly type: string;
  readonly subject: JsonObject;
  readonly validFrom: Date | undefined;
  readonly validUntil: Date | undefined;
}

/** Whether it counts does not matter: it was said. */
const OVER: ReadonlySet<StandingReason> = new Set(['retracted', 'superseded', 'expired']);

/** Facts that this issuer stated, the older before the newer. Looks at every claim. */
export function saidClaims(assurance: Pick<Assurance, 'claims' | 'standingOf'>, issuer: string): readonly SaidClaim[] {
  return [...assurance.claims()]
    .filter(({ claim, issuer: by }) => claim.kind === 'fact' && sameKey(by, issuer))
    .filter(({ uri }) => {
      const standing = assurance.standingOf(uri);
      return standing !== undefined && !OVER.has(standing.reason);
    })
    .sort((a, b) => timeOf(a) - timeOf(b))
    .map(({ claim, uri, verified: { credential } }) => ({
      uri,
      type: claim.type,
      subject: credential.subjects[0] ?? {},
      validFrom: credential.validFrom,
      validUntil: credential.validUntil,
    }));
}

function timeOf({ verified: { credential } }: VerifiedClaim): number {
  return credential.validFrom?.getTime() ?? 0;
}
