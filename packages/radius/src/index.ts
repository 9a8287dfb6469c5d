/** RADIUS: packets, servers, clients and dynamic authorization, without sockets. Those are in `@sallyport/radius/transport`. */

export { canonicalAddress, type Endpoint, type Prefix } from './address.ts';
export * from './attributes/data-types.ts';
export { AttributeDefinition, TaggedDefinition, type TaggedValue } from './attributes/definition.ts';
export { readEapMessage } from './attributes/eap-message.ts';
export { type Path, unwrap, wrap } from './attributes/envelope.ts';
export {
  attributeName,
  type DescribedAttribute,
  type DescribedPacket,
  describeAttributes,
  describePacket,
} from './dictionary/dictionary.ts';
export { ATTRIBUTES, type AttributeName } from './dictionary/standard.ts';
export * from './dictionary/values.ts';
export { VENDOR_ATTRIBUTES, VENDORS, type VendorAttributeName, vendorAttribute } from './dictionary/vendors.ts';
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
