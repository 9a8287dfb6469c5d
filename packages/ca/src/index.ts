/** A certificate authority whose certificates are on disk before they are answered for. */

export {
  CertificateAuthority,
  type CertificateAuthorityOptions,
  type IssueRequest,
  type StatusLocations,
} from './certificate-authority.ts';
export { CA_ERRORS } from './errors.ts';
export type {
  CertificateLedger,
  CrlRecord,
  CrlState,
  IssuedCertificate,
  LedgerEntry,
  LedgerPage,
  PageOptions,
  Revocation,
  RevokeReason,
} from './ledger.ts';
export { CERTIFICATE_ISSUED, CERTIFICATE_PROJECTION, CERTIFICATE_REVOKED, CRL_ISSUED } from './ledger-events.ts';
export type { CurrentListOptions } from './list-issuer.ts';
export { LogCertificateLedger, type LogCertificateLedgerOptions } from './log-ledger.ts';
export { MemoryCertificateLedger } from './memory-ledger.ts';
export {
  type AuthorityFacts,
  authorityProfile,
  type CertificateContent,
  type CertificateProfile,
  endEntityProfile,
  type ProfileRequest,
} from './profile.ts';
export {
  createIntermediateCertificate,
  createRootCertificate,
  type IntermediateOptions,
  type RootOptions,
} from './root.ts';
export {
  type CertificateUse,
  type FileVaultOptions,
  memoryVault,
  openFileVault,
  readVaultCertificate,
  type Vault,
} from './vault.ts';
