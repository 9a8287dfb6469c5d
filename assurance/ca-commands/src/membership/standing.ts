/** Whether the other side of a session belongs here: by common ownership, or by a common domain. */

import { isSallyportError } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { type DomainMembership, requireDomain } from './domain.ts';
import { type ClaimPorts, type OwnerWord, type Role, type TrustClaimOptions, verifyTrustClaim } from './trust-claim.ts';

/** Why the other side was accepted. It is looked at again at every heartbeat. */
export interface Standing {
  readonly by: 'owner' | 'domain';
  /** The common owner, as the claims name the person; undefined for a domain. */
  readonly owner: string | undefined;
  /** @throws the error for which the other side would not be accepted at this time */
  requireStill(at: Date): void;
}

/** A side's claim and what it is about. */
export interface Shown {
  readonly claim: string;
  readonly role: Role;
  /** `ni:///sha-256;…` of the key that the side proved. */
  readonly key: string;
}

export interface CommonOwnerOptions extends ClaimPorts {
  readonly own: Shown;
  readonly peer: Shown;
  readonly at: Date;
}

/**
 * CAHN, CA Protocol Authentication, step 5: the same person signed both claims, the same person trusts in both, and the
 * keys are those of the certificates.
 * @throws E_CA_COMMANDS_OWN_CLAIM, E_CA_COMMANDS_CLAIM…, E_CA_COMMANDS_SIGNATORY, E_CA_COMMANDS_TRUSTER
 */
export async function requireCommonOwner({ own, peer, ...more }: CommonOwnerOptions): Promise<Standing> {
  const ours = await verifyOwnClaim(own.claim, { ...own, ...more });
  const theirs = await verifyTrustClaim(peer.claim, { ...peer, ...more });
  if (theirs.signatory !== ours.signatory) {
    throw fail('E_CA_COMMANDS_SIGNATORY', 'the claim passed is signed by somebody else than the owner');
  }
  if (theirs.truster !== ours.truster) {
    throw fail('E_CA_COMMANDS_TRUSTER', 'the claim passed says that another person trusts');
  }
  return {
    by: 'owner',
    owner: ours.truster,
    requireStill: (at) => {
      ours.requireValid(at);
      theirs.requireValid(at);
    },
  };
}

/** Verifies the claim that this side is going to pass. @throws E_CA_COMMANDS_OWN_CLAIM */
export async function verifyOwnClaim(claim: string, options: TrustClaimOptions): Promise<OwnerWord> {
  try {
    return await verifyTrustClaim(claim, options);
  } catch (cause) {
    const details = isSallyportError(cause) ? { details: { because: cause.code } } : {};
    throw fail('E_CA_COMMANDS_OWN_CLAIM', 'the owner’s claim for this side does not count', { cause, ...details });
  }
}

/** CAHN, Use Of Router Certificate. @throws E_CA_COMMANDS_DOMAIN, E_CA_COMMANDS_DOMAIN_ROLE */
export function requireCommonDomain(peer: Certificate, role: Role, domain: DomainMembership, at: Date): Standing {
  const requireStill = (time: Date) => requireDomain(peer, role, domain, time);
  requireStill(at);
  return { by: 'domain', owner: undefined, requireStill };
}
