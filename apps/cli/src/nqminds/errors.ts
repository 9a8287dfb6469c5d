import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way the commands compatible with the nqminds brski tool can refuse. */
export const NQMINDS_ERRORS = {
  // For whoever runs the command.
  E_NQMINDS_CONFIG: {
    fault: 'caller',
    hint: 'Correct the config.ini; the README of the brski commands lists its keys.',
  },
  E_NQMINDS_OUTPUT: { fault: 'caller', hint: 'Name an output file with -o.' },
  E_NQMINDS_FILE: { fault: 'environment', hint: 'Check the path in config.ini and the permissions of the file.' },
  E_NQMINDS_REGISTRAR: { fault: 'environment', hint: 'See what the registrar says, and its log.' },

  // For the peer of a server.
  E_NQMINDS_BODY: { fault: 'peer', hint: 'Send the body as base64 of DER.', http: 400 },
  E_NQMINDS_CLIENT: {
    fault: 'peer',
    hint: 'Present a TLS client certificate that leads to the configured CA.',
    reference: 'RFC 8995 §5.1, §5.4',
    http: 403,
  },
  E_NQMINDS_MASA: { fault: 'environment', hint: 'The MASA gave no voucher.', reference: 'RFC 8995 §5.6', http: 502 },
  E_NQMINDS_CERTIFICATE: {
    fault: 'peer',
    hint: 'Send a self-signed end-entity certificate over the key to be certified.',
    http: 400,
  },
  E_NQMINDS_UNAVAILABLE: { fault: 'unsupported', hint: 'This is not configured here.', http: 503 },
} as const satisfies ErrorTable;

export const fail = errorFactory(NQMINDS_ERRORS);
