/** Whole datasets: every TLV that a network needs is there, and together they make sense. */

import { HOUR, type Milliseconds, SECOND, type Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import { type Channel, type ChannelMask, isThreadChannel, maskHolds } from '../network/channel.ts';
import { MIN_ROTATION_HOURS, type SecurityPolicy } from '../network/security-policy.ts';
import { isUnset, type Timestamp } from '../network/timestamp.ts';
import type { OperationalDataset } from './operational-dataset.ts';

/** Everything that a network runs on. */
export interface ActiveDataset {
  readonly activeTimestamp: Timestamp;
  readonly channel: Channel;
  readonly channelMask: ChannelMask;
  readonly extendedPanId: Uint8Array;
  readonly meshLocalPrefix: Uint8Array;
  readonly networkKey: Secret;
  readonly networkName: string;
  readonly panId: number;
  readonly pskc: Secret;
  readonly securityPolicy: SecurityPolicy;
  readonly wakeupChannel?: Channel;
  /** What it was made of, unknown TLVs included. */
  readonly dataset: OperationalDataset;
}

/** What a network will run on once its delay timer ends. */
export interface PendingDataset extends ActiveDataset {
  readonly pendingTimestamp: Timestamp;
  readonly delayTimer: Milliseconds;
}

/** Thread 1.1.1 §8.4.3.4, §8.11: a delay is from 30 seconds to 72 hours, and at least 5 minutes when the network key changes. */
export const MIN_DELAY: Milliseconds = 30 * SECOND;
export const DEFAULT_DELAY: Milliseconds = 300 * SECOND;
export const MAX_DELAY: Milliseconds = 72 * HOUR;

const REQUIRED = [
  'activeTimestamp',
  'channel',
  'channelMask',
  'extendedPanId',
  'meshLocalPrefix',
  'networkKey',
  'networkName',
  'panId',
  'pskc',
  'securityPolicy',
] as const;
const REQUIRED_PENDING = [...REQUIRED, 'pendingTimestamp', 'delayTimer'] as const;
const BROADCAST_PAN_ID = 0xffff;
const ULA = 0xfd;

export type DatasetKind = 'active' | 'pending';

/** The names of values that a dataset of this kind lacks. */
export function missingValues({ values }: OperationalDataset, kind: DatasetKind): readonly string[] {
  return (kind === 'active' ? REQUIRED : REQUIRED_PENDING).filter((name) => values[name] === undefined);
}

/**
 * What is wrong with the values that are there, one sentence each. A network with such a dataset works badly or not at all.
 *
 * Stricter than nodes are: they take whatever their radio can do.
 */
export function datasetFaults({ values }: OperationalDataset): readonly string[] {
  const { activeTimestamp, channel, channelMask, delayTimer, meshLocalPrefix, networkName, panId, securityPolicy } =
    values;
  const faults: (readonly [isAt: boolean | undefined, what: string])[] = [
    [activeTimestamp && isUnset(activeTimestamp), 'the active timestamp is the one that stands for none'],
    [channel && !isThreadChannel(channel), 'the channel is none of 11 to 26 on page 0'],
    [channel && channelMask && !maskHolds(channelMask, channel), 'the channel mask does not hold the channel'],
    [delayTimer !== undefined && delayTimer > MAX_DELAY, 'the delay timer is over 72 hours'],
    [meshLocalPrefix && meshLocalPrefix[0] !== ULA, 'the mesh-local prefix is none of fd00::/8'],
    [networkName === '', 'the network name is empty'],
    [panId === BROADCAST_PAN_ID, 'the PAN ID is the broadcast one'],
    [
      securityPolicy && securityPolicy.rotationHours < MIN_ROTATION_HOURS,
      `the key rotation time is under ${MIN_ROTATION_HOURS} hours`,
    ],
  ];
  return faults.filter(([isAt]) => isAt === true).map(([, what]) => what);
}

/**
 * A whole Active Operational Dataset.
 * @throws E_THREAD_DATASET_INCOMPLETE, E_THREAD_DATASET_INVALID
 */
export function requireActive(dataset: OperationalDataset): ActiveDataset {
  const { values } = dataset;
  const { activeTimestamp, channel, channelMask, extendedPanId, meshLocalPrefix } = values;
  const { networkKey, networkName, panId, pskc, securityPolicy, wakeupChannel } = values;
  if (
    activeTimestamp === undefined ||
    channel === undefined ||
    channelMask === undefined ||
    extendedPanId === undefined ||
    meshLocalPrefix === undefined ||
    networkKey === undefined ||
    networkName === undefined ||
    panId === undefined ||
    pskc === undefined ||
    securityPolicy === undefined
  ) {
    throw incomplete(dataset, 'active');
  }
  const [fault] = datasetFaults(dataset);
  if (fault !== undefined) throw fail('E_THREAD_DATASET_INVALID', fault);
  return {
    activeTimestamp,
    channel,
    channelMask,
    extendedPanId,
    meshLocalPrefix,
    networkKey,
    networkName,
    panId,
    pskc,
    securityPolicy,
    ...(wakeupChannel === undefined ? {} : { wakeupChannel }),
    dataset,
  };
}

/**
 * A whole Pending Operational Dataset.
 * @throws E_THREAD_DATASET_INCOMPLETE, E_THREAD_DATASET_INVALID
 */
export function requirePending(dataset: OperationalDataset): PendingDataset {
  const { pendingTimestamp, delayTimer } = dataset.values;
  if (pendingTimestamp === undefined || delayTimer === undefined) throw incomplete(dataset, 'pending');
  return { ...requireActive(dataset), pendingTimestamp, delayTimer };
}

function incomplete(dataset: OperationalDataset, kind: DatasetKind) {
  return fail('E_THREAD_DATASET_INCOMPLETE', `not in the ${kind} dataset: ${missingValues(dataset, kind).join(', ')}`);
}
