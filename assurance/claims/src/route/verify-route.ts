/**
 * Verifies a claim together with the way it came: each node's signature from the last to the first, and the claim within.
 * Nothing inside is looked at before the signature around it was found good.
 */

import { isJsonObject } from '@sallyport/core';
import { parseTime } from '../credential/time.ts';
import { fail } from '../errors.ts';
import { CLAIM_LIMITS } from '../limits.ts';
import { CLOCK_SKEW, timeOf, type VerifyOptions } from '../signed.ts';
import { claimOf, type VerifiedClaim } from '../types/claim.ts';
import { type VerifiedCredential, verifyCredential, verifyDocument } from '../verify.ts';

/** One node that passed the claim on. */
export interface Hop {
  readonly node: string;
  readonly received: Date;
  readonly from: string | undefined;
  readonly attestation: VerifiedCredential;
}

export interface RoutedClaim {
  readonly claim: VerifiedClaim;
  /** In the order in which the claim travelled; empty when it came from its issuer. */
  readonly route: readonly Hop[];
}

/**
 * @throws E_CLAIMS_ROUTE_DEPTH, E_CLAIMS_ROUTE_LOOP, E_CLAIMS_ROUTE_TIME, E_CLAIMS_ROUTE, and what verifying each claim throws
 */
export async function verifyRoute(received: Uint8Array, options: VerifyOptions): Promise<RoutedClaim> {
  const { maxHops } = options.limits ?? CLAIM_LIMITS;
  const hops: Hop[] = [];
  const passed = new Set<string>();
  let verified = await verifyCredential(received, options);
  for (;;) {
    const claim = claimOf(verified);
    if (passed.has(claim.issuer)) throw fail('E_CLAIMS_ROUTE_LOOP', 'the claim came by the same node twice');
    passed.add(claim.issuer);
    const outer = hops.at(-1);
    if (claim.claim.type !== 'Reattestation') return { claim, route: hops.reverse() };
    const { subject } = claim.claim;
    const hop = {
      node: claim.issuer,
      received: parseTime(subject.received),
      from: subject.from,
      attestation: verified,
    };
    requireInOrder(hop, outer, timeOf(options));
    hops.push(hop);
    if (hops.length > maxHops) throw fail('E_CLAIMS_ROUTE_DEPTH', `more than ${maxHops} nodes passed the claim on`);
    // The claim as it stands in what was signed, not as its schema read it.
    const inner = verified.credential.subjects[0]?.['claim'];
    if (!isJsonObject(inner)) throw fail('E_CLAIMS_ROUTE', 'a re-attestation holds no claim');
    verified = await verifyDocument(inner, options);
  }
}

function requireInOrder(inner: Hop, outer: Hop | undefined, at: Date | undefined): void {
  if (at !== undefined && inner.received.getTime() > at.getTime() + CLOCK_SKEW) {
    throw fail('E_CLAIMS_ROUTE_TIME', 'a node says that it will receive the claim');
  }
  if (outer === undefined) return;
  if (outer.from !== undefined && outer.from !== inner.node) {
    throw fail('E_CLAIMS_ROUTE', 'a node received the claim from another than the one that signed it');
  }
  if (outer.received < inner.received) {
    throw fail('E_CLAIMS_ROUTE_TIME', 'a node received the claim before the node before it');
  }
}
