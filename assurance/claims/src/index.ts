/** Claims: verifiable credentials with the types of CAHN, made, verified, passed on, and written in its notation. */

export {
  type ChainJudge,
  type HouseCertificates,
  methodOfCertificate,
  type ShownChain,
  trustChains,
} from './controllers/certificates.ts';
export type { Controller, ControllerResolver, ProofPurpose, VerificationMethod } from './controllers/controller.ts';
export { parseDidDocument } from './controllers/did-document.ts';
export { didJwkOf } from './controllers/did-jwk.ts';
export { didKeyOf } from './controllers/did-key.ts';
export { type DocumentFetcher, didWebUrl } from './controllers/did-web.ts';
export { keyUriOf } from './controllers/key-names.ts';
export { ISSUER_PREFIXES, issuerResolver, type ResolverPorts } from './controllers/resolver.ts';
export { CLAIMS_CONTEXT, type DataModel, KNOWN_CONTEXTS } from './credential/contexts.ts';
export { type Credential, type ParseOptions, readCredential } from './credential/credential.ts';
export { type Validity, validityOf } from './credential/validity.ts';
export { addProof, type ProofOptions } from './data-integrity/sign.ts';
export { CRYPTOSUITES, type Cryptosuite } from './data-integrity/suites.ts';
export { type IntactDocument, verifyProofs } from './data-integrity/verify.ts';
export { CLAIMS_ERRORS, type ClaimsErrorCode } from './errors.ts';
export { JOSE_ALGORITHMS, type JoseAlgorithm } from './jose/algorithms.ts';
export { envelop } from './jose/envelope.ts';
export { type JoseSignOptions, signJose } from './jose/sign.ts';
export { signTypedToken, type TypedToken, type TypedTokenOptions, verifyTypedToken } from './jose/typed-token.ts';
export { canonicalize } from './json/canonicalize.ts';
export { parseStrictJson } from './json/strict-json.ts';
export { type ClaimSigner, certifiedSigner, didJwkSigner, didKeySigner } from './keys/claim-signer.ts';
export { CLAIM_KEY_TYPES, type ClaimKey, type ClaimKeyType } from './keys/key-types.ts';
export { claimUri, keyUri } from './keys/key-uri.ts';
export { CLAIM_LIMITS, type ClaimLimits } from './limits.ts';
export { printClaim, statementOf } from './notation/of-claim.ts';
export { parseNotation, parseStatement } from './notation/parse.ts';
export { printNotation, type Spelling } from './notation/print.ts';
export type { Expression, Implication, Message, Operand, Statement } from './notation/statement.ts';
export { type Reception, reattest } from './route/reattest.ts';
export { type Hop, type RoutedClaim, verifyRoute } from './route/verify-route.ts';
export type { Signature, VerifyOptions } from './signed.ts';
export { type ClaimInput, claimOf, makeClaim, readClaim, type VerifiedClaim, verifyClaim } from './types/claim.ts';
export type { Argument, ClaimBody, ClaimKind } from './types/claim-type.ts';
export { claimJsonSchema, claimSchemaId, claimsContext } from './types/published.ts';
export {
  CLAIM_TYPE_NAMES,
  CLAIM_TYPES,
  type Claim,
  type ClaimTypeName,
  isClaimTypeName,
  type SubjectOf,
} from './types/table.ts';
export { RIGHTS, type Right } from './types/trust-types.ts';
export { type VerifiedCredential, verifyCredential, verifyDocument } from './verify.ts';
