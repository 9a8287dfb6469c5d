/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const CRYPTO_ERRORS = {
  E_CRYPTO_POINT_FORM: {
    fault: 'peer',
    hint: 'Send the point uncompressed: 04, X, Y, 65 bytes in all.',
    reference: 'SEC 1 §2.3.3',
  },
  E_CRYPTO_POINT_IDENTITY: {
    fault: 'peer',
    hint: 'Send a point other than the point at infinity.',
    reference: 'SEC 1 §3.2.2.1',
  },
  E_CRYPTO_POINT_CURVE: {
    fault: 'peer',
    hint: 'Send a point of the curve P-256, its coordinates below p.',
    reference: 'SP 800-186 §3.2.1.3',
  },
  E_CRYPTO_SCALAR: { fault: 'caller', hint: 'Give 32 bytes, big-endian, for a number from 1 to n-1.' },
  E_CRYPTO_RANDOM: { fault: 'environment', hint: 'Repair the source of randomness: it repeats what cannot be used.' },
  E_CRYPTO_KEY: { fault: 'caller', hint: 'Give an AES key of 16, 24 or 32 bytes.', reference: 'FIPS 197 §5' },
  E_CRYPTO_NONCE: { fault: 'caller', hint: 'Give a nonce of 7 to 13 bytes.', reference: 'RFC 3610 §2.1' },
  E_CRYPTO_TAG_LENGTH: {
    fault: 'caller',
    hint: 'Give a tag length of 4, 6, 8, 10, 12, 14 or 16 bytes.',
    reference: 'RFC 3610 §2.1',
  },
  E_CRYPTO_LENGTH: {
    fault: 'caller',
    hint: 'Give no more plaintext than the nonce leaves room to count, and ask for a length that can be had.',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(CRYPTO_ERRORS);
