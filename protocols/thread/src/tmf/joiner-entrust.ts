/**
 * JOIN_ENT.ntf: the Joiner Router gives the joiner the network's credentials in a frame protected by the KEK
 * (Thread 1.1.1 §8.4.4). The answer is empty.
 */

import type { Secret } from '@sallyport/core';
import type { ChannelMask } from '../network/channel.ts';
import type { SecurityPolicy } from '../network/security-policy.ts';
import type { Timestamp } from '../network/timestamp.ts';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface JoinEntrust extends OtherTlvs {
  readonly networkKey: Secret;
  /** 8 bytes. */
  readonly meshLocalPrefix: Uint8Array;
  /** 8 bytes. */
  readonly extendedPanId: Uint8Array;
  readonly networkName: string;
  readonly activeTimestamp: Timestamp;
  readonly channelMask?: ChannelMask;
  readonly pskc?: Secret;
  readonly securityPolicy?: SecurityPolicy;
  /** The network key sequence counter in use; 0 when absent. */
  readonly networkKeySequence?: number;
}

export function encodeJoinEntrust(entrust: JoinEntrust): Uint8Array {
  return new BodyWriter()
    .add(TLVS.networkKey, entrust.networkKey)
    .add(TLVS.meshLocalPrefix, entrust.meshLocalPrefix)
    .add(TLVS.extendedPanId, entrust.extendedPanId)
    .add(TLVS.networkName, entrust.networkName)
    .add(TLVS.activeTimestamp, entrust.activeTimestamp)
    .add(TLVS.channelMask, entrust.channelMask)
    .add(TLVS.pskc, entrust.pskc)
    .add(TLVS.securityPolicy, entrust.securityPolicy)
    .add(TLVS.networkKeySequenceCounter, entrust.networkKeySequence)
    .bytes(entrust);
}

/** @throws E_THREAD_TLV_… */
export function decodeJoinEntrust(bytes: Uint8Array): JoinEntrust {
  const body = new BodyReader('JOIN_ENT.ntf', bytes);
  const channelMask = body.optional(TLVS.channelMask);
  const pskc = body.optional(TLVS.pskc);
  const securityPolicy = body.optional(TLVS.securityPolicy);
  const networkKeySequence = body.optional(TLVS.networkKeySequenceCounter);
  return {
    networkKey: body.required(TLVS.networkKey),
    meshLocalPrefix: body.required(TLVS.meshLocalPrefix),
    extendedPanId: body.required(TLVS.extendedPanId),
    networkName: body.required(TLVS.networkName),
    activeTimestamp: body.required(TLVS.activeTimestamp),
    ...(channelMask === undefined ? {} : { channelMask }),
    ...(pskc === undefined ? {} : { pskc }),
    ...(securityPolicy === undefined ? {} : { securityPolicy }),
    ...(networkKeySequence === undefined ? {} : { networkKeySequence }),
    ...body.rest(),
  };
}
