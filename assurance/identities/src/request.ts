/**
 * The request for a binding: a JWS by the very key that is to be bound, which proves that the asker has it. It names the server,
 * so that no other server can pass it on, and the time, so that it cannot be kept. Replayed within that time it has one more
 * mail sent to the same mailbox about the same key.
 */

import {
  CLAIM_LIMITS,
  type ClaimSigner,
  issuerResolver,
  keyUriOf,
  signTypedToken,
  verifyTypedToken,
} from '@sallyport/assurance-claims';
import { isSallyportError, type JsonObject, MINUTE, type Milliseconds } from '@sallyport/core';
import { fail } from './errors.ts';
import { type Mailbox, parseMailbox } from './mailbox.ts';

export const REQUEST_TYP = 'identity-request+jwt';

/** How far `iat` may be from now, either way. */
const FRESH: Milliseconds = 5 * MINUTE;
const LIMITS = { ...CLAIM_LIMITS, maxBytes: 8 * 1024, maxDepth: 4, maxMembers: 64 };
const resolve = issuerResolver();

export interface IdentityRequest {
  /** The key as the asker names it: `did:key:…` or `did:jwk:…`. */
  readonly key: string;
  /** The one name of that key, `ni:///sha-256;…`, however it is spelled. */
  readonly keyName: string;
  readonly mailbox: Mailbox;
}

/**
 * Makes the request, as an asker does. `audience` is the URL of the server.
 * @throws E_CLAIMS_KEY_UNSUPPORTED, and what the signer throws
 */
export function signIdentityRequest(
  email: string,
  { audience, signer, at }: { readonly audience: string; readonly signer: ClaimSigner; readonly at: Date },
): Promise<string> {
  return signTypedToken({ aud: audience, email, iat: Math.floor(at.getTime() / 1000) }, { typ: REQUEST_TYP, signer });
}

/**
 * @throws E_IDENTITIES_PROOF, E_IDENTITIES_AUDIENCE, E_IDENTITIES_STALE, E_IDENTITIES_MAILBOX, E_IDENTITIES_MAILBOX_UNSUPPORTED
 */
export async function readIdentityRequest(token: Uint8Array, audience: string, at: Date): Promise<IdentityRequest> {
  const { issuer, payload } = await verify(token, at);
  const keyName = keyUriOf(issuer);
  if (keyName === undefined) throw fail('E_IDENTITIES_PROOF', 'the issuer of the request is not a key');
  if (payload['aud'] !== audience) throw fail('E_IDENTITIES_AUDIENCE', 'the request is not for this server');
  const issuedAt = payload['iat'];
  if (typeof issuedAt !== 'number' || !(Math.abs(issuedAt * 1000 - at.getTime()) <= FRESH)) {
    throw fail('E_IDENTITIES_STALE', 'the request was not made just now');
  }
  const email = payload['email'];
  if (typeof email !== 'string') throw fail('E_IDENTITIES_MAILBOX', 'the request names no mailbox');
  return { key: issuer, keyName, mailbox: parseMailbox(email) };
}

async function verify(token: Uint8Array, at: Date): Promise<{ readonly issuer: string; readonly payload: JsonObject }> {
  try {
    return await verifyTypedToken(token, { typ: REQUEST_TYP, resolve, purpose: 'authentication', at, limits: LIMITS });
  } catch (cause) {
    if (isSallyportError(cause)) throw fail('E_IDENTITIES_PROOF', cause.message, { cause });
    throw cause;
  }
}
