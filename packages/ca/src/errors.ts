import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way a certificate authority can refuse. */
export const CA_ERRORS = {
  E_CA_NOT_A_CA: {
    fault: 'caller',
    hint: 'Use a certificate with basicConstraints cA and keyUsage keyCertSign.',
    reference: 'RFC 5280 §4.2.1.9',
  },
  E_CA_KEY_MISMATCH: { fault: 'caller', hint: 'Use the key that the CA certificate is for.' },
  E_CA_OUTSIDE_VALIDITY: { fault: 'environment', hint: 'Renew the CA certificate, and check the clock.' },
  E_CA_PROOF_OF_POSSESSION: {
    fault: 'peer',
    hint: 'Sign the certification request with the key it is for.',
    reference: 'RFC 2986 §3',
    http: 400,
  },
  E_CA_SUBJECT_KEY: { fault: 'peer', hint: 'Make a key pair of your own for the request.', http: 400 },
  E_CA_PROFILE: { fault: 'caller', hint: 'Correct the certificate profile.', reference: 'RFC 5280 §4.2' },
  E_CA_AUTHORITY_NAME: { fault: 'caller', hint: 'Name the authority with 1 to 64 of a-z, 0-9 and dash.' },
  E_CA_SERIAL_TAKEN: { fault: 'environment', hint: 'Check the random generator: a serial number came twice.' },
  E_CA_UNKNOWN_CERTIFICATE: {
    fault: 'caller',
    hint: 'Check the serial number: this CA issued no such certificate.',
    http: 404,
  },
  E_CA_VAULT: {
    fault: 'environment',
    hint: 'Restore the directory from a backup, or move it away to begin anew.',
  },
  E_CA_CRL_NUMBER_TAKEN: { fault: 'environment', hint: 'Try again: another replica issued a CRL at the same moment.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(CA_ERRORS);
