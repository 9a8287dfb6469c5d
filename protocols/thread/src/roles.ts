/** Every role of commissioning, and what a role needs of its node. */

export {
  BORDER_AGENT_LIMITS,
  BorderAgent,
  type BorderAgentEvent,
  type BorderAgentLimits,
  type BorderAgentOptions,
  type BorderAgentPorts,
} from './border-agent/border-agent.ts';
export type { CandidateState } from './border-agent/candidate-session.ts';
export { CommissionerRouter, type CommissionerRouterOptions } from './border-agent/commissioner-router.ts';
export { mayProxy, PROXY_PORTS } from './border-agent/proxy-policy.ts';
export {
  BorderAgentLink,
  type BorderAgentLinkOptions,
  type BorderAgentLinkPorts,
} from './commissioner/border-agent-link.ts';
export { Commissioner } from './commissioner/commissioner.ts';
export type { Diagnostics } from './commissioner/diagnostics.ts';
export type { CommissionerEvent, CommissionerListener, CommissionerState } from './commissioner/events.ts';
export type { AcceptedJoiner, JoinerJournal } from './commissioner/examine-joiner.ts';
export type { JoinerSelector } from './commissioner/joiner-selector.ts';
export { JOINER_SESSION_LIMITS, type JoinerSessionLimits } from './commissioner/joiner-sessions.ts';
export {
  type EnabledJoiner,
  type EnableOptions,
  JOINER_TABLE_LIMITS,
  JOINER_TIMEOUT,
  type JoinerState as EnabledJoinerState,
  type JoinerTableLimits,
} from './commissioner/joiner-table.ts';
export { KEEP_ALIVE_INTERVAL } from './commissioner/keep-alive.ts';
export type { CommissionerLink, LinkListener, NodeRequest } from './commissioner/link.ts';
export type {
  Announcement,
  CommissionerDatasetChange,
  EnergyQuestion,
  Management,
  PanIdQuestion,
} from './commissioner/management.ts';
export { MeshLink } from './commissioner/mesh-link.ts';
export type { CommissionerOptions } from './commissioner/options.ts';
export { TOPOLOGY_LIMITS, type TopologyLimits } from './commissioner/topology-walk.ts';
export { candidatesFor, type JoinableNetwork, MAX_CANDIDATES } from './joiner/candidates.ts';
export type { Candidate, JoinerEvent, JoinerState } from './joiner/events.ts';
export {
  type JoinedNetwork,
  Joiner,
  type JoinerIdentity,
  type JoinerOptions,
  type VendorInfo,
} from './joiner/joiner.ts';
export { JOINING_LIMITS, type JoiningLimits } from './joiner/joining.ts';
export { ENTRUSTING_LIMITS, type EntrustingLimits } from './joiner-router/entrusting.ts';
export { JoinerRouter, type JoinerRouterDrop, type JoinerRouterOptions } from './joiner-router/joiner-router.ts';
export { JOINERS_SEEN_LIMITS, type JoinersSeenLimits } from './joiner-router/joiners-seen.ts';
export { isPlausibleDtls, MAX_JOINER_DATAGRAM } from './joiner-router/plausible-dtls.ts';
export type { Rate } from './joiner-router/rate-limit.ts';
export {
  Arbiter,
  type Commissionership,
  type CommissionershipEnd,
  LEADER_PETITION_TIMEOUT,
  type PetitionVerdict,
} from './leader/arbiter.ts';
export { type DatasetSetOutcome, LeaderDatasets } from './leader/datasets.ts';
export { Leader, type LeaderEvent, type LeaderOptions } from './leader/leader.ts';
export {
  commissionerAloc16,
  DEFAULT_BORDER_AGENT_PORT,
  DEFAULT_JOINER_UDP_PORT,
  interfaceIdOf,
  interfaceIdOfAddress,
  isLinkLocal,
  isMeshLocal,
  isMulticast,
  LEADER_ALOC16,
  LINK_LOCAL_ALL_NODES,
  locatorAddress,
  locatorOf,
  MLE_PORT,
  RADIO_MTU,
  REALM_LOCAL_ALL_NODES,
  REALM_LOCAL_ALL_ROUTERS,
  TMF_PORT,
} from './node/addresses.ts';
export { attemptOf, clientRandomOf } from './node/attempt.ts';
export { serveDatasets } from './node/dataset-responder.ts';
export { deviceOf } from './node/device.ts';
export { type DiagnosticsView, serveDiagnostics } from './node/diagnostic-responder.ts';
export { THREAD_ROLE_ERRORS } from './node/errors.ts';
export * from './node/ports.ts';
export { type RolePorts, TmfAgent, type TmfDestination, type TmfHandler, type TmfRequest } from './node/tmf-agent.ts';
export { SCAN_DELAY, type SurveyOptions } from './survey/survey-server.ts';
export { serveSurveys } from './survey/surveys.ts';
