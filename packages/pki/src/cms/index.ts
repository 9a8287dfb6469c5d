/** CMS SignedData (RFC 5652): signing, reading, verifying, and certificates in a bag. */

export type { Attribute, AttributeMap } from './attributes.ts';
export { buildCertsOnly, parseCertsOnly } from './certs-only.ts';
export type { EmbeddedCertificates } from './embedded.ts';
export { CMS_ERRORS } from './errors.ts';
export { type CmsLimits, DEFAULT_CMS_LIMITS } from './limits.ts';
export { type CmsSigner, type SignCmsOptions, signCms } from './sign.ts';
export { SignedData } from './signed-data.ts';
export type { SignedAttributes, SignerIdentifier, SignerInfo } from './signer-info.ts';
export type { SignatureVerified, TrustedSigner, VerifiedSignedData, VerifiedSigner } from './verified.ts';
export { type SignatureOptions, type VerifyCmsOptions, verifyCms, verifyCmsSignature } from './verify.ts';
