/** What a passkey's answer is held to besides the rules of the library. */

import { fromUtf8, isSallyportError } from '@sallyport/core';
import { fail } from './errors.ts';
import type { PasskeyRow } from './register/tables.ts';
import { hashOf } from './secrets.ts';

/** What a challenge for an account's new passkey is for. */
export function addingTo(account: string): string {
  return `add ${account}`;
}

export function useOf(challenge: string): string {
  return `passkey-challenge/${hashOf(challenge)}`;
}

/** WebAuthn §7.2 step 6: the authenticator's word on whose it is, where it gives one. */
export function belongsTo(passkey: PasskeyRow, userHandle: string | undefined): boolean {
  if (userHandle === undefined) return true;
  try {
    return fromUtf8(Buffer.from(userHandle, 'base64url')) === passkey.account;
  } catch {
    return false;
  }
}

/** The library throws a bare error for whatever is wrong; what it says is for the log of the process, not for the stranger. */
export async function orRefuse<Result>(verify: () => Promise<Result>): Promise<Result> {
  try {
    return await verify();
  } catch (cause) {
    if (isSallyportError(cause)) throw cause;
    throw fail('E_ACCOUNT_PASSKEY', 'the passkey does not prove itself', { cause });
  }
}

/** A challenge counts once, on all replicas together. */
export async function once<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!isSallyportError(cause, 'E_STORE_CONFLICT')) throw cause;
    throw fail('E_ACCOUNT_PASSKEY', 'this answer was used before', { cause });
  }
}
