/** CAHN's CA Command Protocol: a registrar tells its routers whom to trust and whom no longer. Both sides, without sockets. */

export { type Access, type VerifiedCommand, verifyCommand } from './command/command.ts';
export { CA_COMMANDS_PORT, CA_COMMANDS_PROTOCOL, CA_COMMANDS_SERVICE } from './discovery.ts';
export { CA_COMMANDS_ERRORS, type CaCommandsErrorCode } from './errors.ts';
export type { DomainMembership } from './membership/domain.ts';
export type { ClaimPorts } from './membership/trust-claim.ts';
export type {
  CommandReport,
  RegistrarEvent,
  RegistrarSettings,
  RegistrarSideOptions,
  RouterOutcome,
  RouterStatus as ConnectedRouter,
} from './registrar/ports.ts';
export { RegistrarSide, type Revocation } from './registrar/registrar-side.ts';
export { type KeptState, readKeptState } from './router/document.ts';
export type {
  DeviceAccess,
  Enforcer,
  RouterEvent,
  RouterMembership,
  RouterSettings,
  RouterSideOptions,
  RouterStatus,
  RouterStore,
} from './router/ports.ts';
export { RouterSide } from './router/router-side.ts';
export type { Channel, Connection, Peer } from './session/ports.ts';
export { isStationAddress, type StationAddress } from './stations.ts';
export { encodeFrame, FrameReader } from './wire/frames.ts';
export {
  type RegistrarMessage,
  type RouterMessage,
  readRegistrarMessage,
  readRouterMessage,
  writeMessage,
} from './wire/messages.ts';
