/** How a node hears a neighbour, as the Child TLV and the Router Neighbor TLV have it, in seven bytes and two. */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { writeUint } from '../network/numbers.ts';
import type { FieldReader } from './fields.ts';

export interface LinkStatistics {
  /** In dB. */
  readonly margin: number;
  /** dBm; undefined where nothing was heard yet. */
  readonly averageRssi: number | undefined;
  /** dBm, of the latest frame. */
  readonly lastRssi: number | undefined;
  /** 0 to 1, of frames that were sent; undefined where the node does not track errors. */
  readonly frameErrorRate: number | undefined;
  /** 0 to 1, of IPv6 messages that were sent. */
  readonly messageErrorRate: number | undefined;
}

const UNKNOWN_RSSI = 127;
const ALL = 0xffff;

export function readLinkStatistics(fields: FieldReader, tracksErrors: boolean): LinkStatistics {
  const [margin, average, last] = [fields.uint(1), fields.signed(), fields.signed()];
  const [frames, messages] = [fields.uint(2) / ALL, fields.uint(2) / ALL];
  return {
    margin,
    averageRssi: average === UNKNOWN_RSSI ? undefined : average,
    lastRssi: last === UNKNOWN_RSSI ? undefined : last,
    frameErrorRate: tracksErrors ? frames : undefined,
    messageErrorRate: tracksErrors ? messages : undefined,
  };
}

/** @throws E_THREAD_ARGUMENT */
export function linkStatisticsBytes({
  margin,
  averageRssi,
  lastRssi,
  frameErrorRate = 0,
  messageErrorRate = 0,
}: LinkStatistics): Uint8Array {
  return concat(
    writeUint('link margin', margin, 1),
    rssiByte(averageRssi),
    rssiByte(lastRssi),
    writeUint('frame error rate', Math.round(frameErrorRate * ALL), 2),
    writeUint('message error rate', Math.round(messageErrorRate * ALL), 2),
  );
}

function rssiByte(rssi = UNKNOWN_RSSI): Uint8Array {
  if (!Number.isInteger(rssi) || rssi < -128 || rssi > UNKNOWN_RSSI) {
    throw fail('E_THREAD_ARGUMENT', 'a signal’s strength is from -128 to 126 dBm');
  }
  return Uint8Array.of(rssi);
}
