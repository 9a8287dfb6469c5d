/** Thread commissioning (MeshCoP): the wire, credentials, keys, datasets and every role. */

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
export type { AnswerPart } from './diagnostics/answer.ts';
export type { ChildTableEntry } from './diagnostics/child-table.ts';
export type { ByRole, MacCounters, MleCounters } from './diagnostics/counters.ts';
export type { EnhancedRoute } from './diagnostics/enhanced-route.ts';
export type { LinkStatistics } from './diagnostics/link-statistics.ts';
export type { DeviceMode } from './diagnostics/mode.ts';
export type {
  ChildAddresses,
  ChildDetails,
  CoordinatedListening,
  RouterNeighbour,
} from './diagnostics/neighbours.ts';
export type { LinkQuality, Route64, RouterRoute } from './diagnostics/route64.ts';
export { DIAGNOSTIC_TLVS } from './diagnostics/table.ts';
export {
  type MeshTopology,
  type TopologyChild,
  type TopologyFindings,
  type TopologyLink,
  type TopologyRouter,
  topologyOf,
} from './diagnostics/topology.ts';
export * from './discovery/border-agent-txt.ts';
export * from './discovery/state-bitmap.ts';
export { THREAD_ERRORS } from './errors.ts';
export * from './keys/kek.ts';
export * from './keys/network-keys.ts';
export * from './keys/rotation.ts';
export * from './mle/discovery.ts';
export {
  AuthenticMle,
  decodePlainMle,
  encodePlainMle,
  type MleEnds,
  type MleMessage,
  openMle,
  sealMle,
} from './mle/message.ts';
export { MLE_COMMANDS, MLE_TLVS } from './mle/table.ts';
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
export { deviceOf } from './node/device.ts';
export * from './roles.ts';
export { defineTlv, findTlv, makeTlv, type TlvDefinition, type ValueCodec } from './tlv/definition.ts';
export { TLVS, tlvDefinition } from './tlv/table.ts';
export * from './tlv/tlv.ts';
export * from './tmf/announce-begin.ts';
export type { OtherTlvs } from './tmf/body.ts';
export * from './tmf/commissioner-dataset.ts';
export * from './tmf/dataset-management.ts';
export * from './tmf/diagnostic-get.ts';
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
