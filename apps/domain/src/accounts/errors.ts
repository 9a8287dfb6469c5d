/** Every way in which accounts refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const ACCOUNT_ERRORS = {
  // Whoever is refused at the door gets 403: 401 says that a session is gone. One answer for a wrong name, a wrong password and an
  // account without one: a stranger learns nothing of who is here.
  E_ACCOUNT_SIGN_IN: {
    fault: 'caller',
    hint: 'Check the name and the password, or sign in with a passkey.',
    http: 403,
  },
  E_ACCOUNT_LINK: {
    fault: 'caller',
    hint: 'Ask an owner for a new link, or make one where the domain runs with `sallyport console link`.',
    http: 403,
  },
  E_ACCOUNT_PASSKEY: {
    fault: 'caller',
    hint: 'Try again with the passkey that was made for this console at this name.',
    http: 403,
  },
  E_ACCOUNT_PASSKEY_COUNTER: {
    fault: 'policy',
    hint: 'Somebody may have copied this passkey: sign in another way and remove it.',
    reference: 'WebAuthn Level 3 §6.1.1',
    http: 403,
  },
  E_ACCOUNT_PASSKEY_HOST: {
    fault: 'unsupported',
    hint: 'Open the console by its name instead of an IP address.',
    reference: 'WebAuthn Level 3 §5.1.3',
    http: 400,
  },
  E_ACCOUNT_TOO_OFTEN: { fault: 'policy', hint: 'Wait as long as Retry-After says.', http: 429 },
  E_ACCOUNT_BUSY: { fault: 'environment', hint: 'Try again in a few seconds.', http: 503 },
  E_ACCOUNT_FRESH: { fault: 'policy', hint: 'Sign in again, or give the current password.', http: 403 },
  E_ACCOUNT_SESSION: { fault: 'caller', hint: 'Do this in the console, signed in as a person.', http: 403 },
  E_ACCOUNT_NOT_YOURS: { fault: 'policy', hint: 'Ask an owner to do it.', http: 403 },
  E_ACCOUNT_UNKNOWN: { fault: 'caller', hint: 'List them to see which there are.', http: 404 },
  E_ACCOUNT_NAME_TAKEN: { fault: 'caller', hint: 'Choose another name.', http: 409 },
  E_ACCOUNT_LAST_OWNER: {
    fault: 'policy',
    hint: 'Make somebody else an owner first, and have them sign in once.',
    http: 409,
  },
  E_ACCOUNT_LAST_CREDENTIAL: {
    fault: 'policy',
    hint: 'Add another passkey or a password first.',
    http: 409,
  },
  E_ACCOUNT_TOO_MANY: { fault: 'policy', hint: 'Remove some that are no longer needed.', http: 409 },
  E_ACCOUNT_KEY: {
    fault: 'environment',
    hint: 'Put the vault `accounts` of this domain beside its log; a replica needs a copy of it.',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(ACCOUNT_ERRORS);
