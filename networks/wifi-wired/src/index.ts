/** Admission to Wi-Fi and wired networks by RADIUS and EAP, without sockets. */

export {
  Admission,
  type AdmissionEvent,
  type AdmissionOptions,
  type AdmissionPorts,
  type Grant,
} from './admission/admission.ts';
export { CredentialExaminer, type Examination, type ExaminerOptions } from './admission/examine.ts';
export { OBLIGATIONS, obligationAttributes } from './admission/obligations.ts';
export { type Medium, nasIdentification, type Place, placeOf, sessionIdentification } from './admission/place.ts';
export {
  AdmissionPolicy,
  type Admittance,
  type Applicant,
  type OnboardingNetwork,
  type PolicyOptions,
} from './admission/policy.ts';
export type { BirthRegister, DeviceDirectory, RevocationJudge } from './admission/ports.ts';
export {
  type FreeRadiusClient,
  type FreeRadiusProxyOptions,
  type FreeRadiusServerOptions,
  freeRadiusProxyConfiguration,
  freeRadiusServerConfiguration,
} from './configuration/freeradius.ts';
export { type HostapdOptions, type HostapdWifi, hostapdConfiguration } from './configuration/hostapd.ts';
export { type WpaSupplicantOptions, wpaSupplicantConfiguration } from './configuration/wpa-supplicant.ts';
export { type Candidate, candidatesOf, type Sign } from './discovery/candidates.ts';
export { naiRealms } from './discovery/nai-realms.ts';
export { NetworkSearch, type NetworkSearchOptions, type SearchEvent } from './discovery/network-search.ts';
export type { HeardNetwork, WirelessScanner } from './discovery/scanner.ts';
export { type SimulatedAccessPoint, SimulatedRadio } from './discovery/simulated-radio.ts';
export {
  type ControlCommand,
  readScanResults,
  WpaSupplicantScanner,
  type WpaSupplicantScannerOptions,
} from './discovery/wpa-supplicant-scanner.ts';
export { WIFI_WIRED_ERRORS, type WifiWiredErrorCode } from './errors.ts';
export { WifiWiredNetwork, type WifiWiredNetworkOptions } from './network-adapter.ts';
export type { SessionEvent } from './sessions/events.ts';
export type { DynamicAuthorization, FindNas } from './sessions/expulsion.ts';
export {
  type CredentialKind,
  deviceKeyOf,
  identityOf,
  type Session,
  type SessionEnd,
  type SessionRecord,
  type SessionState,
} from './sessions/session.ts';
export { Sessions, type SessionsOptions } from './sessions/sessions.ts';
