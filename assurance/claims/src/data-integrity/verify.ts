/** Verifies Data Integrity proofs of the JCS suites, one or a set (VC Data Integrity §4.4, §4.5). */

import type { JsonObject, JsonValue } from '@sallyport/core';
import { controllerOf, methodOf, requireUsable } from '../controllers/controller.ts';
import { type Credential, readCredential } from '../credential/credential.ts';
import { fail } from '../errors.ts';
import { listOf } from '../json/list.ts';
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
  const { document, proofs } = readProofs(secured, options);
  const credential = readCredential(document, options);
  // Before anybody is asked for a key: what no issuer has signed is not worth a question.
  if (!proofs.some(({ verificationMethod }) => controllerOf(verificationMethod) === credential.issuer)) {
    throw fail('E_CLAIMS_ISSUER_MISMATCH', 'no proof is by the issuer');
  }
  const signatures = await verifyEach(proofs, document, options);
  const [first, ...rest] = signatures.toSorted((a, b) => rank(a, credential) - rank(b, credential));
  if (first === undefined || first.method.controller !== credential.issuer) {
    throw fail('E_CLAIMS_ISSUER_MISMATCH', 'no proof is by the issuer');
  }
  return { form: 'data-integrity', credential, secured, signatures: [first, ...rest] };
}

/**
 * Verifies the proofs of any document, whoever made them: a credential's issuer is not compared here.
 * @throws E_CLAIMS_PROOF…, E_CLAIMS_SIGNATURE, E_CLAIMS_DOMAIN, E_CLAIMS_CHALLENGE, E_CLAIMS_METHOD_UNKNOWN; what the ports throw
 */
export async function verifyProofs(secured: JsonObject, options: VerifyOptions): Promise<IntactDocument> {
  const { document, proofs } = readProofs(secured, options);
  return { document, signatures: await verifyEach(proofs, document, options) };
}

/** The issuer's signatures go before those of others. */
function rank({ method }: Signature, { issuer }: Credential): number {
  return method.controller === issuer ? 0 : 1;
}

interface UnverifiedProofs {
  readonly document: JsonObject;
  readonly proofs: readonly Proof[];
}

/** Reads all there is to be read before anybody is asked for a key. */
function readProofs(secured: JsonObject, options: VerifyOptions): UnverifiedProofs {
  const { limits = CLAIM_LIMITS } = options;
  const { proof, ...document } = secured;
  const values = listOf(proof);
  if (values.length === 0 || values.length > limits.maxProofs) {
    throw fail('E_CLAIMS_PROOF', `${values.length} proofs, 1 to ${limits.maxProofs} allowed`);
  }
  const proofs = values.map(readProof);
  for (const read of proofs) requireFitting(read, options);
  return { document: withSignedContexts(document, proofs), proofs };
}

async function verifyEach(
  proofs: readonly Proof[],
  document: JsonObject,
  options: VerifyOptions,
): Promise<readonly Signature[]> {
  const signatures: Signature[] = [];
  for (const proof of proofs) signatures.push(await verifyProof(proof, document, options));
  return signatures;
}

async function verifyProof(proof: Proof, document: JsonObject, options: VerifyOptions): Promise<Signature> {
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
