/** Admission to LoRaWAN: a Join Server of the LoRaWAN Backend Interfaces behind the house's policy, without sockets. */

export { LORAWAN_ERRORS, type LorawanErrorCode } from './errors.ts';
export { encodeJoinAccept, type JoinAccept } from './frame/join-accept.ts';
export { decodeUplink, type JoinRequest, provesKey, type RejoinRequest, type Uplink } from './frame/uplink.ts';
export {
  deriveJsEncKey,
  deriveJsIntKey,
  deriveKeys10,
  deriveKeys11,
  type SessionKeys,
  type SessionKeys10,
  type SessionKeys11,
} from './keys/derivation.ts';
export { type KeyEncryptionKey, sealKey, wrapKey } from './keys/envelope.ts';
export { RESULTS, resultOf } from './messages/results.ts';
export { LorawanNetwork, type LorawanNetworkOptions, type LorawanPorts } from './network.ts';
export { RootKeyIssuer, type RootKeyRequest, type RootKeys } from './provisioning.ts';
export { type KnownPeer, KnownPeers } from './server/known-peers.ts';
export type {
  DeviceRegister,
  LorawanDevice,
  LorawanPeer,
  NetworkServerNotices,
  NonceClaim,
  NonceLedger,
  PeerDirectory,
  SessionKeyVault,
} from './server/ports.ts';
export { MAC_VERSIONS, type MacVersion } from './server/versions.ts';
