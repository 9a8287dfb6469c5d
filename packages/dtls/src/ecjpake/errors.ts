/** Every way an EC-JPAKE exchange can fail. The DTLS package spreads this table into its own. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const ECJPAKE_ERRORS = {
  E_DTLS_ECJPAKE_TRUNCATED: {
    fault: 'peer',
    hint: 'Send the whole structure.',
    reference: 'draft-cragie-tls-ecjpake-01 §7',
  },
  E_DTLS_ECJPAKE_TRAILING: {
    fault: 'peer',
    hint: 'Send nothing after the structure.',
    reference: 'draft-cragie-tls-ecjpake-01 §7',
  },
  E_DTLS_ECJPAKE_CURVE: {
    fault: 'peer',
    hint: 'Name the curve secp256r1: 03 00 17.',
    reference: 'RFC 8422 §5.4',
  },
  E_DTLS_ECJPAKE_POINT_LENGTH: {
    fault: 'peer',
    hint: 'Send points of 65 bytes, each with its length before it.',
    reference: 'RFC 8422 §5.4',
  },
  E_DTLS_ECJPAKE_POINT_FORM: {
    fault: 'peer',
    hint: 'Send points uncompressed: 04, X, Y.',
    reference: 'RFC 8422 §5.4.1',
  },
  E_DTLS_ECJPAKE_IDENTITY: {
    fault: 'peer',
    hint: 'Send public keys and commitments other than the point at infinity.',
    reference: 'RFC 8235 §3.2',
  },
  E_DTLS_ECJPAKE_OFF_CURVE: {
    fault: 'peer',
    hint: 'Send points of the curve.',
    reference: 'RFC 8235 §3.2',
  },
  E_DTLS_ECJPAKE_SCALAR_LENGTH: {
    fault: 'peer',
    hint: 'Send r with at least one byte.',
    reference: 'draft-cragie-tls-ecjpake-01 §7',
  },
  E_DTLS_ECJPAKE_SCALAR_ZERO: {
    fault: 'peer',
    hint: 'Choose another v, so that r is not 0.',
    reference: 'RFC 8235 §3.2',
  },
  E_DTLS_ECJPAKE_SCALAR_RANGE: { fault: 'peer', hint: 'Reduce r modulo n.', reference: 'RFC 8235 §3.2' },
  E_DTLS_ECJPAKE_PROOF: {
    fault: 'peer',
    hint: 'Prove knowledge of the private key over the same generator, commitment, key and identity.',
    reference: 'RFC 8235 §3.2',
  },
  E_DTLS_ECJPAKE_REPEATED: { fault: 'peer', hint: 'Make two key pairs, each for itself.', reference: 'RFC 8236 §3.2' },
  E_DTLS_ECJPAKE_REFLECTED: {
    fault: 'peer',
    hint: 'Prove a key of your own: this one is ours, sent back.',
    reference: 'RFC 8236 §3.2',
  },
  E_DTLS_ECJPAKE_GENERATOR: {
    fault: 'peer',
    hint: 'Choose other keys: a generator of round two is the point at infinity.',
    reference: 'RFC 8236 §3.2',
  },
  E_DTLS_ECJPAKE_SECRET: {
    fault: 'peer',
    hint: 'Choose other keys: the shared secret is the point at infinity.',
    reference: 'RFC 8236 §3.2',
  },
  E_DTLS_ECJPAKE_ORDER: {
    fault: 'caller',
    hint: 'Write and read round one, then write and read round two, each once; then ask for the secret, once.',
  },
  E_DTLS_ECJPAKE_PASSWORD: {
    fault: 'caller',
    hint: 'Give a password that is not empty and, read as a number, not a multiple of the order of P-256.',
    reference: 'draft-cragie-tls-ecjpake-01 §8.3',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(ECJPAKE_ERRORS);
