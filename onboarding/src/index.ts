/** The words and ports that every onboarding protocol shares (ARCHITECTURE.md, "The words"). */

export * from './authorizer.ts';
export * from './credential-issuer.ts';
export * from './decision.ts';
export * from './device.ts';
export * from './events.ts';
export type { AdmissionAttempt, Mitigation, NetworkAdapter, NetworkCandidate } from './network/adapter.ts';
export { Behind, type BehindOptions } from './network/behind.ts';
export { NETWORK_ERRORS, type NetworkErrorCode } from './network/errors.ts';
export type { Enforcement } from './network/expulsion.ts';
export { AdmissionGate, type GateOptions, type ObligationRules } from './network/gate.ts';
export {
  type NetworkSession,
  type NetworkSessionEnd,
  type NetworkSessionRecord,
  type NetworkSessionState,
  type SessionHolder,
  sessionDevice,
  sessionDeviceKey,
  sessionHolder,
} from './network/session.ts';
export { SessionNetwork } from './network/session-network.ts';
export {
  type Judgement,
  NetworkSessions,
  type NetworkSessionsOptions,
} from './network/sessions.ts';
export * from './phase.ts';
export * from './steps.ts';
export * from './trust.ts';
