/** Owners who have an account at the MASA: recognised by HTTP Basic (RFC 7617, RFC 8995 §5.4.1). */

import type { RegistrarAuthenticator } from '@sallyport/brski';
import { concat, Secret, toBase64, utf8 } from '@sallyport/core';

export interface Customer {
  /** The name that sales records use. */
  readonly name: string;
  readonly username: string;
  readonly password: Secret;
}

/** An unknown user name takes as long as a wrong password: every account is compared, in constant time each. */
export function customerAuthenticator(customers: readonly Customer[]): RegistrarAuthenticator {
  const accounts = customers.map(({ name, username, password }) => ({
    name,
    credential: Secret.of(toBase64(concat(utf8(`${username}:`), password.expose()))),
  }));
  return {
    authenticate: async ({ headers }) => {
      const [scheme, given = ''] = (headers.get('authorization') ?? '').split(' ', 2);
      if (scheme?.toLowerCase() !== 'basic') return undefined;
      const credential = Secret.of(given);
      let found: string | undefined;
      for (const account of accounts) if (account.credential.equals(credential)) found = account.name;
      return found;
    },
  };
}
