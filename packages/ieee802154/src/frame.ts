/**
 * A MAC frame as a value (IEEE 802.15.4-2015 §7.2).
 *
 * A value says exactly what stands on the wire: a PAN ID that the frame leaves out is undefined here too, and
 * {@link sourcePanId} tells which one is meant. So a frame that was read is written again byte for byte.
 */

import { BROADCAST_ADDRESS, type FRAME_TYPES, type FRAME_VERSIONS } from './constants.ts';

export type FrameType = (typeof FRAME_TYPES)[number];
export type FrameVersion = (typeof FRAME_VERSIONS)[number];
/** 0 to 7 (§9.4.2.1). */
export type SecurityLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** 16 bits. */
export type ShortAddress = number;
/** Eight bytes in the order in which they are printed: the organization first. The wire has them the other way round. */
export type ExtendedAddress = Uint8Array;
export type MacAddress = ShortAddress | ExtendedAddress;

/** Which key protects a frame (§9.4.2.3). */
export type KeyIdentifier =
  /** Known from the two addresses. */
  | { readonly mode: 0 }
  | { readonly mode: 1; readonly index: number }
  /** `source`: four bytes, as on the wire. */
  | { readonly mode: 2; readonly source: Uint8Array; readonly index: number }
  /** `source`: eight bytes, as on the wire. */
  | { readonly mode: 3; readonly source: Uint8Array; readonly index: number };

/** The auxiliary security header (§9.4). */
export interface SecurityHeader {
  readonly level: SecurityLevel;
  /** 32 bits; never used twice with one key. */
  readonly frameCounter: number;
  readonly key: KeyIdentifier;
}

export interface Frame {
  readonly type: FrameType;
  readonly version: FrameVersion;
  readonly framePending: boolean;
  readonly ackRequest: boolean;
  /** 8 bits. Only frames of version 2015 may do without. */
  readonly sequenceNumber: number | undefined;
  readonly destinationPanId?: number | undefined;
  readonly destination?: MacAddress | undefined;
  readonly sourcePanId?: number | undefined;
  readonly source?: MacAddress | undefined;
  readonly security?: SecurityHeader | undefined;
  /** Header information elements as they stand on the wire, termination included (§7.4.2). Version 2015 only. */
  readonly headerElements?: Uint8Array | undefined;
  /** The MAC payload: with a security level above 0, and until it is opened, protected and with its integrity code. */
  readonly payload: Uint8Array;
}

/** A frame that was read and not yet opened: anybody can have sent it. */
export interface ReceivedFrame extends Frame {
  /** The MAC header as it stood on the wire. */
  readonly header: Uint8Array;
}

export function isShort(address: MacAddress | undefined): address is ShortAddress {
  return typeof address === 'number';
}

export function isBroadcast(address: MacAddress | undefined): boolean {
  return address === BROADCAST_ADDRESS;
}

/** The PAN the sender belongs to: the destination's where the frame leaves it out (§7.2.1.5). */
export function sourcePanOf(frame: Frame): number | undefined {
  return frame.sourcePanId ?? (frame.source === undefined ? undefined : frame.destinationPanId);
}
