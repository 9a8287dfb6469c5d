/** Keys, X.509 certificates, requests, CRLs and path validation on node:crypto. */

export { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.ts';
export {
  digest,
  findSignatureAlgorithm,
  generateKeyPair,
  type HashName,
  hashByOid,
  hashOid,
  isKeyType,
  KEY_TYPES,
  type KeyKind,
  type KeyType,
  keyTypeOf,
  type SignatureAlgorithm,
  signatureAlgorithmByOid,
  signatureAlgorithmOf,
  verifySignature,
} from './algorithms.ts';
export { Certificate } from './certificate.ts';
export {
  buildCertificateRevocationList,
  CertificateRevocationList,
  type CertificateRevocationListContent,
  type CertificateRevocationListOptions,
  type RevokedEntry,
  reassembleCertificateRevocationList,
} from './crl.ts';
export {
  buildCertificateRequest,
  CertificateRequest,
  type CertificateRequestOptions,
  type RequestAttribute,
} from './csr.ts';
export { PKI_ERRORS } from './errors.ts';
export {
  type AuthorityInfoAccess,
  type BasicConstraints,
  type NameConstraints,
  readAuthorityInfoAccessOf,
  readAuthorityKeyIdentifierOf,
  readBasicConstraintsOf,
  readCrlDistributionPointsOf,
  readExtendedKeyUsageOf,
  readKeyUsageOf,
  readNameConstraintsOf,
  readSubjectAltNameOf,
  readSubjectKeyIdentifierOf,
  type Subtree,
} from './extension-values.ts';
export {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  crlDistributionPoints,
  type Extension,
  encodeExtensions,
  extendedKeyUsage,
  extension,
  extensionReader,
  hardwareModuleName,
  type KeyIdentified,
  keyUsage,
  nameConstraints,
  readExtensions,
  type SubtreeInput,
  subjectAltName,
  subjectKeyIdentifier,
} from './extensions.ts';
export { encodeGeneralName, type GeneralName, type GeneralNameInput, readGeneralNames } from './general-name.ts';
export { buildCertificate, type CertificateOptions, NEVER } from './issue.ts';
export type { KeyUsage } from './key-usage.ts';
export { Name, type NameAttribute } from './name.ts';
export { OID } from './oids.ts';
export { type PathOptions, type VerifiedPath, validatePath } from './path.ts';
export { unknownCriticalExtensions } from './path-rules.ts';
export { importPublicKey, keyIdentifierOf, spkiOf, subjectPublicKeyBits } from './public-key.ts';
export type { RevocationPolicy } from './revocation.ts';
export { isRevocationReason, type RevocationReason } from './revocation-reason.ts';
export { serialNumber } from './serial-number.ts';
export { type Signer, softwareSigner } from './signer.ts';
