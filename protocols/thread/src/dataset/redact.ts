/** A dataset as people may see it. */

import { toHex } from '@sallyport/core';
import { channelsOf } from '../network/channel.ts';
import { prefixText } from '../network/ipv6.ts';
import { formatSecurityPolicy } from '../network/security-policy.ts';
import type { Timestamp } from '../network/timestamp.ts';
import { TLVS } from '../tlv/table.ts';
import type { OperationalDataset } from './operational-dataset.ts';

/** Names to values as people read them. Keys are `[secret]`; what the dataset lacks is undefined. */
export interface RedactedDataset {
  readonly activeTimestamp: Timestamp | undefined;
  readonly pendingTimestamp: Timestamp | undefined;
  /** Milliseconds. */
  readonly delayTimer: number | undefined;
  readonly channel: number | undefined;
  readonly wakeupChannel: number | undefined;
  /** The channels of the channel mask, page 0. */
  readonly channels: readonly number[] | undefined;
  /** Hexadecimal. */
  readonly extendedPanId: string | undefined;
  /** For example `fd00:db8::/64`. */
  readonly meshLocalPrefix: string | undefined;
  readonly networkKey: '[secret]' | undefined;
  readonly networkName: string | undefined;
  /** For example `0xface`. */
  readonly panId: string | undefined;
  readonly pskc: '[secret]' | undefined;
  /** For example `672 onrc 0`. */
  readonly securityPolicy: string | undefined;
  /** Other TLVs by their numbers, hexadecimal. */
  readonly others: Readonly<Record<string, string>> | undefined;
}

const NAMED: ReadonlySet<number> = new Set(
  [
    TLVS.activeTimestamp,
    TLVS.pendingTimestamp,
    TLVS.delayTimer,
    TLVS.channel,
    TLVS.wakeupChannel,
    TLVS.channelMask,
    TLVS.extendedPanId,
    TLVS.meshLocalPrefix,
    TLVS.networkKey,
    TLVS.networkName,
    TLVS.panId,
    TLVS.pskc,
    TLVS.securityPolicy,
  ].map(({ type }) => type),
);

export function redactDataset(dataset: OperationalDataset): RedactedDataset {
  const { values } = dataset;
  const others = dataset.tlvs.filter(({ type }) => !NAMED.has(type)).map((tlv) => tlv.toJSON());
  return {
    activeTimestamp: values.activeTimestamp,
    pendingTimestamp: values.pendingTimestamp,
    delayTimer: values.delayTimer,
    channel: values.channel?.number,
    wakeupChannel: values.wakeupChannel?.number,
    channels: values.channelMask && channelsOf(values.channelMask),
    extendedPanId: values.extendedPanId && toHex(values.extendedPanId),
    meshLocalPrefix: values.meshLocalPrefix && prefixText(values.meshLocalPrefix),
    networkKey: values.networkKey && ('[secret]' as const),
    networkName: values.networkName,
    panId: values.panId === undefined ? undefined : `0x${values.panId.toString(16).padStart(4, '0')}`,
    pskc: values.pskc && ('[secret]' as const),
    securityPolicy: values.securityPolicy && formatSecurityPolicy(values.securityPolicy),
    others: others.length === 0 ? undefined : Object.fromEntries(others.map(({ type, value }) => [type, value])),
  };
}
