/** The TLVs of a secured MLE message by name. Which of them a command needs, the reader of the command says. */

import type { Timestamp } from '../network/timestamp.ts';
import { findTlv, makeTlv, type TlvDefinition } from '../tlv/definition.ts';
import type { Tlv } from '../tlv/tlv.ts';
import type { Connectivity } from './connectivity.ts';
import type { LeaderData } from './leader-data.ts';
import { MLE_TLVS } from './table.ts';

export interface MleFields {
  /** RLOC16 of the sender. */
  readonly sourceAddress?: number | undefined;
  readonly mode?: number | undefined;
  /** Seconds after which a silent child is forgotten. */
  readonly timeout?: number | undefined;
  readonly challenge?: Uint8Array | undefined;
  readonly response?: Uint8Array | undefined;
  readonly linkFrameCounter?: number | undefined;
  readonly mleFrameCounter?: number | undefined;
  readonly address16?: number | undefined;
  readonly leaderData?: LeaderData | undefined;
  /** Network data TLVs. */
  readonly networkData?: Uint8Array | undefined;
  /** Types of the TLVs that the answer is to hold. */
  readonly tlvRequest?: Uint8Array | undefined;
  readonly scanMask?: number | undefined;
  readonly connectivity?: Connectivity | undefined;
  /** dB above the noise. */
  readonly linkMargin?: number | undefined;
  readonly status?: number | undefined;
  readonly version?: number | undefined;
  /** As MeshCoP's Channel TLV has it. */
  readonly channel?: Uint8Array | undefined;
  readonly panId?: number | undefined;
  readonly activeTimestamp?: Timestamp | undefined;
  readonly pendingTimestamp?: Timestamp | undefined;
  /** MeshCoP TLVs, without the timestamp that the TLV above holds. */
  readonly activeDataset?: Uint8Array | undefined;
  readonly pendingDataset?: Uint8Array | undefined;
}

export function writeFields(fields: MleFields): readonly Tlv[] {
  const tlvs: Tlv[] = [];
  const add = <Value>(definition: TlvDefinition<Value>, value: Value | undefined): void => {
    if (value !== undefined) tlvs.push(makeTlv(definition, value));
  };
  add(MLE_TLVS.sourceAddress, fields.sourceAddress);
  add(MLE_TLVS.leaderData, fields.leaderData);
  add(MLE_TLVS.response, fields.response);
  add(MLE_TLVS.challenge, fields.challenge);
  add(MLE_TLVS.linkFrameCounter, fields.linkFrameCounter);
  add(MLE_TLVS.mleFrameCounter, fields.mleFrameCounter);
  add(MLE_TLVS.mode, fields.mode);
  add(MLE_TLVS.timeout, fields.timeout);
  add(MLE_TLVS.scanMask, fields.scanMask);
  add(MLE_TLVS.connectivity, fields.connectivity);
  add(MLE_TLVS.linkMargin, fields.linkMargin);
  add(MLE_TLVS.status, fields.status);
  add(MLE_TLVS.version, fields.version);
  add(MLE_TLVS.tlvRequest, fields.tlvRequest);
  add(MLE_TLVS.address16, fields.address16);
  add(MLE_TLVS.networkData, fields.networkData);
  add(MLE_TLVS.channel, fields.channel);
  add(MLE_TLVS.panId, fields.panId);
  add(MLE_TLVS.activeTimestamp, fields.activeTimestamp);
  add(MLE_TLVS.pendingTimestamp, fields.pendingTimestamp);
  add(MLE_TLVS.activeDataset, fields.activeDataset);
  add(MLE_TLVS.pendingDataset, fields.pendingDataset);
  return tlvs;
}

/** @throws E_THREAD_TLV_DUPLICATE, E_THREAD_TLV_LENGTH, E_THREAD_TLV_VALUE */
export function readFields(tlvs: readonly Tlv[]): MleFields {
  return {
    sourceAddress: findTlv(tlvs, MLE_TLVS.sourceAddress),
    mode: findTlv(tlvs, MLE_TLVS.mode),
    timeout: findTlv(tlvs, MLE_TLVS.timeout),
    challenge: findTlv(tlvs, MLE_TLVS.challenge),
    response: findTlv(tlvs, MLE_TLVS.response),
    linkFrameCounter: findTlv(tlvs, MLE_TLVS.linkFrameCounter),
    mleFrameCounter: findTlv(tlvs, MLE_TLVS.mleFrameCounter),
    address16: findTlv(tlvs, MLE_TLVS.address16),
    leaderData: findTlv(tlvs, MLE_TLVS.leaderData),
    networkData: findTlv(tlvs, MLE_TLVS.networkData),
    tlvRequest: findTlv(tlvs, MLE_TLVS.tlvRequest),
    scanMask: findTlv(tlvs, MLE_TLVS.scanMask),
    connectivity: findTlv(tlvs, MLE_TLVS.connectivity),
    linkMargin: findTlv(tlvs, MLE_TLVS.linkMargin),
    status: findTlv(tlvs, MLE_TLVS.status),
    version: findTlv(tlvs, MLE_TLVS.version),
    channel: findTlv(tlvs, MLE_TLVS.channel),
    panId: findTlv(tlvs, MLE_TLVS.panId),
    activeTimestamp: findTlv(tlvs, MLE_TLVS.activeTimestamp),
    pendingTimestamp: findTlv(tlvs, MLE_TLVS.pendingTimestamp),
    activeDataset: findTlv(tlvs, MLE_TLVS.activeDataset),
    pendingDataset: findTlv(tlvs, MLE_TLVS.pendingDataset),
  };
}
