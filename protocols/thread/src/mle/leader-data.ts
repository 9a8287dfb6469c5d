/** The Leader Data TLV's value: which partition, and how new its network data are. */

import { concat } from '@sallyport/core';
import { readUint, writeUint } from '../network/numbers.ts';
import type { ValueCodec } from '../tlv/definition.ts';

export interface LeaderData {
  /** 32 bits. */
  readonly partitionId: number;
  readonly weighting: number;
  /** 8 bits; each change of the network data adds one. */
  readonly dataVersion: number;
  readonly stableDataVersion: number;
  /** 6 bits. */
  readonly leaderRouterId: number;
}

export const LEADER_DATA_CODEC: ValueCodec<LeaderData> = {
  minLength: 8,
  maxLength: 8,
  decode: (bytes) => ({
    partitionId: readUint(bytes.subarray(0, 4)),
    weighting: bytes[4] ?? 0,
    dataVersion: bytes[5] ?? 0,
    stableDataVersion: bytes[6] ?? 0,
    leaderRouterId: bytes[7] ?? 0,
  }),
  encode: ({ partitionId, weighting, dataVersion, stableDataVersion, leaderRouterId }) =>
    concat(
      writeUint('partition id', partitionId, 4),
      writeUint('weighting', weighting, 1),
      writeUint('data version', dataVersion, 1),
      writeUint('stable data version', stableDataVersion, 1),
      writeUint('leader router id', leaderRouterId, 1),
    ),
};

/** Whether a data version is newer than another: they count in a circle of 256. */
export function isNewerDataVersion(version: number, than: number): boolean {
  const ahead = (version - than) & 0xff;
  return ahead > 0 && ahead < 0x80;
}
