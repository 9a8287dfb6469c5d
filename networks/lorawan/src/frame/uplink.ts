/** Join-requests and Rejoin-requests as a device sends them (TS001 §6.2.5; LoRaWAN 1.1 §6.2.2, §6.2.4). */

import { timingSafeEqual } from 'node:crypto';
import { aesCmac } from '@sallyport/crypto';
import { fail } from '../errors.ts';
import { textOf } from './identifiers.ts';

interface Signed {
  /** All of the frame before the MIC. */
  readonly message: Uint8Array;
  readonly mic: Uint8Array;
  /** Lower-case hexadecimal. */
  readonly devEui: string;
}

export interface JoinRequest extends Signed {
  readonly type: 'join';
  readonly joinEui: string;
  readonly devNonce: number;
}

/** Types 0 and 2 go by the session and its NetID, type 1 by the JoinEUI. */
export type RejoinRequest = Signed & { readonly count: number } & (
    | { readonly type: 'rejoin-0' | 'rejoin-2'; readonly netId: string }
    | { readonly type: 'rejoin-1'; readonly joinEui: string }
  );

export type Uplink = JoinRequest | RejoinRequest;

const MIC = 4;
const JOIN = { mhdr: 0x00, length: 23 } as const;
const REJOIN = { mhdr: 0xc0, lengths: { 0: 19, 1: 24, 2: 19 } } as const;

/** @throws E_LORAWAN_FRAME_SIZE, E_LORAWAN_FRAME */
export function decodeUplink(frame: Uint8Array): Uplink {
  const [mhdr, rejoinType] = frame;
  if (mhdr === JOIN.mhdr) return decodeJoin(frame);
  if (mhdr !== REJOIN.mhdr) {
    throw frame.length === 0
      ? fail('E_LORAWAN_FRAME_SIZE', 'an empty frame')
      : fail('E_LORAWAN_FRAME', 'neither a Join-request nor a Rejoin-request');
  }
  switch (rejoinType) {
    case 0:
    case 2:
      requireLength(frame, REJOIN.lengths[rejoinType]);
      return {
        type: rejoinType === 0 ? 'rejoin-0' : 'rejoin-2',
        ...signed(frame, 5),
        netId: textOf(frame.subarray(2, 5)),
        count: uint16(frame, 13),
      };
    case 1:
      requireLength(frame, REJOIN.lengths[rejoinType]);
      return {
        type: 'rejoin-1',
        ...signed(frame, 10),
        joinEui: textOf(frame.subarray(2, 10)),
        count: uint16(frame, 18),
      };
    default:
      throw fail('E_LORAWAN_FRAME', 'a Rejoin-request of a type that there is not');
  }
}

/** Whether the MIC was made with `key`; compares in constant time. */
export function provesKey({ message, mic }: Uplink, key: Uint8Array): boolean {
  return timingSafeEqual(aesCmac(key, message).subarray(0, MIC), mic);
}

function decodeJoin(frame: Uint8Array): JoinRequest {
  requireLength(frame, JOIN.length);
  return { type: 'join', ...signed(frame, 9), joinEui: textOf(frame.subarray(1, 9)), devNonce: uint16(frame, 17) };
}

function signed(frame: Uint8Array, devEuiAt: number): Signed {
  const end = frame.length - MIC;
  return {
    message: frame.slice(0, end),
    mic: frame.slice(end),
    devEui: textOf(frame.subarray(devEuiAt, devEuiAt + 8)),
  };
}

function requireLength(frame: Uint8Array, length: number): void {
  if (frame.length !== length) {
    throw fail('E_LORAWAN_FRAME_SIZE', `a frame of ${frame.length} octets in the place of ${length}`);
  }
}

function uint16(frame: Uint8Array, at: number): number {
  return (frame[at] ?? 0) | ((frame[at + 1] ?? 0) << 8);
}
