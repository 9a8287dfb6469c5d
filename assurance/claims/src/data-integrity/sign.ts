/** Adds Data Integrity proofs of the JCS suites (VC Data Integrity §4.2). */

import type { JsonObject } from '@sallyport/core';
import type { ProofPurpose } from '../controllers/controller.ts';
import { formatTime } from '../credential/time.ts';
import { listOf } from '../json/list.ts';
import { encodeBase58 } from '../keys/base58.ts';
import type { ClaimSigner } from '../keys/claim-signer.ts';
import { claimKeyOf } from '../keys/key-types.ts';
import { signRaw } from '../keys/signatures.ts';
import { hashData } from './hash-data.ts';
import { suiteFor } from './suites.ts';

export interface ProofOptions {
  readonly signer: ClaimSigner;
  readonly created?: Date;
  readonly expires?: Date;
  /** Default `assertionMethod`. */
  readonly purpose?: ProofPurpose;
  readonly domain?: string;
  readonly challenge?: string;
}

/**
 * Gives the document with one more proof: a document that has proofs already becomes one with a proof set.
 * @throws E_CLAIMS_KEY_UNSUPPORTED, E_PKI_KEY_UNSUPPORTED, E_CLAIMS_I_JSON, and what the signer throws
 */
export async function addProof(secured: JsonObject, given: ProofOptions): Promise<JsonObject> {
  const { proof: before, ...document } = secured;
  const { signer, verificationMethod } = given.signer;
  const { type } = claimKeyOf(signer.publicKey);
  const options: JsonObject = {
    type: 'DataIntegrityProof',
    cryptosuite: suiteFor(type),
    verificationMethod,
    proofPurpose: given.purpose ?? 'assertionMethod',
    ...(given.created === undefined ? {} : { created: formatTime(given.created) }),
    ...(given.expires === undefined ? {} : { expires: formatTime(given.expires) }),
    ...(given.domain === undefined ? {} : { domain: given.domain }),
    ...(given.challenge === undefined ? {} : { challenge: given.challenge }),
    ...(document['@context'] === undefined ? {} : { '@context': document['@context'] }),
  };
  const proofValue = `z${encodeBase58(await signRaw(signer, hashData(document, options, type)))}`;
  const proof = { ...options, proofValue };
  if (before === undefined) return { ...document, proof };
  return { ...document, proof: [...listOf(before), proof] };
}
