/** A RADIUS packet as read from the wire, and its limits (RFC 2865 §3, §5). */

/** One attribute as it stands on the wire. What is not known survives: nothing is left out or put in order. */
export interface Attribute {
  readonly type: number;
  /** 0 to 253 octets. */
  readonly value: Uint8Array;
}

/** What a packet says, before anybody has vouched for it. */
export interface Packet {
  readonly code: number;
  readonly identifier: number;
  /** 16 octets. */
  readonly authenticator: Uint8Array;
  /** In the order of the wire. */
  readonly attributes: readonly Attribute[];
  /** The packet itself, padding left out. */
  readonly bytes: Uint8Array;
}

export const HEADER_LENGTH = 20;
export const AUTHENTICATOR_OFFSET = 4;
export const AUTHENTICATOR_LENGTH = 16;
/** RFC 2865 §3. */
export const MAX_PACKET_LENGTH = 4096;
export const ATTRIBUTE_HEADER_LENGTH = 2;
export const MAX_ATTRIBUTE_VALUE = 253;
/** All that fit in a packet would be 2038, nearly all of them empty. An EAP packet of 4 kB takes 16. */
export const DEFAULT_MAX_ATTRIBUTES = 200;

export const NOTHING = new Uint8Array(0);
