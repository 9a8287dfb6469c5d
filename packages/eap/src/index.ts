/** EAP: server and peer (RFC 3748, RFC 4137) with EAP-TLS (RFC 5216, RFC 9190) and TEAP (RFC 9930), without sockets or timers of its own. */

export { EAP_ERRORS, type EapErrorCode } from './errors.ts';
export { FrameStream, framed } from './link/frame-stream.ts';
export {
  decodeLinkFrame,
  encodeLinkFrame,
  type LinkAddress,
  type LinkContent,
  type LinkFrame,
  LOOPBACK_ASSISTANCE,
  MAX_LINK_FRAME,
  PAE_GROUP,
} from './link/link-frame.ts';
export type {
  MethodKeys,
  MethodSuccess,
  PeerDecision,
  PeerMethod,
  PeerMethodContext,
  PeerMethodRun,
  PeerStep,
  ServerMethod,
  ServerMethodContext,
  ServerMethodRun,
  ServerStep,
} from './method.ts';
export { type Nak, nakFor, readNak } from './packet/nak.ts';
export {
  decodePacket,
  type EapMessage,
  type EapPacket,
  type EapResult,
  encodePacket,
  MAX_PACKET,
} from './packet/packet.ts';
export { type EapType, isLegacy, isMethod, isSameType, TYPES, typeText } from './packet/types.ts';
export { EapPeer, type PeerOptions, type PeerOutcome, type PeerReply } from './peer/peer.ts';
export { failureTo, refusal, refusalOf } from './refusal.ts';
export {
  type AuthenticatorOptions,
  type AuthenticatorOutcome,
  type AuthenticatorPorts,
  EapAuthenticator,
} from './server/authenticator.ts';
export {
  type Authenticated,
  Conversation,
  type ConversationOptions,
  type ConversationStep,
} from './server/conversation.ts';
export { DEFAULT_SESSION_LIMITS, type SessionLimits } from './server/limits.ts';
export { type EapInput, type EapReply, EapServer, type EapServerOptions } from './server/server.ts';
export type { KeysWithoutInner } from './teap/compound-keys.ts';
export { type TeapPeerOptions, teapPeer } from './teap/peer-method.ts';
export type {
  ExchangeStep,
  TeapExchange,
  TeapPeerExchange,
  TeapPlan,
  TeapPlanner,
  TeapStage,
  TunnelView,
} from './teap/plan.ts';
export { type TeapServerOptions, teapServer } from './teap/server-method.ts';
export { decodeTlvs, encodeTlvs, findTlv, makeTlv, TLVS, type Tlv, type TlvName, tlvName } from './teap/tlvs.ts';
export {
  type IdentityType,
  type RequestAction,
  readRequestAction,
  readTrustedServerRoot,
  requestActionTlv,
  type Status,
  TEAP_ERRORS,
  type TeapErrorName,
  trustedServerRootTlv,
} from './teap/values.ts';
export { ALERTS, type AlertName } from './tls/alerts.ts';
export type { TlsCredentials, TlsTuning, TlsVersion } from './tls/context.ts';
export type { Judge, JudgeContext, PresentedChain, Verdict } from './tls/judge.ts';
export { type TlsPeerOptions, tlsPeer } from './tls/peer-method.ts';
export { MAX_TLS_MESSAGE, type TlsServerOptions, tlsServer } from './tls/server-method.ts';
export type { StapledOcsp } from './tls/stapler.ts';
export { type TrustAnchorOptions, trustPeers, trustServers } from './tls/trust-anchors.ts';
