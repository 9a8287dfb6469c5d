import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way a key store can refuse. */
export const KEYSTORE_ERRORS = {
  E_KEYSTORE_NAME: {
    fault: 'caller',
    hint: 'Name keys with 1 to 64 of a-z, 0-9, dot, dash and underscore, beginning with a letter or digit.',
  },
  E_KEYSTORE_EXISTS: { fault: 'caller', hint: 'Choose another name, or remove the old key first.' },
  E_KEYSTORE_NOT_FOUND: { fault: 'caller', hint: 'Generate the key first, or check its name.' },
  E_KEYSTORE_PASSPHRASE: { fault: 'caller', hint: 'Give the passphrase the key was stored with.' },
  E_KEYSTORE_CORRUPT: { fault: 'environment', hint: 'Restore the key file from a backup.' },
  E_KEYSTORE_NOT_EXPORTABLE: {
    fault: 'unsupported',
    hint: 'Use a key from a store in software where the private key itself is needed.',
  },
  E_KEYSTORE_CLOSED: { fault: 'caller', hint: 'Use the key store before it is closed.' },
  E_KEYSTORE_IO: { fault: 'environment', hint: 'Check that the directory exists, is writable and has room.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(KEYSTORE_ERRORS);
