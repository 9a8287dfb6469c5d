/** A CoAP message as a value (RFC 7252 §3). */

export type MessageType = 'CON' | 'NON' | 'ACK' | 'RST';

/** By number on the wire. */
export const MESSAGE_TYPES: readonly MessageType[] = ['CON', 'NON', 'ACK', 'RST'];

export interface CoapOption {
  /** 0 to 65535. */
  readonly number: number;
  readonly value: Uint8Array;
}

export interface CoapMessage {
  readonly type: MessageType;
  /** Class in the upper three bits, detail in the lower five. */
  readonly code: number;
  /** 16 bits. */
  readonly messageId: number;
  /** 0 to 8 bytes. */
  readonly token: Uint8Array;
  /** In the order of their numbers; options of one number in the order of the wire. */
  readonly options: readonly CoapOption[];
  readonly payload: Uint8Array;
}

/** A message before it has a type and an ID. */
export type Draft = Omit<CoapMessage, 'type' | 'messageId'>;

export interface MessageLimits {
  /** Bytes of a datagram. */
  readonly maxMessageBytes: number;
  readonly maxOptions: number;
}

export const DEFAULT_MESSAGE_LIMITS: MessageLimits = { maxMessageBytes: 2048, maxOptions: 64 };

export const NOTHING = new Uint8Array(0);
