import { type ErrorTable, errorFactory } from '@sallyport/core';
import { MASA_ERRORS } from './masa/errors.ts';
import { REGISTRAR_ERRORS } from './registrar/errors.ts';

/** Every way this package can refuse, beside the codes of the packages it stands on. */
export const BRSKI_ERRORS = {
  // Artefacts: vouchers and voucher-requests.
  E_BRSKI_VOUCHER_SYNTAX: {
    fault: 'peer',
    hint: 'Send the JSON document that the YANG module defines.',
    reference: 'RFC 8366 §5, RFC 8995 §3, RFC 7951',
    http: 400,
  },
  E_BRSKI_VOUCHER_RULE: {
    fault: 'peer',
    hint: 'Combine the attributes as the YANG module allows.',
    reference: 'RFC 8366 §5.3, RFC 8995 §3.4',
    http: 400,
  },
  E_BRSKI_VOUCHER_INPUT: { fault: 'caller', hint: 'Give attribute values that the voucher can hold.' },
  E_BRSKI_CMS_SYNTAX: {
    fault: 'peer',
    hint: 'Send one DER-encoded CMS SignedData with a single signer.',
    reference: 'RFC 8366 §5.4, RFC 5652 §5',
    http: 400,
  },
  E_BRSKI_CMS_CONTENT_TYPE: {
    fault: 'unsupported',
    hint: 'Sign JSON as id-data or as id-ct-animaJSONVoucher.',
    reference: 'RFC 8366 §5.4',
    http: 415,
  },
  E_BRSKI_SIGNATURE: {
    fault: 'peer',
    hint: 'Sign the artefact with a key whose certificate leads to a trust anchor of the receiver.',
    reference: 'RFC 8995 §5.6',
    http: 403,
  },

  // JSON bodies beside the vouchers.
  E_BRSKI_STATUS_SYNTAX: {
    fault: 'peer',
    hint: 'Send a JSON object with an unsigned version and a boolean status, keys in lower case.',
    reference: 'RFC 8995 §5.7, §5.9.4',
    http: 400,
  },
  E_BRSKI_AUDIT_LOG_SYNTAX: {
    fault: 'peer',
    hint: 'Send the audit log that the CDDL defines.',
    reference: 'RFC 8995 §5.8.1',
    http: 502,
  },

  // Certificates.
  E_BRSKI_MASA_URL: {
    fault: 'peer',
    hint: 'Put an https URL, or only its authority, into the MASA URL extension.',
    reference: 'RFC 8995 §2.3.2',
    http: 403,
  },
  E_BRSKI_MASA_URL_INPUT: { fault: 'caller', hint: 'Give an https URL, or only its authority.' },
  E_BRSKI_IDEVID_SERIAL: {
    fault: 'peer',
    hint: 'Give the IDevID a subject with one serialNumber attribute.',
    reference: 'RFC 8995 §2.3.1',
    http: 403,
  },

  // The pledge: what it meets on its way to a voucher.
  E_BRSKI_PLEDGE_INPUT: { fault: 'caller', hint: 'Give the pledge a complete identity and usable options.' },
  E_BRSKI_PLEDGE_STATE: { fault: 'caller', hint: 'Feed the session only what answers its last action.' },
  E_BRSKI_PLEDGE_KEY: { fault: 'environment', hint: 'Check the TPM, or whatever holds the birth key.' },
  E_BRSKI_PLEDGE_ABORTED: { fault: 'caller', hint: 'Nothing; the attempt was given up from this side.' },
  E_BRSKI_PLEDGE_POLICY: {
    fault: 'policy',
    hint: "Change the device's own policy, or bring it aboard elsewhere.",
  },
  E_BRSKI_PLEDGE_CONNECTION: {
    fault: 'environment',
    hint: 'Check the network, the join proxy and the registrar; the pledge comes back by itself.',
  },
  E_BRSKI_PLEDGE_SERVER_CHAIN: {
    fault: 'peer',
    hint: 'Present the registrar certificate, then the certificates that lead to the domain CA, each properly signed.',
    reference: 'RFC 8995 §5.1',
  },
  E_BRSKI_PLEDGE_SERVER_CHANGED: {
    fault: 'peer',
    hint: 'Present the same certificates on every connection of one bootstrapping attempt.',
    reference: 'RFC 8995 §5',
  },
  E_BRSKI_PLEDGE_CLOUD: {
    fault: 'peer',
    hint: "Give the cloud registrar a certificate for its name under the manufacturer's anchors.",
    reference: 'RFC 8995 §2.7, RFC 6125',
  },
  E_BRSKI_PLEDGE_REFUSED: {
    fault: 'peer',
    hint: "See the registrar's log for why it refused this device.",
    reference: 'RFC 8995 §5.3, §5.6',
  },
  E_BRSKI_PLEDGE_RESPONSE: {
    fault: 'peer',
    hint: 'Answer a voucher-request as RFC 8995 says.',
    reference: 'RFC 8995 §5.6',
  },
  E_BRSKI_PLEDGE_REDIRECT: {
    fault: 'peer',
    hint: 'Redirect a pledge to another origin no more than once, and to https.',
    reference: 'RFC 8995 §5.6',
  },
  E_BRSKI_PLEDGE_PATIENCE: {
    fault: 'peer',
    hint: 'Decide about the device within four days.',
    reference: 'RFC 8995 §5.6',
  },

  // The pledge: what can be wrong with a voucher that its manufacturer may well have signed.
  E_BRSKI_PLEDGE_SIGNER: {
    fault: 'peer',
    hint: 'Sign vouchers with the MASA key, not with the key of a device.',
    reference: 'RFC 8995 §5.6.1',
  },
  E_BRSKI_PLEDGE_SERIAL: {
    fault: 'peer',
    hint: 'Send the voucher that was made for this device.',
    reference: 'RFC 8995 §5.6.1',
  },
  E_BRSKI_PLEDGE_ISSUER: {
    fault: 'peer',
    hint: "Send the voucher that was made for this device; its idevid-issuer names another IDevID's issuer.",
    reference: 'RFC 8366 §5.3',
  },
  E_BRSKI_PLEDGE_NONCE: {
    fault: 'peer',
    hint: "Send the voucher that answers this attempt's voucher-request.",
    reference: 'RFC 8995 §5.6.1',
  },
  E_BRSKI_PLEDGE_NONCELESS: {
    fault: 'policy',
    hint: 'Send a voucher with a nonce, or let the device accept nonceless ones.',
    reference: 'RFC 8995 §5.6.1, §7.2',
  },
  E_BRSKI_PLEDGE_ASSERTION: {
    fault: 'policy',
    hint: 'Send a voucher whose assertion this device accepts.',
    reference: 'RFC 8366 §5.3',
  },
  E_BRSKI_PLEDGE_TIME: {
    fault: 'peer',
    hint: 'Send a voucher that is valid now, and check the clocks.',
    reference: 'RFC 8995 §2.6.1',
  },
  E_BRSKI_PLEDGE_NOT_THIS_DOMAIN: {
    fault: 'peer',
    hint: 'The manufacturer sends the device elsewhere; it tries its other join proxies.',
    reference: 'RFC 8995 §5.6.1',
  },
  E_BRSKI_PLEDGE_PIN: {
    fault: 'peer',
    hint: 'Present a TLS certificate that leads to the certificate the voucher pins.',
    reference: 'RFC 8995 §5.6.2',
  },
  E_BRSKI_PLEDGE_PERMISSION: {
    fault: 'policy',
    hint: 'Give the permission again, by hand, at the device.',
    reference: 'RFC 8995 §7.2',
  },

  // The join proxy.
  E_BRSKI_PROXY_INPUT: { fault: 'caller', hint: 'Correct the limits of the join proxy.' },

  // The registrar and the MASA: tables of their own, beside their sources.
  ...REGISTRAR_ERRORS,
  ...MASA_ERRORS,
} as const satisfies ErrorTable;

export type BrskiErrorCode = keyof typeof BRSKI_ERRORS;

export const fail = errorFactory(BRSKI_ERRORS);
