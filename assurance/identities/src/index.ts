/** The authentication server: binds a key to whoever reads a mailbox. */

export {
  AuthenticationServer,
  type AuthenticationServerOptions,
  type PendingBinding,
  type RequestOutcome,
} from './authentication-server.ts';
export { IDENTITIES_ERRORS, type IdentitiesErrorCode } from './errors.ts';
export { fingerprintOf } from './fingerprint.ts';
export { type IdentitiesHandlerOptions, identitiesHandler } from './http/identities-handler.ts';
export { type Mailbox, parseMailbox } from './mailbox.ts';
export type { Mail, Outbox } from './outbox.ts';
export type { IdentityPolicy } from './policy.ts';
export { identitiesProjection } from './projection.ts';
export { type IdentityRequest, REQUEST_TYP, readIdentityRequest, signIdentityRequest } from './request.ts';
