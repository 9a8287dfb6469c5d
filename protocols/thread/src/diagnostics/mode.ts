/** The Mode TLV's value: what kind of node a node is, one bit each (Thread 1.1.1 §4.5.2). */

import { MODE } from '../mle/table.ts';
import type { ValueCodec } from '../tlv/definition.ts';

export interface DeviceMode {
  /** False for a sleepy device: it hears only when it asks. */
  readonly receiverOnWhenIdle: boolean;
  /** Could be a router. */
  readonly fullThreadDevice: boolean;
  /** Keeps all of the network data, not the stable part alone. */
  readonly fullNetworkData: boolean;
}

/** Thread 1.1's bit “secure data requests”, which every node sets since. */
const ALWAYS_SET = 0x04;

export function decodeMode(bits: number): DeviceMode {
  return {
    receiverOnWhenIdle: (bits & MODE.receiverOnWhenIdle) !== 0,
    fullThreadDevice: (bits & MODE.fullThreadDevice) !== 0,
    fullNetworkData: (bits & MODE.fullNetworkData) !== 0,
  };
}

export function encodeMode({ receiverOnWhenIdle, fullThreadDevice, fullNetworkData }: DeviceMode): number {
  return (
    ALWAYS_SET |
    (receiverOnWhenIdle ? MODE.receiverOnWhenIdle : 0) |
    (fullThreadDevice ? MODE.fullThreadDevice : 0) |
    (fullNetworkData ? MODE.fullNetworkData : 0)
  );
}

export const MODE_CODEC: ValueCodec<DeviceMode> = {
  minLength: 1,
  maxLength: 1,
  decode: ([bits = 0]) => decodeMode(bits),
  encode: (mode) => Uint8Array.of(encodeMode(mode)),
};
