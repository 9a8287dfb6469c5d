/** MGMT_ANNOUNCE_BEGIN.ntf: asks routers to announce the network on other channels (Thread 1.1.1 §8.7.8). */

import type { ChannelMask } from '../network/channel.ts';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface AnnounceBegin extends OtherTlvs {
  readonly sessionId: number;
  /** Where to announce. */
  readonly channelMask: ChannelMask;
  /** How often. */
  readonly count: number;
  /** Milliseconds between two. */
  readonly period: number;
}

export function encodeAnnounceBegin(announce: AnnounceBegin): Uint8Array {
  return new BodyWriter()
    .add(TLVS.commissionerSessionId, announce.sessionId)
    .add(TLVS.channelMask, announce.channelMask)
    .add(TLVS.count, announce.count)
    .add(TLVS.period, announce.period)
    .bytes(announce);
}

/** @throws E_THREAD_TLV_… */
export function decodeAnnounceBegin(bytes: Uint8Array): AnnounceBegin {
  const body = new BodyReader('MGMT_ANNOUNCE_BEGIN.ntf', bytes);
  return {
    sessionId: body.required(TLVS.commissionerSessionId),
    channelMask: body.required(TLVS.channelMask),
    count: body.required(TLVS.count),
    period: body.required(TLVS.period),
    ...body.rest(),
  };
}
