/** Every way the voucher API can refuse, besides the codes of the artefacts it works on. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const VOUCHER_API_ERRORS = {
  E_BRSKI_API_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
  E_BRSKI_API_KEY: { fault: 'caller', hint: 'Give the private key that belongs to the certificate.' },
  E_BRSKI_API_SERIAL: {
    fault: 'peer',
    hint: 'The artefact speaks of another serial number than it should.',
    reference: 'RFC 8995 §5.5, §5.5.5, §5.6.1',
    http: 403,
  },
  E_BRSKI_API_NONCE: {
    fault: 'peer',
    hint: 'The nonce is not the one that was asked with.',
    reference: 'RFC 8995 §5.5.6, §5.6.1',
    http: 403,
  },
  E_BRSKI_API_ASSERTION: {
    fault: 'peer',
    hint: 'A pledge voucher-request asserts proximity.',
    reference: 'RFC 8995 §5.2',
    http: 403,
  },
  E_BRSKI_API_PROXIMITY: {
    fault: 'peer',
    hint: 'The pledge saw another registrar than this one.',
    reference: 'RFC 8995 §5.2, §5.5.5',
    http: 401,
  },
  E_BRSKI_API_PRIOR_REQUEST: {
    fault: 'peer',
    hint: 'Send the signed pledge voucher-request along.',
    reference: 'RFC 8995 §5.5.5',
    http: 403,
  },
  E_BRSKI_API_NOT_A_REGISTRAR: {
    fault: 'peer',
    hint: 'Sign with a certificate that carries id-kp-cmcRA.',
    reference: 'RFC 8995 §5.5.4',
    http: 403,
  },
  E_BRSKI_API_NO_OWNER: {
    fault: 'policy',
    hint: 'The device is not known, or not to be had by this registrar.',
    reference: 'RFC 8995 §5.6',
    http: 404,
  },
  E_BRSKI_API_EXPIRED: {
    fault: 'peer',
    hint: 'Ask for a new voucher; this one is past its expires-on.',
    reference: 'RFC 8366 §5.3',
  },
  E_BRSKI_API_NO_PIN: {
    fault: 'peer',
    hint: 'Try another registrar: the voucher pins no certificate.',
    reference: 'RFC 8995 §5.6.1',
  },
  E_BRSKI_API_PIN: {
    fault: 'peer',
    hint: 'Try another registrar: this one does not lead to the pinned certificate.',
    reference: 'RFC 8995 §5.6.2',
  },
} as const satisfies ErrorTable;

export type VoucherApiErrorCode = keyof typeof VOUCHER_API_ERRORS;

export const fail = errorFactory(VOUCHER_API_ERRORS);
