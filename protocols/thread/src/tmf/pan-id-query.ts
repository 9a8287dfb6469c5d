/**
 * MGMT_PANID_QUERY.qry asks whether a PAN ID is in use elsewhere, MGMT_PANID_CONFLICT.ans says where it was heard
 * (Thread 1.1.1 §8.7.9). Without a conflict there is no answer.
 */

import type { ChannelMask } from '../network/channel.ts';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface PanIdConflict extends OtherTlvs {
  /** The channels on which the PAN ID was heard. */
  readonly channelMask: ChannelMask;
  readonly panId: number;
}

export interface PanIdQuery extends OtherTlvs {
  readonly sessionId: number;
  /** The channels to listen on. */
  readonly channelMask: ChannelMask;
  readonly panId: number;
}

export function encodePanIdQuery(query: PanIdQuery): Uint8Array {
  return new BodyWriter()
    .add(TLVS.commissionerSessionId, query.sessionId)
    .add(TLVS.channelMask, query.channelMask)
    .add(TLVS.panId, query.panId)
    .bytes(query);
}

/** @throws E_THREAD_TLV_… */
export function decodePanIdQuery(bytes: Uint8Array): PanIdQuery {
  const body = new BodyReader('MGMT_PANID_QUERY.qry', bytes);
  return {
    sessionId: body.required(TLVS.commissionerSessionId),
    channelMask: body.required(TLVS.channelMask),
    panId: body.required(TLVS.panId),
    ...body.rest(),
  };
}

export function encodePanIdConflict(conflict: PanIdConflict): Uint8Array {
  return new BodyWriter().add(TLVS.channelMask, conflict.channelMask).add(TLVS.panId, conflict.panId).bytes(conflict);
}

/** @throws E_THREAD_TLV_… */
export function decodePanIdConflict(bytes: Uint8Array): PanIdConflict {
  const body = new BodyReader('MGMT_PANID_CONFLICT.ans', bytes);
  return { channelMask: body.required(TLVS.channelMask), panId: body.required(TLVS.panId), ...body.rest() };
}
