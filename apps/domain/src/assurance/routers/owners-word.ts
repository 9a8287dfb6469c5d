/** `Trust(owner, registrar+) : owner-` and `Trust(owner, router+) : owner-`: what both sides show, found in the log or made. */

import { fail } from '../../errors.ts';
import type { AssuranceHost } from '../assurance-host.ts';
import type { ClaimDesk } from '../claim-desk.ts';
import type { ClaimKeys } from '../claim-keys.ts';

export interface OwnersWordOptions {
  readonly host: AssuranceHost;
  readonly desk: ClaimDesk;
  readonly keys: ClaimKeys;
}

export interface OwnersWord {
  readonly uri: string;
  /** As it was signed. */
  readonly bytes: Uint8Array;
}

/**
 * The owner's word for a key in a role, while it counts; given anew where there is none. In all of them the truster is the
 * owner's own key: routers compare the person in both claims (CAHN, CA Protocol Authentication).
 * @throws E_DOMAIN_CLAIM, E_CLAIMS_…, E_STORE_…
 */
export async function ownersWordFor(
  role: 'registrar' | 'router',
  key: string,
  { host, desk, keys }: OwnersWordOptions,
): Promise<OwnersWord> {
  const assurance = await host.assurance();
  const issuer = await keys.owner();
  for (const { issuer: by, uri, claim } of assurance.claims()) {
    if (claim.type !== 'Trust' || by !== issuer) continue;
    const { id, role: as, truster } = claim.subject;
    const [logged] = as === role && id === key && truster === issuer ? assurance.idsOf(uri) : [];
    if (logged === undefined) continue;
    const outcome = assurance.outcomeOf(logged);
    if (outcome.state === 'judged' && outcome.standing.counts) return { uri, bytes: (await desk.find(logged)).bytes };
  }
  const { id, bytes } = await desk.make({ type: 'Trust', subject: { id: key, role, truster: issuer } });
  const outcome = assurance.outcomeOf(id);
  if (outcome.state === 'judged' && outcome.standing.counts) return { uri: outcome.uri, bytes };
  throw fail('E_DOMAIN_CLAIM', `the owner's word for a ${role} does not count`);
}
