/** Online Certificate Status Protocol: requests, responses, the responder's engine, and what relying parties check. */

export { CertificateId, type CertificateIdHash, responderKeyHash } from './certificate-id.ts';
export { OCSP_ERRORS } from './errors.ts';
export { MAX_NONCE_OCTETS, NONCE_OCTETS, ocspNoCheck } from './extensions.ts';
export { OCSP_REQUEST_TYPE, OCSP_RESPONSE_TYPE, ocspGetUrl, requestOfPath } from './path.ts';
export { encodeOcspRequest, MAX_REQUEST_BYTES, MAX_REQUESTED, type OcspRequest, parseOcspRequest } from './request.ts';
export { type OcspAnswer, OcspResponder, type OcspResponderOptions, type ResponderIdentity } from './responder.ts';
export {
  type BasicOcspResponse,
  buildOcspResponse,
  isResponseSignedBy,
  MAX_RESPONSE_BYTES,
  type OcspResponse,
  type OcspResponseOptions,
  ocspErrorResponse,
  parseOcspResponse,
  type ResponderId,
} from './response.ts';
export type { OcspErrorStatus, OcspResponseStatus } from './response-status.ts';
export type { CertificateStatus, SingleResponse } from './single-response.ts';
export { type OcspVerification, type VerifiedStatus, verifyOcspResponse } from './verify.ts';
