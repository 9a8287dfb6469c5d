/** `Trust(person, router+) : person-` and `Trust(person, registrar+) : person-`: an owner's word for one key in one role. */

import {
  type ChainJudge,
  type ControllerResolver,
  issuerResolver,
  type VerifiedClaim,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { isSallyportError, type SallyportError, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { keyNameIfAny } from '../keys.ts';
import { MAX_CLAIM } from '../limits.ts';

export type Role = 'router' | 'registrar';

/** How the signatures of owners are checked. */
export interface ClaimPorts {
  /** Default: did:key and did:jwk. */
  readonly resolve?: ControllerResolver;
  readonly judgeChain?: ChainJudge;
}

/** What an owner's claim says, once it was verified for the key and the role of who showed it. */
class OwnersWord {
  readonly #claim: VerifiedClaim;
  readonly #truster: string;

  constructor(claim: VerifiedClaim, truster: string) {
    this.#claim = claim;
    this.#truster = truster;
  }

  /** The person who trusts. */
  get truster(): string {
    return this.#truster;
  }
  /** The identity that signed. */
  get signatory(): string {
    return this.#claim.issuer;
  }

  /** @throws E_CA_COMMANDS_CLAIM_NOT_YET_VALID, E_CA_COMMANDS_CLAIM_EXPIRED */
  requireValid(at: Date): void {
    switch (this.#claim.validityAt(at)) {
      case 'not-yet-valid':
        throw fail('E_CA_COMMANDS_CLAIM_NOT_YET_VALID', 'the owner’s claim does not hold yet');
      case 'expired':
        throw fail('E_CA_COMMANDS_CLAIM_EXPIRED', 'the owner’s claim holds no longer');
      case 'valid':
    }
  }
}

export type OwnerWord = OwnersWord;

export interface TrustClaimOptions extends ClaimPorts {
  readonly role: Role;
  /** Name of the key of the certificate that was shown, `ni:///sha-256;…`. */
  readonly key: string;
  readonly at: Date;
}

/**
 * Verifies an owner's claim about a key that was proved in TLS.
 * @throws E_CA_COMMANDS_CLAIM, E_CA_COMMANDS_CLAIM_NOT_YET_VALID, E_CA_COMMANDS_CLAIM_EXPIRED, E_CA_COMMANDS_CLAIM_ROLE,
 * E_CA_COMMANDS_CLAIM_KEY
 */
export async function verifyTrustClaim(text: string, options: TrustClaimOptions): Promise<OwnerWord> {
  const claim = await verified(text, options);
  if (claim.claim.type !== 'Trust') throw fail('E_CA_COMMANDS_CLAIM', 'the claim passed is no Trust claim');
  const { role, id, truster } = claim.claim.subject;
  if (role !== options.role) {
    throw fail('E_CA_COMMANDS_CLAIM_ROLE', `the claim trusts a ${role}, and a ${options.role} showed it`);
  }
  if ((await keyNameIfAny(id)) !== options.key) {
    throw fail('E_CA_COMMANDS_CLAIM_KEY', 'the claim trusts another key than the one of the certificate');
  }
  const word = new OwnersWord(claim, truster);
  word.requireValid(options.at);
  return word;
}

async function verified(text: string, { resolve = issuerResolver(), judgeChain }: ClaimPorts): Promise<VerifiedClaim> {
  if (text.length > MAX_CLAIM) throw fail('E_CA_COMMANDS_CLAIM', `a claim of more than ${MAX_CLAIM} letters`);
  try {
    // The dates are looked at last: what a forged claim says of time is no news.
    return await verifyClaim(utf8(text), {
      resolve,
      at: 'ignore-validity',
      ...(judgeChain === undefined ? {} : { judgeChain }),
    });
  } catch (cause) {
    throw refusal(cause);
  }
}

function refusal(cause: unknown): SallyportError {
  const details = isSallyportError(cause) ? { details: { because: cause.code } } : {};
  return fail('E_CA_COMMANDS_CLAIM', 'the claim passed does not verify', { cause, ...details });
}
