/**
 * A radio's frames as datagrams, for radios of several processes: one byte of channel, then the frame with its check
 * sequence, as a PSDU. The same form as OpenThread's simulated radio. A datagram of one byte says on which channel its
 * sender listens.
 */

import { MAX_FRAME_SIZE, withFcs, withoutFcs } from '@sallyport/ieee802154';
import { CHANNELS_2_4_GHZ } from '../network/channel.ts';

export interface RadioDatagram {
  readonly channel: number;
  /** The frame without its check sequence; undefined when the datagram only says the channel. */
  readonly mpdu: Uint8Array | undefined;
}

export function encodeRadioDatagram({ channel, mpdu }: RadioDatagram): Uint8Array {
  const psdu = mpdu === undefined ? new Uint8Array() : withFcs(mpdu);
  const datagram = new Uint8Array(1 + psdu.length);
  datagram[0] = channel;
  datagram.set(psdu, 1);
  return datagram;
}

/** Undefined for what no radio hears: another channel page, an overlong frame, a wrong check sequence. */
export function decodeRadioDatagram(datagram: Uint8Array): RadioDatagram | undefined {
  const [channel] = datagram;
  if (channel === undefined || !CHANNELS_2_4_GHZ.includes(channel)) return undefined;
  if (datagram.length === 1) return { channel, mpdu: undefined };
  if (datagram.length > 1 + MAX_FRAME_SIZE) return undefined;
  const mpdu = withoutFcs(datagram.subarray(1));
  return mpdu === undefined ? undefined : { channel, mpdu: mpdu.slice() };
}
