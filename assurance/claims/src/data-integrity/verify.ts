/** Verifies Data Integrity proofs of the JCS suites, one or a set (VC Data Integrity §4.4, §4.5). */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { controllerOf, methodOf, requireUsable } from '../controllers/controller.ts';
import { readCredential } from '../credential/credential.ts';
import { fail } from '../errors.ts';
import { verifyRaw } from '../keys/signatures.ts';
import { CLAIM_LIMITS } from '../limits.ts';
import { type Authenticated, CLOCK_SKEW, type Signature, timeOf, type VerifyOptions } from '../signed.ts';
import { hashData } from './hash-data.ts';
import { type Proof, readProof } from './proof.ts';
import { suiteAccepts } from './suites.ts';

export interface IntactDocument {
  /** Without proofs, and with the contexts that were signed. */
  readonly document: JsonObject;
  /** In the order of the proofs. */
  readonly signatures: readonly Signature[];
}

/**
 * Verifies a credential: every proof of it, one at least by the issuer. Others have co-signed.
 * @throws any E_CLAIMS_ code but those of JOSE, routes, types and notation; what the ports throw
 */
export async function verifyDataIntegrity(secured: JsonObject, options: VerifyOptions): Promise<Authenticated> {
  const { document, signatures } = await verifyProofs(secured, options);
  const credential = readCredential(document, options);
  const ofIssuer = signatures.filter(({ method }) => method.controller === credential.issuer);
  const [first, ...rest] = [...ofIssuer, ...signatures.filter((signature) => !ofIssuer.includes(signature))];
  if (first === undefined || ofIssuer.length === 0) {
    throw fail('E_CLAIMS_ISSUER_MISMATCH', 'no proof is by the issuer');
  }
  return { form: 'data-integrity', credential, secured, signatures: [first, ...rest] };
}

/**
 * Verifies the proofs of any document, whoever made them: a credential's issuer is not compared here.
 * @throws E_CLAIMS_PROOF…, E_CLAIMS_SIGNATURE, E_CLAIMS_DOMAIN, E_CLAIMS_CHALLENGE, E_CLAIMS_METHOD_UNKNOWN; what the ports throw
 */
export async function verifyProofs(secured: JsonObject, options: VerifyOptions): Promise<IntactDocument> {
  const { limits = CLAIM_LIMITS } = options;
  const { proof, ...document } = secured;
  const values = proof === undefined || !Array.isArray(proof) ? [proof] : proof;
  if (values.length === 0 || values.length > limits.maxProofs) {
    throw fail('E_CLAIMS_PROOF', `${values.length} proofs, 1 to ${limits.maxProofs} allowed`);
  }
  const proofs = values.map(readProof);
  const intact = withSignedContexts(document, proofs);
  const signatures: Signature[] = [];
  for (const read of proofs) signatures.push(await verifyProof(read, intact, options));
  return { document: intact, signatures };
}

async function verifyProof(proof: Proof, document: JsonObject, options: VerifyOptions): Promise<Signature> {
  requireFitting(proof, options);
  const { verificationMethod: url, cryptosuite } = proof;
  const method = methodOf(await options.resolve(controllerOf(url)), url);
  requireUsable(method, proof.purpose, timeOf(options));
  if (!suiteAccepts(cryptosuite, method.key.type)) {
    throw fail('E_CLAIMS_ALGORITHM_KEY', `a ${method.key.type} key does not sign with ${cryptosuite}`);
  }
  if (!verifyRaw(method.key, hashData(document, proof.options, method.key.type), proof.signature)) {
    throw fail('E_CLAIMS_SIGNATURE', 'the key did not make this proof');
  }
  return { method, by: cryptosuite, created: proof.created };
}

/** Purpose, time, domain and challenge, before anything is resolved (VC Data Integrity §4.4). */
function requireFitting(proof: Proof, options: VerifyOptions): void {
  const { purpose = 'assertionMethod', domain, challenge } = options;
  if (proof.purpose !== purpose) throw fail('E_CLAIMS_PROOF_PURPOSE', `a proof for ${proof.purpose}, not ${purpose}`);
  if (domain !== undefined && !proof.domains.includes(domain)) {
    throw fail('E_CLAIMS_DOMAIN', 'the proof was not made for this domain');
  }
  if (challenge !== undefined && proof.challenge !== challenge) {
    throw fail('E_CLAIMS_CHALLENGE', 'the proof does not answer the challenge');
  }
  const at = timeOf(options);
  if (at === undefined) return;
  if (proof.expires !== undefined && at > proof.expires) throw fail('E_CLAIMS_PROOF_EXPIRED', 'the proof has expired');
  if (proof.created !== undefined && proof.created.getTime() > at.getTime() + CLOCK_SKEW) {
    throw fail('E_CLAIMS_PROOF_CREATED', 'the proof is of the future');
  }
}

/**
 * A JCS proof says which contexts it signed; the document may have got more since, behind them. Those count for nothing,
 * and the document goes on without them (VC DI EdDSA §3.3.2 step 4).
 */
function withSignedContexts(document: JsonObject, proofs: readonly Proof[]): JsonObject {
  const shown = listOf(document['@context']);
  let signed: readonly JsonValue[] | undefined;
  let intact = document;
  for (const { options } of proofs) {
    const contexts = options['@context'];
    const list = contexts === undefined ? shown : listOf(contexts);
    if (!list.every((context, index) => context === shown[index])) {
      throw fail('E_CLAIMS_PROOF', 'the document does not begin with the contexts of the proof');
    }
    if (signed !== undefined && signed.length !== list.length) {
      throw fail('E_CLAIMS_PROOF', 'the proofs are of different contexts');
    }
    signed = list;
    if (contexts !== undefined) intact = { ...document, '@context': contexts };
  }
  return intact;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return isJsonObject(value) || typeof value !== 'object' || value === null ? [value] : value;
}
