/** MGMT_ED_SCAN.qry asks a node to measure energy, MGMT_ED_REPORT.ans brings what it heard (Thread 1.1.1 §8.7.10). */

import type { ChannelMask } from '../network/channel.ts';
import { TLVS } from '../tlv/table.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface EnergyScan extends OtherTlvs {
  readonly sessionId: number;
  readonly channelMask: ChannelMask;
  /** Measurements of each channel. */
  readonly count: number;
  /** Milliseconds between two measurements. */
  readonly period: number;
  /** Milliseconds that one measurement takes. */
  readonly scanDuration: number;
}

export interface EnergyReport extends OtherTlvs {
  readonly channelMask: ChannelMask;
  /** The strongest signal of each measurement in dBm: every channel of the mask once, rising, then all of them again. */
  readonly energyList: readonly number[];
}

export function encodeEnergyScan(scan: EnergyScan): Uint8Array {
  return new BodyWriter()
    .add(TLVS.commissionerSessionId, scan.sessionId)
    .add(TLVS.channelMask, scan.channelMask)
    .add(TLVS.count, scan.count)
    .add(TLVS.period, scan.period)
    .add(TLVS.scanDuration, scan.scanDuration)
    .bytes(scan);
}

/** @throws E_THREAD_TLV_… */
export function decodeEnergyScan(bytes: Uint8Array): EnergyScan {
  const body = new BodyReader('MGMT_ED_SCAN.qry', bytes);
  return {
    sessionId: body.required(TLVS.commissionerSessionId),
    channelMask: body.required(TLVS.channelMask),
    count: body.required(TLVS.count),
    period: body.required(TLVS.period),
    scanDuration: body.required(TLVS.scanDuration),
    ...body.rest(),
  };
}

export function encodeEnergyReport(report: EnergyReport): Uint8Array {
  return new BodyWriter()
    .add(TLVS.channelMask, report.channelMask)
    .add(TLVS.energyList, report.energyList)
    .bytes(report);
}

/** @throws E_THREAD_TLV_… */
export function decodeEnergyReport(bytes: Uint8Array): EnergyReport {
  const body = new BodyReader('MGMT_ED_REPORT.ans', bytes);
  return {
    channelMask: body.required(TLVS.channelMask),
    energyList: body.required(TLVS.energyList),
    ...body.rest(),
  };
}
