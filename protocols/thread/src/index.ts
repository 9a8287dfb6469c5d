/** Thread commissioning (MeshCoP): the wire, credentials, keys, datasets and every role. */

// Roles, and the node that they run on.
export { BorderAgent, type BorderAgentEvent, type BorderAgentOptions } from './border-agent/border-agent.ts';
export {
  BorderAgentLink,
  type BorderAgentLinkOptions,
  type BorderAgentLinkPorts,
} from './commissioner/border-agent-link.ts';
export { Commissioner, type CommissionerOptions } from './commissioner/commissioner.ts';
export type { CommissionerEvent, CommissionerListener, CommissionerState } from './commissioner/events.ts';
export type { AcceptedJoiner, JoinerJournal } from './commissioner/examine-joiner.ts';
export type { JoinerSelector } from './commissioner/joiner-selector.ts';
export { type EnabledJoiner, type EnableOptions, JOINER_TIMEOUT } from './commissioner/joiner-table.ts';
export type { CommissionerLink, LinkListener } from './commissioner/link.ts';
export type { Announcement, EnergyQuestion, Management, PanIdQuestion } from './commissioner/management.ts';
export { MeshLink } from './commissioner/mesh-link.ts';
export * from './credentials/joiner-id.ts';
export * from './credentials/joiner-qr.ts';
export * from './credentials/one-time-passcode.ts';
export * from './credentials/pskc.ts';
export * from './credentials/pskd.ts';
export {
  MAX_STEERING_DATA_BYTES,
  STEER_ALL,
  STEER_NONE,
  type SteeringTarget,
  steeringDataFor,
  steers,
  steersAll,
  steersNone,
} from './credentials/steering-data.ts';
export * from './dataset/complete.ts';
export * from './dataset/create.ts';
export * from './dataset/hex.ts';
export * from './dataset/management-set.ts';
export * from './dataset/operational-dataset.ts';
export type { RedactedDataset } from './dataset/redact.ts';
export type { DatasetValues } from './dataset/values.ts';
export * from './discovery/border-agent-txt.ts';
export * from './discovery/state-bitmap.ts';
export { THREAD_ERRORS } from './errors.ts';
export type { JoinerEvent } from './joiner/events.ts';
export {
  type JoinedNetwork,
  Joiner,
  type JoinerIdentity,
  type JoinerOptions,
  type VendorInfo,
} from './joiner/joiner.ts';
export { JoinerRouter, type JoinerRouterOptions } from './joiner-router/joiner-router.ts';
export * from './keys/kek.ts';
export * from './keys/network-keys.ts';
export * from './keys/rotation.ts';
export { Leader, type LeaderEvent, type LeaderOptions } from './leader/leader.ts';
export {
  CHANNELS_2_4_GHZ,
  type Channel,
  type ChannelMask,
  type ChannelMaskEntry,
  channelMaskOf,
  channelsOf,
  isThreadChannel,
  maskHolds,
} from './network/channel.ts';
export type { DiscoveryRequest, DiscoveryResponse } from './network/discovery-flags.ts';
export * from './network/ipv6.ts';
export type { JoinerAdvertisement } from './network/joiner-advertisement.ts';
export { MAX_NETWORK_NAME_BYTES, requireNetworkName } from './network/network-name.ts';
export * from './network/security-policy.ts';
export type { State } from './network/state.ts';
export * from './network/timestamp.ts';
export type { VendorStackVersion } from './network/vendor-stack-version.ts';
export { DEFAULT_BORDER_AGENT_PORT, DEFAULT_JOINER_UDP_PORT, MLE_PORT, TMF_PORT } from './node/addresses.ts';
export { deviceOf } from './node/device.ts';
export type * from './node/ports.ts';
export { type RolePorts, TmfAgent } from './node/tmf-agent.ts';
export { defineTlv, findTlv, makeTlv, type TlvDefinition, type ValueCodec } from './tlv/definition.ts';
export { TLVS, tlvDefinition } from './tlv/table.ts';
export * from './tlv/tlv.ts';
export * from './tmf/announce-begin.ts';
export type { OtherTlvs } from './tmf/body.ts';
export * from './tmf/commissioner-dataset.ts';
export * from './tmf/dataset-management.ts';
export * from './tmf/energy-scan.ts';
export * from './tmf/get-request.ts';
export * from './tmf/joiner-entrust.ts';
export * from './tmf/joiner-finalize.ts';
export * from './tmf/keep-alive.ts';
export * from './tmf/pan-id-query.ts';
export * from './tmf/petition.ts';
export * from './tmf/proxy.ts';
export * from './tmf/relay.ts';
export * from './tmf/state-response.ts';
export * from './tmf/uris.ts';
