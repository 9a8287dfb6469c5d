/** Recordings of an air as files that Wireshark opens. */

import { concat } from '@sallyport/core';
import type { AirRecord } from './simulated-air.ts';

/** LINKTYPE_IEEE802_15_4_NOFCS: frames without their check sequence. */
const LINK_TYPE = 230;
/** Times in microseconds, numbers in the order of this writer. */
const MAGIC = 0xa1b2_c3d4;
const VERSION = { major: 2, minor: 4 } as const;
const SNAP_LENGTH = 127;

/** A pcap file of the frames, in the order in which they were sent. */
export function pcapOf(records: readonly Pick<AirRecord, 'at' | 'mpdu'>[]): Uint8Array {
  return concat(pcapHeader(), ...records.flatMap(({ at, mpdu }) => [recordHeader(at, mpdu.length), mpdu]));
}

/** The bytes a pcap file begins with; {@link pcapRecord} makes what follows, so that a file can be written as frames come. */
export function pcapHeader(): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, MAGIC);
  view.setUint16(4, VERSION.major);
  view.setUint16(6, VERSION.minor);
  view.setUint32(16, SNAP_LENGTH);
  view.setUint32(20, LINK_TYPE);
  return new Uint8Array(view.buffer);
}

export function pcapRecord({ at, mpdu }: Pick<AirRecord, 'at' | 'mpdu'>): Uint8Array {
  return concat(recordHeader(at, mpdu.length), mpdu);
}

function recordHeader(at: Date, length: number): Uint8Array {
  const time = at.getTime();
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, Math.floor(time / 1000));
  view.setUint32(4, (time % 1000) * 1000);
  view.setUint32(8, length);
  view.setUint32(12, length);
  return new Uint8Array(view.buffer);
}
