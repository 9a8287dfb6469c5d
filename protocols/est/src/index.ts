/** Enrollment over Secure Transport (RFC 7030, RFC 8951): a server and a client engine without IO, and their codecs. */

export {
  asksForKeyEncryption,
  type ChangeSubjectName,
  changeSubjectName,
  changeSubjectNameOf,
  EST_OID,
} from './attributes.ts';
export { decodeBody, encodeBody } from './body.ts';
export { decodeCertsOnly, encodeCertsOnly } from './certs-only.ts';
export { type BindingPolicy, bindingPassword, checkBinding } from './channel-binding.ts';
export { type CaCertificates, type CaTrust, judgeCaCertificates } from './client/ca-certificates.ts';
export {
  type EnrolRequest,
  EstClient,
  type EstClientOptions,
  type ReenrolRequest,
  type ServerMadeKey,
} from './client/client.ts';
export type { EstHttpRequest, EstHttpResponse, SendEstRequest } from './client/exchange.ts';
export { type EstTrust, type IssuedCertificate, verifyIssued } from './client/issued-certificate.ts';
export { overConnection } from './client/over-connection.ts';
export { authorizeServer, type ServerExpectation } from './client/server-authorization.ts';
export { unmetRequirements } from './csrattrs/check.ts';
export { type AttrOrOid, type CsrAttributes, decodeCsrAttributes, encodeCsrAttributes } from './csrattrs/codec.ts';
export { fulfil, keyTemplateOf, type RequestContent, type RequestWishes, suitableKeyTypes } from './csrattrs/fulfil.ts';
export {
  CHALLENGE_PASSWORD,
  type CsrRequirements,
  extensionRequestAttribute,
  requirementsOf,
  withChallengePassword,
} from './csrattrs/requirements.ts';
export {
  type ExtensionTemplate,
  type KeyTemplate,
  type NameTemplateAttribute,
  type RequestTemplate,
  readTemplate,
  templateAttribute,
} from './csrattrs/template.ts';
export { EST_ERRORS, type EstErrorCode } from './errors.ts';
export { MEDIA_TYPE } from './media-types.ts';
export { decodeMultipart, encodeMultipart, type Part } from './multipart.ts';
export {
  checkLabel,
  type EnrolOperation,
  EST_PREFIX,
  type EstOperation,
  type EstTarget,
  OPERATIONS,
  parsePath,
  pathOf,
} from './operations.ts';
export { formatRetryAfter, parseRetryAfter } from './retry-after.ts';
export { anyAuthenticator } from './server/any-authenticator.ts';
export { type BasicOptions, basicAuthenticator } from './server/basic.ts';
export { certificateAuthenticator, type TrustGroup } from './server/certificate-authenticator.ts';
export type { EstServerConfig } from './server/config.ts';
export { type DigestOptions, digestAuthenticator } from './server/digest.ts';
export type {
  AcceptedDevice,
  EnrolmentAnswer,
  EnrolmentGate,
  EstAuthenticator,
  EstCertificationRequest,
  EstHttpAuthenticator,
  EstIssuance,
  EstServerPorts,
  PresentedCertificate,
  RefusedDevice,
} from './server/ports.ts';
export { createEstServer, type EstServer } from './server/server.ts';
