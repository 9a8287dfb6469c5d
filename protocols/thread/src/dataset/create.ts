/** New networks. */

import { type Random, Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import { CHANNELS_2_4_GHZ, channelMaskOf, channelsOf } from '../network/channel.ts';
import { readUint } from '../network/numbers.ts';
import { DEFAULT_SECURITY_POLICY } from '../network/security-policy.ts';
import { type ActiveDataset, requireActive } from './complete.ts';
import { OperationalDataset } from './operational-dataset.ts';
import type { DatasetValues } from './values.ts';

/** What is not given is chosen: keys, ids and the prefix at random, the channel at random from the mask. */
export type NewDatasetValues = Omit<DatasetValues, 'pendingTimestamp' | 'delayTimer'>;

const KEY_BYTES = 16;
const BROADCAST_PAN_ID = 0xffff;

/**
 * A whole dataset for a new network. Give `pskc` to have one derived from a passphrase (`derivePskc`): for that, name the network and
 * its extended PAN ID too, since they go into it.
 * @throws E_THREAD_ARGUMENT, E_THREAD_NETWORK_NAME, E_THREAD_DATASET_INVALID
 */
export function createDataset(values: NewDatasetValues, random: Random): ActiveDataset {
  const channelMask = values.channelMask ?? channelMaskOf();
  const panId = values.panId ?? randomPanId(random);
  return requireActive(
    OperationalDataset.of({
      activeTimestamp: values.activeTimestamp ?? { seconds: 1, ticks: 0, authoritative: false },
      channel: values.channel ?? { page: 0, number: randomChannel(channelsOf(channelMask), random) },
      wakeupChannel: values.wakeupChannel,
      channelMask,
      extendedPanId: values.extendedPanId ?? random.bytes(8),
      meshLocalPrefix: values.meshLocalPrefix ?? randomMeshLocalPrefix(random),
      networkKey: values.networkKey ?? Secret.of(random.bytes(KEY_BYTES)),
      networkName: values.networkName ?? `Sallyport-${panId.toString(16).padStart(4, '0')}`,
      panId,
      pskc: values.pskc ?? Secret.of(random.bytes(KEY_BYTES)),
      securityPolicy: values.securityPolicy ?? DEFAULT_SECURITY_POLICY,
    }),
  );
}

/** Any but the broadcast one. */
export function randomPanId(random: Random): number {
  for (;;) {
    const panId = readUint(random.bytes(2));
    if (panId !== BROADCAST_PAN_ID) return panId;
  }
}

/** A unique local prefix: `fd`, then 40 random bits and the subnet (RFC 4193 §3.2), which is random too. */
export function randomMeshLocalPrefix(random: Random): Uint8Array {
  const prefix = Uint8Array.from(random.bytes(8));
  prefix[0] = 0xfd;
  return prefix;
}

function randomChannel(allowed: readonly number[], random: Random): number {
  const channels = allowed.filter((channel) => CHANNELS_2_4_GHZ.includes(channel));
  const limit = 256 - (256 % Math.max(1, channels.length));
  for (;;) {
    const [byte = 0] = random.bytes(1);
    // Bytes at the end of the range are drawn again, so that every channel is as likely.
    if (byte >= limit) continue;
    const channel = channels[byte % channels.length];
    if (channel === undefined) throw fail('E_THREAD_ARGUMENT', 'the channel mask holds none of 11 to 26');
    return channel;
  }
}
