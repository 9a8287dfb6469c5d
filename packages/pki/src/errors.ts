import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way keys, certificates, requests, CRLs and paths can be refused, besides the E_DER_ and E_PEM_ codes of the encoding. */
export const PKI_ERRORS = {
  E_PKI_KEY: { fault: 'peer', hint: 'Send a valid SubjectPublicKeyInfo.', reference: 'RFC 5280 §4.1.2.7' },
  E_PKI_KEY_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Use P-256, P-384, P-521, Ed25519, or RSA of 2048 bits or more.',
  },
  E_PKI_ALGORITHM_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Sign with ECDSA or RSA over SHA-256, SHA-384 or SHA-512, or with Ed25519.',
  },
  E_PKI_NAME: { fault: 'peer', hint: 'Encode the name as X.501 defines it.', reference: 'RFC 5280 §4.1.2.4' },
  E_PKI_NAME_INPUT: { fault: 'caller', hint: 'Give attributes that a certificate name can hold.' },
  E_PKI_CERTIFICATE: { fault: 'peer', hint: 'Send an X.509 v3 certificate.', reference: 'RFC 5280 §4.1' },
  E_PKI_SERIAL: {
    fault: 'peer',
    hint: 'Use a serial number from 0 to 20 octets of positive integer.',
    reference: 'RFC 5280 §4.1.2.2',
  },
  E_PKI_EXTENSION: {
    fault: 'peer',
    hint: 'Encode the extension as its specification says.',
    reference: 'RFC 5280 §4.2',
  },
  E_PKI_EXTENSION_DUPLICATE: { fault: 'peer', hint: 'Include each extension once.', reference: 'RFC 5280 §4.2' },
  E_PKI_EXTENSION_INPUT: { fault: 'caller', hint: 'Give values that the extension can hold.' },
  E_PKI_ISSUE_INPUT: { fault: 'caller', hint: 'Give a certificate or CRL content that RFC 5280 allows.' },
  E_PKI_CSR: { fault: 'peer', hint: 'Send a PKCS #10 request.', reference: 'RFC 2986 §4' },
  E_PKI_CRL: { fault: 'peer', hint: 'Send a certificate revocation list of version 2.', reference: 'RFC 5280 §5.1' },
  E_PKI_CRL_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Publish complete CRLs signed by the CA that issued the certificates.',
    reference: 'RFC 5280 §5.2',
  },
  E_PKI_PATH_NO_ISSUER: {
    fault: 'policy',
    hint: 'Send the missing intermediate certificates, or configure the root as a trust anchor.',
    reference: 'RFC 5280 §6.1',
  },
  E_PKI_PATH_SIGNATURE: {
    fault: 'peer',
    hint: 'Send a certificate that its issuer really signed.',
    reference: 'RFC 5280 §6.1.3',
  },
  E_PKI_PATH_EXPIRED: { fault: 'peer', hint: 'Renew the certificate.', reference: 'RFC 5280 §6.1.3' },
  E_PKI_PATH_NOT_YET_VALID: {
    fault: 'peer',
    hint: 'Check the clocks of the issuer and of this machine.',
    reference: 'RFC 5280 §6.1.3',
  },
  E_PKI_PATH_NOT_CA: {
    fault: 'peer',
    hint: 'Have the certificate issued by a certificate with basicConstraints cA.',
    reference: 'RFC 5280 §6.1.4 (k)',
  },
  E_PKI_PATH_KEY_USAGE: {
    fault: 'peer',
    hint: 'Use a certificate whose keyUsage allows this.',
    reference: 'RFC 5280 §4.2.1.3',
  },
  E_PKI_PATH_EXTENDED_KEY_USAGE: {
    fault: 'peer',
    hint: 'Use a certificate issued for this purpose.',
    reference: 'RFC 5280 §4.2.1.12',
  },
  E_PKI_PATH_LENGTH: {
    fault: 'peer',
    hint: 'Shorten the chain, or raise pathLenConstraint.',
    reference: 'RFC 5280 §6.1.4 (l), (m)',
  },
  E_PKI_PATH_CRITICAL_EXTENSION: {
    fault: 'unsupported',
    hint: 'Issue without the unknown critical extension.',
    reference: 'RFC 5280 §4.2',
  },
  E_PKI_PATH_NAME_CONSTRAINTS: {
    fault: 'peer',
    hint: 'Use names that the issuing CAs are allowed to certify.',
    reference: 'RFC 5280 §4.2.1.10',
  },
  E_PKI_PATH_REVOKED: {
    fault: 'peer',
    hint: 'Use another certificate: this one is revoked.',
    reference: 'RFC 5280 §6.3',
  },
  E_PKI_PATH_REVOCATION_UNKNOWN: {
    fault: 'policy',
    hint: 'Provide a current CRL of each issuer in the chain.',
    reference: 'RFC 5280 §6.3',
  },
  E_PKI_PATH_TOO_COMPLEX: { fault: 'peer', hint: 'Send fewer certificates, or a shorter chain.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(PKI_ERRORS);
