/** What devices do, and what their makers say they do: MUD profiles, flow events, denylists, violations. */

export { type Family, type Prefix, parsePrefix } from './addresses/prefix.ts';
export { type CompiledMud, compileMud, filterRuleObligations } from './compile/compile.ts';
export { compileFilterRules, type FilterRules } from './compile/filter-rules.ts';
export {
  compileNftables,
  fillPeerSets,
  MUD_LOG_PREFIX,
  MUD_TABLE,
  type NftablesRules,
  type PeerSet,
} from './compile/nftables.ts';
export type { CompileOptions, Unexpressed, UnexpressedReason } from './compile/plan.ts';
export { BehaviourMonitor, type BehaviourMonitorOptions } from './contacts/behaviour-monitor.ts';
export {
  ContactWindow,
  type ContactWindowOptions,
  type Overload,
  type WindowCounters,
} from './contacts/contact-window.ts';
export {
  DEFAULT_DENYLIST_LIMITS,
  Denylist,
  type DenylistLimits,
  Denylists,
  type ReadDenylist,
  type RefusedEntry,
  readDenylist,
} from './contacts/denylist.ts';
export { type ChangedDenylist, changeDenylist, type DenylistChange } from './contacts/denylist-text.ts';
export type { FactChange, ObservedFact } from './contacts/facts.ts';
export type { Sighting, WindowLimits } from './contacts/sliding-window.ts';
export { ViolationWindow, type ViolationWindowOptions } from './contacts/violation-window.ts';
export { BEHAVIOUR_ERRORS, type BehaviourErrorCode } from './errors.ts';
export type { FlowEnd, FlowEvent } from './flows/flow-event.ts';
export {
  DEFAULT_FLOW_LIMITS,
  type FlowBatch,
  type FlowFormat,
  FlowReader,
  type FlowReaderLimits,
  isFlowFormat,
  type RefusedLine,
  readFlowEvents,
} from './flows/flow-reader.ts';
export { type FlowsHandlerOptions, flowsHandler } from './flows/flows-handler.ts';
export { flowJsonSchema } from './flows/json-lines.ts';
export { type Judgement, judge, type Traffic } from './judge/judge.ts';
export { type OwnEnd, type Violation, violates } from './judge/violates.ts';
export { LearnedNames, type LearnedNamesOptions } from './mud/learned-names.ts';
export { MUD_LIMITS } from './mud/limits.ts';
export type { PeerMembers } from './mud/members.ts';
export type {
  Action,
  Direction,
  Entry,
  IcmpMatch,
  MudFile,
  Omission,
  OmissionReason,
  Peer,
  PeerClass,
  PortRange,
} from './mud/model.ts';
export { type EntryLists, type MudPolicy, type PolicyOptions, policyOf } from './mud/policy.ts';
export { readMud } from './mud/read-mud.ts';
export { HOUSE_ENTRIES, STANDARD_ENTRIES } from './mud/standard-entries.ts';
export {
  approveMud,
  MUD_CONTENT_TYPE,
  type VerifiedMud,
  type VerifyMudOptions,
  type Voucher,
  verifyMud,
} from './mud/verified-mud.ts';
export { MudFetcher, type MudFetcherOptions, type MudProfile } from './source/mud-fetcher.ts';
export { type MudHttp, type MudHttpAnswer, type MudHttpRequest, mudHttpOver } from './source/mud-http.ts';
export {
  learnMudUrl,
  MUD_SIGNER_EXTENSION,
  MUD_URL_EXTENSION,
  type MudPointer,
  type MudUrlSource,
} from './source/mud-url.ts';
