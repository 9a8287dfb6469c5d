/** Passing a verified claim on to another node, so that the way it took can be proved (CAHN, Claim Flows). */

import type { ClaimLog } from '@sallyport/assurance-claim-log';
import { type ClaimSigner, reattest, signJose } from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { Ledger } from '../ingest/ledger.ts';

export interface PassOnOptions {
  readonly log: ClaimLog;
  readonly ledger: Ledger;
  readonly node: ClaimSigner;
}

export async function wrapClaim(id: string, { log, ledger, node }: PassOnOptions): Promise<Uint8Array> {
  const logged = await log.find(id);
  if (logged === undefined) throw fail('E_ASSURANCE_CLAIM_UNKNOWN', 'no claim of this id was ever logged');
  const entry = ledger.get(id);
  if (entry?.kind !== 'verified' && entry?.kind !== 'own') {
    throw fail('E_ASSURANCE_CLAIM_UNVERIFIED', 'the claim was not found authentic');
  }
  const { claim, route } = entry.routed;
  const last = route.at(-1);
  // With the nodes it came by around it: the next node sees the whole way.
  const received = last === undefined ? claim.verified : last.attestation;
  const from = last === undefined ? {} : { from: last.node };
  const credential = reattest(received, { node: node.issuer, received: logged.at, ...from });
  const token = utf8(await signJose(credential, { signer: node }));
  await log.append(token, { origin: 'issued' });
  return token;
}
