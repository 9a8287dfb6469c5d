/** From verified credentials to claims, and from what is to be claimed to a credential. */

import type { JsonObject } from '@sallyport/core';
import { CLAIMS_CONTEXT, CREDENTIALS_V2 } from '../credential/contexts.ts';
import type { Credential } from '../credential/credential.ts';
import { formatTime } from '../credential/time.ts';
import { type Validity, validityOf } from '../credential/validity.ts';
import { fail } from '../errors.ts';
import type { VerifyOptions } from '../signed.ts';
import { type VerifiedCredential, verifyCredential } from '../verify.ts';
import { claimSchemaId } from './published.ts';
import { CLAIM_TYPES, type Claim, type ClaimTypeName, isClaimTypeName, type SubjectOf } from './table.ts';

/** A claim that its issuer really made. Whether it is to be believed is for the trust engine to say. */
class AuthenticClaim {
  readonly #verified: VerifiedCredential;
  readonly #claim: Claim;

  constructor(verified: VerifiedCredential, claim: Claim) {
    this.#verified = verified;
    this.#claim = claim;
  }

  get verified(): VerifiedCredential {
    return this.#verified;
  }
  get claim(): Claim {
    return this.#claim;
  }
  get issuer(): string {
    return this.#verified.issuer;
  }
  /** The name of what was claimed; retractions and answers refer to it. */
  get uri(): string {
    return this.#verified.uri;
  }
  validityAt(at: Date): Validity {
    return validityOf(this.#verified.credential, at);
  }
}

export type VerifiedClaim = AuthenticClaim;

/** @throws E_CLAIMS_TYPE_UNKNOWN, E_CLAIMS_SUBJECT */
export function claimOf(verified: VerifiedCredential): VerifiedClaim {
  return new AuthenticClaim(verified, readClaim(verified.credential));
}

/** Verifies what was received and reads it as a claim. @throws what {@link verifyCredential} and {@link claimOf} throw */
export async function verifyClaim(received: Uint8Array, options: VerifyOptions): Promise<VerifiedClaim> {
  return claimOf(await verifyCredential(received, options));
}

/** Reads a credential, verified or not, as a claim. @throws E_CLAIMS_TYPE_UNKNOWN, E_CLAIMS_SUBJECT */
export function readClaim({ types, subjects, document }: Credential): Claim {
  const [name = '', ...more] = types.filter((type) => type !== 'VerifiableCredential');
  const contexts = document['@context'];
  // The names of the types mean what the table says only under the context that defines them.
  if (more.length > 0 || !isClaimTypeName(name) || !Array.isArray(contexts) || !contexts.includes(CLAIMS_CONTEXT)) {
    throw fail('E_CLAIMS_TYPE_UNKNOWN', 'the credential is no claim of a published type');
  }
  const [subject, ...others] = subjects;
  if (subject === undefined || others.length > 0) throw fail('E_CLAIMS_SUBJECT', 'a claim has one subject');
  return CLAIM_TYPES[name].read(subject);
}

export interface ClaimInput<Name extends ClaimTypeName> {
  readonly type: Name;
  readonly issuer: string;
  readonly subject: SubjectOf<Name>;
  readonly validFrom: Date;
  readonly validUntil?: Date;
  /** A URI, where the claim itself is to have one. */
  readonly id?: string;
  /** `credentialStatus`, where somebody keeps one. */
  readonly status?: JsonObject;
}

/** The credential that makes a claim, to be signed. @throws E_CLAIMS_SUBJECT */
export function makeClaim<Name extends ClaimTypeName>(input: ClaimInput<Name>): JsonObject {
  const credentialSubject: JsonObject = JSON.parse(JSON.stringify(input.subject));
  CLAIM_TYPES[input.type].read(credentialSubject);
  return {
    '@context': [CREDENTIALS_V2, CLAIMS_CONTEXT],
    ...(input.id === undefined ? {} : { id: input.id }),
    type: ['VerifiableCredential', input.type],
    issuer: input.issuer,
    validFrom: formatTime(input.validFrom),
    ...(input.validUntil === undefined ? {} : { validUntil: formatTime(input.validUntil) }),
    ...(input.status === undefined ? {} : { credentialStatus: input.status }),
    credentialSchema: { id: claimSchemaId(input.type), type: 'JsonSchema' },
    credentialSubject,
  };
}
