/**
 * Tokens that are no credentials, signed by the same keys and read with the same care: a request by which somebody proves
 * that a key is his, for example. The type in the header keeps each kind of token out of the place of every other
 * (RFC 8725 §3.11).
 */

import { fromUtf8, type JsonObject, toBase64Url, utf8 } from '@sallyport/core';
import { type ControllerResolver, type ProofPurpose, requireUsable } from '../controllers/controller.ts';
import { fail } from '../errors.ts';
import { canonicalize } from '../json/canonicalize.ts';
import { parseStrictObject } from '../json/strict-json.ts';
import type { ClaimSigner } from '../keys/claim-signer.ts';
import { claimKeyOf } from '../keys/key-types.ts';
import { signRaw, verifyRaw } from '../keys/signatures.ts';
import { CLAIM_LIMITS, type ClaimLimits } from '../limits.ts';
import { algorithmFor, JOSE_ALGORITHMS, keyTypeFor } from './algorithms.ts';
import { parseCompact } from './compact.ts';
import { findMethod } from './find-method.ts';
import { optionalText, readAlgorithm } from './header.ts';

export interface TypedTokenOptions {
  /** The `typ` that the header must have, lower case and without `application/`, for example `identity-request+jwt`. */
  readonly typ: string;
  readonly resolve: ControllerResolver;
  /** What the key must be for. */
  readonly purpose: ProofPurpose;
  readonly at: Date;
  readonly limits?: ClaimLimits;
}

/** A token whose issuer really signed it. What its payload says, and how fresh it is, is for the caller to check. */
export interface TypedToken {
  /** `iss`. */
  readonly issuer: string;
  readonly payload: JsonObject;
}

/**
 * @throws E_CLAIMS_TOO_LARGE, E_CLAIMS_JOSE, E_CLAIMS_ALGORITHM, E_CLAIMS_HEADER, E_CLAIMS_TYP, E_CLAIMS_ISSUER_MISMATCH,
 * E_CLAIMS_METHOD_UNKNOWN, E_CLAIMS_PROOF_PURPOSE, E_CLAIMS_ALGORITHM_KEY, E_CLAIMS_SIGNATURE, E_JSON_…; what the resolver throws
 */
export async function verifyTypedToken(token: Uint8Array, options: TypedTokenOptions): Promise<TypedToken> {
  const { typ, resolve, purpose, at, limits = CLAIM_LIMITS } = options;
  if (token.length > limits.maxBytes) throw fail('E_CLAIMS_TOO_LARGE', `a token of ${token.length} bytes`);
  const jws = parseCompact(fromUtf8(token), limits);
  const algorithm = readAlgorithm(jws.header, JOSE_ALGORITHMS);
  if (jws.header['x5c'] !== undefined) throw fail('E_CLAIMS_HEADER', 'header parameter x5c is not accepted');
  if (
    optionalText(jws.header, 'typ')
      ?.toLowerCase()
      .replace(/^application\//, '') !== typ
  ) {
    throw fail('E_CLAIMS_TYP', `typ does not say that this is ${typ}`);
  }
  const payload = parseStrictObject(jws.payload, limits);
  const issuer = payload['iss'];
  if (typeof issuer !== 'string') throw fail('E_CLAIMS_ISSUER_MISMATCH', 'the token names no issuer');
  const method = await findMethod(optionalText(jws.header, 'kid'), issuer, resolve);
  requireUsable(method, purpose, at);
  if (method.key.type !== keyTypeFor(algorithm)) {
    throw fail('E_CLAIMS_ALGORITHM_KEY', `a ${method.key.type} key does not sign with ${algorithm}`);
  }
  if (!verifyRaw(method.key, jws.signingInput, jws.signature)) {
    throw fail('E_CLAIMS_SIGNATURE', 'the key did not make this signature');
  }
  return { issuer, payload };
}

/**
 * Signs as the issuer that the signer is; `iss` is added to the payload.
 * @throws E_CLAIMS_KEY_UNSUPPORTED, E_CLAIMS_I_JSON, and what the signer throws
 */
export async function signTypedToken(
  payload: JsonObject,
  { typ, signer: { issuer, verificationMethod, signer } }: { readonly typ: string; readonly signer: ClaimSigner },
): Promise<string> {
  const alg = algorithmFor(claimKeyOf(signer.publicKey).type);
  const input = `${encode({ alg, typ, kid: verificationMethod })}.${encode({ ...payload, iss: issuer })}`;
  return `${input}.${toBase64Url(await signRaw(signer, utf8(input)))}`;
}

function encode(value: JsonObject): string {
  return toBase64Url(utf8(canonicalize(value)));
}
