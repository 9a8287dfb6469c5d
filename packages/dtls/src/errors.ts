/**
 * Every way this package can refuse, one code for each. `alerts.ts` says what the other side is told of it.
 *
 * Some refusals never become an error that is thrown: a record or fragment that is dropped in silence (RFC 6347
 * §4.1.2.7) is only reported by its code to `discarded`.
 */

import { type ErrorTable, errorFactory } from '@sallyport/core';
import { ECJPAKE_ERRORS } from './ecjpake/errors.ts';

/** Records (RFC 6347 §4.1). */
const RECORD_ERRORS = {
  E_DTLS_RECORD_TRUNCATED: {
    fault: 'peer',
    hint: 'Send whole records: none may be cut by the end of its datagram.',
    reference: 'RFC 6347 §4.1.1',
  },
  E_DTLS_RECORD_COUNT: { fault: 'peer', hint: 'Send fewer records in one datagram.', reference: 'RFC 6347 §4.1.1' },
  E_DTLS_RECORD_TYPE: { fault: 'peer', hint: 'Send only content types of DTLS 1.2.', reference: 'RFC 5246 §6.2.1' },
  E_DTLS_RECORD_VERSION: {
    fault: 'peer',
    hint: 'Send records of version DTLS 1.2 once the version is agreed.',
    reference: 'RFC 6347 §4.1',
  },
  E_DTLS_RECORD_LENGTH: { fault: 'peer', hint: 'Send records of legal length.', reference: 'RFC 5246 §6.2' },
  E_DTLS_RECORD_EMPTY: {
    fault: 'peer',
    hint: 'Send no empty handshake, alert or change_cipher_spec records.',
    reference: 'RFC 5246 §6.2.1',
  },
  E_DTLS_RECORD_AUTHENTICATION: {
    fault: 'peer',
    hint: 'If it goes on: check that both sides are of one association.',
    reference: 'RFC 6347 §4.1.2.7',
  },
  E_DTLS_RECORD_REPLAYED: {
    fault: 'peer',
    hint: 'Nothing: networks repeat datagrams, and attackers do.',
    reference: 'RFC 6347 §4.1.2.6',
  },
  E_DTLS_EPOCH_OLD: {
    fault: 'peer',
    hint: 'Nothing: a late record of an epoch that is over.',
    reference: 'RFC 6347 §4.1',
  },
  E_DTLS_EPOCH_FUTURE: {
    fault: 'peer',
    hint: 'Send the flight again: the record came before the keys for it, and there was no room to keep it.',
    reference: 'RFC 6347 §4.1',
  },
  E_DTLS_CHANGE_CIPHER_SPEC: {
    fault: 'peer',
    hint: 'Send the single byte 1, in epoch 0.',
    reference: 'RFC 5246 §7.1',
  },
  E_DTLS_APPLICATION_DATA_EARLY: {
    fault: 'peer',
    hint: 'Send application data after the handshake only, and protected.',
    reference: 'RFC 5246 §7.4.9',
  },
  E_DTLS_ALERT_MALFORMED: { fault: 'peer', hint: 'Send a level and a description.', reference: 'RFC 5246 §7.2' },
} as const satisfies ErrorTable;

/** Handshake messages in fragments (RFC 6347 §4.2.2, §4.2.3). */
const FRAGMENT_ERRORS = {
  E_DTLS_FRAGMENT_BOUNDS: {
    fault: 'peer',
    hint: 'Keep each fragment inside its message and its record.',
    reference: 'RFC 6347 §4.2.3',
  },
  E_DTLS_FRAGMENT_EMPTY: {
    fault: 'peer',
    hint: 'Send no empty fragments of a message that is not empty.',
    reference: 'RFC 6347 §4.2.3',
  },
  E_DTLS_FRAGMENT_CHANGED: {
    fault: 'peer',
    hint: 'Give every fragment of a message the same type and length.',
    reference: 'RFC 6347 §4.2.2',
  },
  E_DTLS_FRAGMENT_CONFLICT: {
    fault: 'peer',
    hint: 'Send the same bytes where fragments overlap.',
    reference: 'RFC 6347 §4.2.3',
  },
  E_DTLS_FRAGMENT_COUNT: { fault: 'peer', hint: 'Send a message in fewer pieces.', reference: 'RFC 6347 §4.2.3' },
  E_DTLS_CLIENT_HELLO_FRAGMENTED: {
    fault: 'unsupported',
    hint: 'Send the ClientHello in one fragment: it cannot be put together without keeping state for a stranger.',
    reference: 'RFC 6347 §4.2.1',
  },
  E_DTLS_MESSAGE_SIZE: {
    fault: 'peer',
    hint: 'Send a shorter message, or raise the limit for certificates.',
    reference: 'RFC 6347 §4.2.3',
  },
  E_DTLS_MESSAGE_SEQUENCE: {
    fault: 'peer',
    hint: 'Number messages from 0, one by one.',
    reference: 'RFC 6347 §4.2.2',
  },
  E_DTLS_MESSAGE_REPEATED: {
    fault: 'peer',
    hint: 'Nothing: the peer sends its flight again.',
    reference: 'RFC 6347 §4.2.4',
  },
  E_DTLS_MESSAGE_TYPE: { fault: 'peer', hint: 'Send only handshake types of DTLS 1.2.', reference: 'RFC 5246 §7.4' },
  E_DTLS_HELLO_REQUEST: {
    fault: 'peer',
    hint: 'Nothing: a handshake is under way already.',
    reference: 'RFC 5246 §7.4.1.1',
  },
  E_DTLS_MESSAGE_EPOCH: {
    fault: 'peer',
    hint: 'Protect Finished, and nothing before it.',
    reference: 'RFC 5246 §7.4.9',
  },
} as const satisfies ErrorTable;

/** What a handshake agrees on, and how it goes wrong (RFC 5246 §7.4). */
const HANDSHAKE_ERRORS = {
  E_DTLS_MALFORMED: { fault: 'peer', hint: 'Follow the presentation language.', reference: 'RFC 5246 §4' },
  E_DTLS_MALFORMED_HELLO: {
    fault: 'peer',
    hint: 'Send a ClientHello that goes on beyond its cookie.',
    reference: 'RFC 6347 §4.2.1',
  },
  E_DTLS_COOKIE: {
    fault: 'peer',
    hint: 'Repeat the ClientHello with the cookie of the latest HelloVerifyRequest, and change nothing else.',
    reference: 'RFC 6347 §4.2.1',
  },
  E_DTLS_HELLO_VERIFY_REPEATED: {
    fault: 'peer',
    hint: 'Accept the cookie that was asked for.',
    reference: 'RFC 6347 §4.2.1',
  },
  E_DTLS_UNEXPECTED_MESSAGE: { fault: 'peer', hint: 'Keep to the order of the flights.', reference: 'RFC 6347 §4.2.4' },
  E_DTLS_VERSION: { fault: 'unsupported', hint: 'Use DTLS 1.2.', reference: 'RFC 5246 §E.1' },
  E_DTLS_NO_COMMON_SUITE: {
    fault: 'unsupported',
    hint: 'Let both sides have a cipher suite in common for the credentials at hand.',
    reference: 'RFC 5246 §7.4.1.3',
  },
  E_DTLS_SUITE_NOT_OFFERED: {
    fault: 'peer',
    hint: 'Choose a suite that was offered.',
    reference: 'RFC 5246 §7.4.1.3',
  },
  E_DTLS_COMPRESSION: {
    fault: 'peer',
    hint: 'Offer and choose the null compression method.',
    reference: 'RFC 5246 §7.4.1.2',
  },
  E_DTLS_EXTENSION_REPEATED: {
    fault: 'peer',
    hint: 'Send each extension once.',
    reference: 'RFC 5246 §7.4.1.4',
  },
  E_DTLS_EXTENSION_UNSOLICITED: {
    fault: 'peer',
    hint: 'Answer only extensions that were offered.',
    reference: 'RFC 5246 §7.4.1.4',
  },
  E_DTLS_GROUP: { fault: 'unsupported', hint: 'Offer and use secp256r1.', reference: 'RFC 8422 §5.1.1' },
  E_DTLS_POINT_FORMAT: {
    fault: 'peer',
    hint: 'Offer the uncompressed point format.',
    reference: 'RFC 8422 §5.1.2',
  },
  E_DTLS_POINT: {
    fault: 'peer',
    hint: 'Send an uncompressed point on secp256r1.',
    reference: 'RFC 8422 §5.11',
  },
  E_DTLS_SIGNATURE_SCHEME: {
    fault: 'unsupported',
    hint: 'Use ECDSA with SHA-256, SHA-384 or SHA-512, as offered.',
    reference: 'RFC 5246 §7.4.1.4.1',
  },
  E_DTLS_SIGNATURE: {
    fault: 'peer',
    hint: 'Sign with the private key of the certificate or raw key shown.',
    reference: 'RFC 5246 §7.4.3, §7.4.8',
  },
  E_DTLS_FINISHED: {
    fault: 'peer',
    hint: 'Somebody changed the handshake under way, or one side computes it wrongly.',
    reference: 'RFC 5246 §7.4.9',
  },
  E_DTLS_KEYS_DIFFER: {
    fault: 'peer',
    hint: 'Check that both sides have the same password or pre-shared key.',
    reference: 'RFC 6347 §4.1.2.7',
  },
  E_DTLS_PSK_IDENTITY: {
    fault: 'policy',
    hint: 'Check the identity, or make the key known to this side.',
    reference: 'RFC 4279 §2',
  },
  E_DTLS_ECJPAKE_EXTENSION: {
    fault: 'peer',
    hint: 'Send the ecjpake_key_kp_pair extension with the suite.',
    reference: 'draft-cragie-tls-ecjpake-01 §7.2.1',
  },
  E_DTLS_RENEGOTIATION: {
    fault: 'unsupported',
    hint: 'Make a new association instead of renegotiating.',
    reference: 'RFC 5246 §7.2.2',
  },
  E_DTLS_RENEGOTIATION_INFO: {
    fault: 'peer',
    hint: 'Leave renegotiation_info empty in a first handshake.',
    reference: 'RFC 5746 §3.4, §3.6',
  },
  E_DTLS_EXTENDED_MASTER_SECRET: {
    fault: 'policy',
    hint: 'Use the extended master secret, or do not require it.',
    reference: 'RFC 7627 §5.2, §5.3',
  },
  E_DTLS_CERTIFICATE: {
    fault: 'peer',
    hint: 'Send well-formed certificates, the own one first.',
    reference: 'RFC 5246 §7.4.2',
  },
  E_DTLS_CERTIFICATE_KEY: {
    fault: 'unsupported',
    hint: 'Use a key on secp256r1 that may be used for signatures.',
    reference: 'RFC 8422 §5.3, RFC 7925 §4.4',
  },
  E_DTLS_CERTIFICATE_TYPE: {
    fault: 'unsupported',
    hint: 'Let both sides offer one certificate type in common.',
    reference: 'RFC 7250 §4',
  },
  E_DTLS_CERTIFICATE_REQUIRED: {
    fault: 'policy',
    hint: 'Give the client a certificate or raw key.',
    reference: 'RFC 5246 §7.4.6',
  },
  E_DTLS_CERTIFICATE_UNTRUSTED: {
    fault: 'policy',
    hint: 'Check the path to a trust anchor; the cause tells more.',
    reference: 'RFC 5280 §6',
  },
  E_DTLS_CERTIFICATE_UNKNOWN_CA: {
    fault: 'policy',
    hint: 'Send the whole chain, or make its anchor known.',
    reference: 'RFC 5246 §7.2.2',
  },
  E_DTLS_CERTIFICATE_EXPIRED: {
    fault: 'policy',
    hint: 'Renew the certificate, or set the clock.',
    reference: 'RFC 5246 §7.2.2',
  },
  E_DTLS_CERTIFICATE_REVOKED: {
    fault: 'policy',
    hint: 'Get a new certificate.',
    reference: 'RFC 5246 §7.2.2',
  },
  E_DTLS_ALERT: {
    fault: 'peer',
    hint: 'The peer gave up; its alert is in the details.',
    reference: 'RFC 5246 §7.2',
  },
} as const satisfies ErrorTable;

/** The life of an association, and this side's own doing. */
const ASSOCIATION_ERRORS = {
  E_DTLS_CLOSED: { fault: 'caller', hint: 'Connect again: the association is closed.' },
  E_DTLS_TIMEOUT: {
    fault: 'environment',
    hint: 'Check that the peer is there and that datagrams reach it.',
    reference: 'RFC 6347 §4.2.4',
  },
  E_DTLS_TOO_LARGE: {
    fault: 'caller',
    hint: 'Send less at once: a record must fit into one datagram.',
    reference: 'RFC 6347 §4.1.1',
  },
  E_DTLS_RECORD_LIMIT: {
    fault: 'caller',
    hint: 'Connect again: these keys have protected as many records as they may.',
    reference: 'RFC 9147 §4.5.3',
  },
  E_DTLS_FORGERY_LIMIT: {
    fault: 'peer',
    hint: 'Connect again: too many forged records came for these keys.',
    reference: 'RFC 9147 §4.5.3',
  },
  E_DTLS_NO_ASSOCIATION: { fault: 'peer', hint: 'Begin with a ClientHello: there is no association.' },
  E_DTLS_PEER_UNWANTED: { fault: 'policy', hint: 'Nothing: there are no credentials for this peer.' },
  E_DTLS_CAPACITY: { fault: 'policy', hint: 'Try later: as many associations as allowed are in use.' },
  E_DTLS_EVICTED: { fault: 'policy', hint: 'Try again: the handshake had to make room for another.' },
  E_DTLS_REPLACED: {
    fault: 'peer',
    hint: 'Nothing: the peer began anew.',
    reference: 'RFC 6347 §4.2.8',
  },
  E_DTLS_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
  E_DTLS_NOT_SUPPORTED: {
    fault: 'unsupported',
    hint: 'Use one of the suites in the README; this one is known by name only.',
  },
  E_DTLS_INTERNAL: { fault: 'internal', hint: 'Report it with the cause.' },
} as const satisfies ErrorTable;

export const DTLS_ERRORS = {
  ...RECORD_ERRORS,
  ...FRAGMENT_ERRORS,
  ...HANDSHAKE_ERRORS,
  ...ECJPAKE_ERRORS,
  ...ASSOCIATION_ERRORS,
} as const satisfies ErrorTable;

export type DtlsErrorCode = keyof typeof DTLS_ERRORS;

export const fail = errorFactory(DTLS_ERRORS);
