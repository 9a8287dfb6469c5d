/** What an owner wants changed in a Thread network, as the datasets that bring it about. */

import { type Milliseconds, type Random, Secret } from '@sallyport/core';
import {
  advanceTimestamp,
  allowedDelay,
  channelMaskOf,
  type DatasetValues,
  DEFAULT_DELAY,
  derivePskc,
  OperationalDataset,
  requireActive,
  type Timestamp,
} from '@sallyport/thread';

const KEY_BYTES = 16;
const FIRST: Timestamp = { seconds: 0, ticks: 0, authoritative: false };

/** What is left out stays as it is. */
export interface DatasetChange {
  readonly networkName?: string | undefined;
  readonly channel?: number | undefined;
  readonly channels?: readonly number[] | undefined;
  readonly panId?: number | undefined;
  /** The PSKc is derived anew from it. */
  readonly passphrase?: Secret | undefined;
  /** A new network key, at random. */
  readonly newNetworkKey?: boolean | undefined;
}

/** MGMT_ACTIVE_SET: the changes alone, with a newer Active Timestamp. */
export function activeChange(active: OperationalDataset, change: DatasetChange, random: Random): OperationalDataset {
  return OperationalDataset.of({
    ...valuesOf(active, change, random),
    activeTimestamp: advanceTimestamp(active.values.activeTimestamp ?? FIRST, random),
  });
}

/** MGMT_PENDING_SET: the whole dataset as it shall be, and when. */
export function pendingChange(
  active: OperationalDataset,
  pending: OperationalDataset,
  change: DatasetChange,
  { delay = DEFAULT_DELAY, random }: { readonly delay?: Milliseconds | undefined; readonly random: Random },
): OperationalDataset {
  const { dataset } = requireActive(active);
  return dataset.with({
    ...valuesOf(active, change, random),
    activeTimestamp: advanceTimestamp(active.values.activeTimestamp ?? FIRST, random),
    pendingTimestamp: advanceTimestamp(pending.values.pendingTimestamp ?? FIRST, random),
    // As a leader would correct it, so that what is told here is what comes.
    delayTimer: allowedDelay(delay, change.newNetworkKey === true),
  });
}

function valuesOf(active: OperationalDataset, change: DatasetChange, random: Random): DatasetValues {
  const { networkName, channel, channels, panId, passphrase, newNetworkKey } = change;
  return {
    networkName,
    panId,
    channel: channel === undefined ? undefined : { page: 0, number: channel },
    channelMask: channels && channelMaskOf(channels),
    networkKey: newNetworkKey === true ? Secret.of(random.bytes(KEY_BYTES)) : undefined,
    pskc: passphrase && pskcFor(passphrase, active, networkName),
  };
}

function pskcFor(passphrase: Secret, active: OperationalDataset, newName: string | undefined): Secret {
  const { networkName, extendedPanId } = requireActive(active);
  return derivePskc(passphrase, { networkName: newName ?? networkName, extendedPanId });
}
