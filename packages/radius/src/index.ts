/** RADIUS: packets, servers, clients and dynamic authorization, without sockets. Those are in `@sallyport/radius/transport`. */

export { canonicalAddress, type Endpoint, type Prefix } from './address.ts';
export * from './attributes/data-types.ts';
export { AttributeDefinition, TaggedDefinition, type TaggedValue } from './attributes/definition.ts';
export { readEapMessage } from './attributes/eap-message.ts';
export { type Path, unwrap, wrap } from './attributes/envelope.ts';
export {
  type AccessAnswer,
  type AskOptions,
  RadiusClient,
  type RadiusClientOptions,
} from './client/client.ts';
export { DEFAULT_WATCHDOG, type ServerSettings, type ServerState, type Watchdog } from './client/servers.ts';
export { Counters, type Counts } from './counters.ts';
export {
  attributeName,
  type DescribedAttribute,
  type DescribedPacket,
  describeAttributes,
  describePacket,
} from './dictionary/dictionary.ts';
export { sessionKeyAttributes, vlanAttributes } from './dictionary/ieee8021x.ts';
export { ATTRIBUTES, type AttributeName } from './dictionary/standard.ts';
export * from './dictionary/values.ts';
export { VENDOR_ATTRIBUTES, VENDORS, type VendorAttributeName, vendorAttribute } from './dictionary/vendors.ts';
export {
  type ChangeAnswer,
  type ChangeRequest,
  DynamicAuthorizationClient,
  type DynamicAuthorizationClientOptions,
  type Nas,
} from './dynamic-authorization/client.ts';
export {
  type ChangeOrder,
  type ChangeOutcome,
  DynamicAuthorizationServer,
  type DynamicAuthorizationServerOptions,
  type DynamicAuthorizationServerPorts,
} from './dynamic-authorization/server.ts';
export { RADIUS_ERRORS, type RadiusErrorCode } from './errors.ts';
export { chapResponse, checkChap } from './hiding/chap.ts';
export { PasswordDefinition, SaltedDefinition, type TaggedSecret } from './hiding/definitions.ts';
export { HiddenAttribute, type HidingKey, type OutgoingAttribute } from './hiding/hidden-attribute.ts';
export { CODE_DEFINITIONS, CODES, type CodeDefinition, codeName } from './packet/codes.ts';
export { decodePacket } from './packet/decode.ts';
export { encodePacket, type PacketParts } from './packet/encode.ts';
export { type Attribute, DEFAULT_MAX_ATTRIBUTES, MAX_PACKET_LENGTH, type Packet } from './packet/packet.ts';
export { type RequestDraft, type ResponseDraft, type SealedRequest, sealRequest, sealResponse } from './packet/seal.ts';
export type { VerifiedPacket } from './packet/verified.ts';
export { type RequestPolicy, type ResponsePolicy, verifyRequest, verifyResponse } from './packet/verify.ts';
export type { RequesterOptions, RequesterPorts } from './requester/requester.ts';
export {
  ACCOUNTING_RETRANSMISSION,
  DEFAULT_RETRANSMISSION,
  type Retransmission,
} from './requester/retransmission.ts';
export type { Route, Target } from './requester/target.ts';
export type { ServerChannel } from './server/channel.ts';
export type { ServerEvent } from './server/events.ts';
export { type ClientSettings, completeClient, type KnownClient, KnownClients } from './server/known-clients.ts';
export { DEFAULT_SERVER_LIMITS, type ServerLimits } from './server/limits.ts';
export {
  type AccessDecision,
  AccessRequest,
  type AccountingHandler,
  AccountingRequest,
  type AuthenticationHandler,
  type RequestOrigin,
  ServerRequest,
} from './server/requests.ts';
export { RadiusServer, type RadiusServerOptions, type ServerPorts } from './server/server.ts';
export { endsConnection } from './stream/endings.ts';
export { FrameReader } from './stream/frame-reader.ts';
