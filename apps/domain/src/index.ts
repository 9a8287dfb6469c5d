/** The owner's side: domain CA, registrar, EST, accept lists, devices. */

export type { AcceptRegister } from './accept-register.ts';
export type { NetworkAdmissionOptions } from './admission/options.ts';
export type { ConsoleOptions } from './api/console-options.ts';
export { TOPICS as LIVE_TOPICS, type Topic as LiveTopic } from './api/live/topics.ts';
export { LOCAL_CALLER } from './api/local-caller.ts';
export { ROLES as DOMAIN_ROLES, type Role as DomainRole } from './api/roles.ts';
export { runDomainOperation } from './api/run-operation.ts';
export type { MudOptions } from './assurance/behaviour/mud-options.ts';
export type { Desks as DomainAssurance } from './assurance/desks.ts';
export type { IdentityServiceOptions } from './assurance/identity-service.ts';
export type { SmtpOptions } from './assurance/mail-outbox.ts';
export type { DomainAssuranceOptions, Senders } from './assurance/options.ts';
export type { RouterCommandsOptions } from './assurance/routers/options.ts';
export type { DevicePageOptions, DomainDevices } from './devices.ts';
export { Domain } from './domain.ts';
export { DOMAIN_ERRORS } from './errors.ts';
export type { ListName } from './events.ts';
export type { Introduction, KnownManufacturer, ManufacturerBook } from './manufacturer-book.ts';
export { DOMAIN_OPERATIONS, type DomainOperations } from './operations.ts';
export type { DomainOptions } from './options.ts';
export {
  clientProfile,
  ldevidProfile,
  radiusProfile,
  registrarProfile,
  routerProfile,
} from './profiles.ts';
export { type DeviceRow, type DeviceState, domainRegister } from './register.ts';
export { OCSP_RESPONDER_LIFETIME, ocspResponderProfile } from './revocation/ocsp-identity.ts';
export type { RevocationPublishing } from './revocation/options.ts';
export type { RevocationService } from './revocation/revocation-service.ts';
export type { DeviceRevocation, RevokedDevice } from './revocation/revoke-device.ts';
export {
  type FoundBorderAgent,
  findBorderAgents,
  type LinkToLookOn,
  type LookOptions,
} from './thread/border-agents.ts';
export type { DatasetChange } from './thread/dataset-change.ts';
export type { JoinerFailure } from './thread/joiner-failures.ts';
export type { Joiner } from './thread/joiners.ts';
export type { NetworkConnection, ThreadNetworkName } from './thread/network-connection.ts';
export type { BorderAgentAddress, JoinerPermit, PermittedJoiner, ThreadNetworks } from './thread/thread-networks.ts';
