/** Vouchers and voucher-requests: JSON (RFC 8366 §5, RFC 8995 §3) signed in CMS (RFC 8366 §5.4). */

export {
  type ArtifactKind,
  ASSERTIONS,
  type Assertion,
  artifact,
  ROOT_NAMES,
  type VoucherArtifact,
  type VoucherAttributes,
} from './attributes.ts';
export { type ArtifactCodecOptions, ATTRIBUTE_NAMES, decodeArtifact, encodeArtifact } from './codec.ts';
export { formatDateAndTime, parseDateAndTime } from './date-and-time.ts';
export { type ArtifactRole, type ArtifactRule, checkArtifact, type RuleBreach, ruleBreaches } from './rules.ts';
export { type ArtifactContentType, type SignArtifactOptions, signArtifact } from './sign.ts';
export { SignedArtifact } from './signed-artifact.ts';
export { type VerifiedArtifact, type VerifyArtifactOptions, verifyArtifact } from './verify.ts';
