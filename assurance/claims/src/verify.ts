/** The one door for credentials: whatever form a claim is secured by, it comes out verified or not at all. */

import { fromUtf8, type JsonObject } from '@sallyport/core';
import type { Credential } from './credential/credential.ts';
import { requireValid } from './credential/validity.ts';
import { verifyDataIntegrity } from './data-integrity/verify.ts';
import { fail } from './errors.ts';
import { envelopedToken } from './jose/envelope.ts';
import { verifyJose } from './jose/verify.ts';
import { parseStrictObject } from './json/strict-json.ts';
import { claimUri } from './keys/key-uri.ts';
import { CLAIM_LIMITS } from './limits.ts';
import { type Authenticated, type Signature, timeOf, type VerifyOptions } from './signed.ts';

/** A credential whose signatures were verified; only verification makes them. */
class AuthenticCredential {
  readonly #authenticated: Authenticated;
  #uri: string | undefined;

  constructor(authenticated: Authenticated) {
    this.#authenticated = authenticated;
  }

  get credential(): Credential {
    return this.#authenticated.credential;
  }
  get issuer(): string {
    return this.#authenticated.credential.issuer;
  }
  /** The credential with what secures it, to be passed on inside another. */
  get secured(): JsonObject {
    return this.#authenticated.secured;
  }
  get form(): 'jose' | 'data-integrity' {
    return this.#authenticated.form;
  }
  /** The issuer's first, co-signers after. */
  get signatures(): readonly [Signature, ...Signature[]] {
    return this.#authenticated.signatures;
  }
  /** The name of what was claimed: see {@link claimUri}. */
  get uri(): string {
    this.#uri ??= claimUri(this.#authenticated.credential.document);
    return this.#uri;
  }
}

export type VerifiedCredential = AuthenticCredential;

const OPENING_BRACE = 0x7b;

/**
 * Verifies a claim as it was received: a compact JWS, a JSON document with Data Integrity proofs, or an enveloped
 * credential (VC Data Model 2.0 §4.13).
 * @throws E_CLAIMS_…, E_JSON_…, E_BYTES_UTF8; what the ports throw
 */
export async function verifyCredential(received: Uint8Array, options: VerifyOptions): Promise<VerifiedCredential> {
  const { limits = CLAIM_LIMITS } = options;
  if (received.length > limits.maxBytes) throw fail('E_CLAIMS_TOO_LARGE', `a claim of ${received.length} bytes`);
  if (received.find((byte) => byte > 0x20) !== OPENING_BRACE)
    return judge(await verifyJose(fromUtf8(received), options), options);
  return verifyDocument(parseStrictObject(received, limits), options);
}

/** The same for a document that stood inside another, and was read with it. */
export async function verifyDocument(document: JsonObject, options: VerifyOptions): Promise<VerifiedCredential> {
  const token = envelopedToken(document);
  if (token === undefined && document['proof'] === undefined)
    throw fail('E_CLAIMS_FORM', 'a document that nobody signed');
  return judge(
    token === undefined ? await verifyDataIntegrity(document, options) : await verifyJose(token, options),
    options,
  );
}

function judge(authenticated: Authenticated, options: VerifyOptions): VerifiedCredential {
  const at = timeOf(options);
  if (at !== undefined) requireValid(authenticated.credential, at);
  return new AuthenticCredential(authenticated);
}
