import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way a CMS SignedData can be refused, besides the E_DER_ codes of the encoding and the E_PKI_ codes of certificates. */
export const CMS_ERRORS = {
  E_CMS_BER: {
    fault: 'peer',
    hint: 'Send DER: definite lengths and primitive strings (with OpenSSL, sign without -stream).',
    reference: 'RFC 8366 §5.4, X.690 §10',
  },
  E_CMS_TYPE: { fault: 'peer', hint: 'Send a ContentInfo that holds SignedData.', reference: 'RFC 5652 §3, §5' },
  E_CMS_VERSION: {
    fault: 'peer',
    hint: 'Use the version numbers that go with the content.',
    reference: 'RFC 5652 §5.1, §5.3',
  },
  E_CMS_TOO_MANY: { fault: 'peer', hint: 'Send fewer certificates, revocation lists, signers or attributes.' },
  E_CMS_CERTIFICATE_FORMAT: {
    fault: 'unsupported',
    hint: 'Embed X.509 certificates only.',
    reference: 'RFC 5652 §10.2.2',
  },
  E_CMS_REVOCATION_FORMAT: {
    fault: 'unsupported',
    hint: 'Embed X.509 revocation lists only.',
    reference: 'RFC 5652 §10.2.1',
  },
  E_CMS_CONTENT_MISSING: {
    fault: 'peer',
    hint: 'Sign with the content inside (with OpenSSL, -nodetach).',
    reference: 'RFC 5652 §5.2',
  },
  E_CMS_CONTENT_TWICE: { fault: 'caller', hint: 'Give detached content only for a signature without content inside.' },
  E_CMS_CONTENT_AMBIGUOUS: {
    fault: 'peer',
    hint: 'Sign with signed attributes: without them this content could be the attributes of another signature.',
    reference: 'RFC 5652 §5.4',
  },
  E_CMS_NO_SIGNER: { fault: 'peer', hint: 'Send SignedData that somebody signed.', reference: 'RFC 5652 §5.1' },
  E_CMS_DIGEST_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Digest with SHA-256, SHA-384 or SHA-512.',
    reference: 'RFC 5754 §2',
  },
  E_CMS_DIGEST_NOT_LISTED: {
    fault: 'peer',
    hint: 'List the digest algorithm of every signer in digestAlgorithms.',
    reference: 'RFC 5652 §5.1',
  },
  E_CMS_ALGORITHM_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Sign with ECDSA, RSA PKCS #1 v1.5, RSASSA-PSS or Ed25519.',
    reference: 'RFC 5754 §3, RFC 4056, RFC 8419',
  },
  E_CMS_ALGORITHM_MISMATCH: {
    fault: 'peer',
    hint: 'Use one digest algorithm for the content and in the signature.',
    reference: 'RFC 8933 §3.1',
  },
  E_CMS_ATTRIBUTES_REQUIRED: {
    fault: 'peer',
    hint: 'Include signed attributes: the content type is not id-data.',
    reference: 'RFC 5652 §5.3',
  },
  E_CMS_ATTRIBUTES_ORDER: { fault: 'peer', hint: 'Encode the signed attributes in DER.', reference: 'RFC 5652 §5.3' },
  E_CMS_ATTRIBUTE_DUPLICATE: { fault: 'peer', hint: 'Include each attribute once.', reference: 'RFC 5652 §5.3' },
  E_CMS_ATTRIBUTE_MISSING: {
    fault: 'peer',
    hint: 'Include content-type and message-digest among the signed attributes.',
    reference: 'RFC 5652 §11.1, §11.2',
  },
  E_CMS_ATTRIBUTE_VALUE: {
    fault: 'peer',
    hint: 'Give the attribute one value of its type.',
    reference: 'RFC 5652 §11',
  },
  E_CMS_ATTRIBUTE_UNSIGNED: {
    fault: 'peer',
    hint: 'Move the attribute among the signed ones.',
    reference: 'RFC 5652 §11',
  },
  E_CMS_CONTENT_TYPE: {
    fault: 'peer',
    hint: 'Make the content-type attribute equal to the type of the content.',
    reference: 'RFC 5652 §11.1',
  },
  E_CMS_MESSAGE_DIGEST: { fault: 'peer', hint: 'Sign the content that is sent.', reference: 'RFC 5652 §5.6, §11.2' },
  E_CMS_ALGORITHM_PROTECTION: {
    fault: 'peer',
    hint: 'Make the CMSAlgorithmProtection attribute equal to the algorithms used.',
    reference: 'RFC 6211 §3',
  },
  E_CMS_SIGNING_CERTIFICATE: {
    fault: 'peer',
    hint: 'Embed the certificate that the signing-certificate attribute names.',
    reference: 'RFC 5035 §3',
  },
  E_CMS_SIGNER_UNKNOWN: {
    fault: 'peer',
    hint: "Embed the signer's certificate, or have the operator configure it.",
    reference: 'RFC 5652 §5.1',
  },
  E_CMS_SIGNATURE: { fault: 'peer', hint: 'Sign again: the signature does not fit.', reference: 'RFC 5652 §5.6' },
  E_CMS_KEY_USAGE: {
    fault: 'peer',
    hint: 'Sign with a certificate whose keyUsage allows signatures.',
    reference: 'RFC 5280 §4.2.1.3',
  },
  E_CMS_NOT_CERTS_ONLY: {
    fault: 'peer',
    hint: 'Send certificates alone, without content and signers.',
    reference: 'RFC 7030 §4.1.3',
  },
  E_CMS_INPUT: { fault: 'caller', hint: 'Give what RFC 5652 §5 allows to be signed together.' },
  E_CMS_SIGNER_KEY: { fault: 'caller', hint: 'Give the certificate that belongs to the signing key.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(CMS_ERRORS);
