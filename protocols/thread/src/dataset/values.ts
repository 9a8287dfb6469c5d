/** A dataset's values by name, and the order in which they are written. */

import type { Milliseconds, Secret } from '@sallyport/core';
import type { Channel, ChannelMask } from '../network/channel.ts';
import { requireNetworkName } from '../network/network-name.ts';
import type { SecurityPolicy } from '../network/security-policy.ts';
import type { Timestamp } from '../network/timestamp.ts';
import { makeTlv, type TlvDefinition } from '../tlv/definition.ts';
import { TLVS } from '../tlv/table.ts';
import type { Tlv } from '../tlv/tlv.ts';

export interface DatasetValues {
  readonly activeTimestamp?: Timestamp | undefined;
  /** Pending only. */
  readonly pendingTimestamp?: Timestamp | undefined;
  /** Pending only: how long until it becomes the Active Operational Dataset. */
  readonly delayTimer?: Milliseconds | undefined;
  readonly channel?: Channel | undefined;
  readonly wakeupChannel?: Channel | undefined;
  readonly channelMask?: ChannelMask | undefined;
  /** 8 bytes. */
  readonly extendedPanId?: Uint8Array | undefined;
  /** The first 8 bytes of every mesh-local address. */
  readonly meshLocalPrefix?: Uint8Array | undefined;
  readonly networkKey?: Secret | undefined;
  readonly networkName?: string | undefined;
  readonly panId?: number | undefined;
  readonly pskc?: Secret | undefined;
  readonly securityPolicy?: SecurityPolicy | undefined;
}

/**
 * TLVs in the order of OpenThread, whose `dataset active -x` is what is passed from tool to tool: timestamps and delay timer,
 * channel, wake-up channel, channel mask, extended PAN ID, prefix, key, name, PAN ID, PSKc, security policy.
 * @throws E_THREAD_ARGUMENT, E_THREAD_NETWORK_NAME
 */
export function tlvsOf(values: DatasetValues): readonly Tlv[] {
  const tlvs: Tlv[] = [];
  const add = <Value>(definition: TlvDefinition<Value>, value: Value | undefined): void => {
    if (value !== undefined) tlvs.push(makeTlv(definition, value));
  };
  add(TLVS.activeTimestamp, values.activeTimestamp);
  add(TLVS.pendingTimestamp, values.pendingTimestamp);
  add(TLVS.delayTimer, values.delayTimer);
  add(TLVS.channel, values.channel);
  add(TLVS.wakeupChannel, values.wakeupChannel);
  add(TLVS.channelMask, values.channelMask);
  add(TLVS.extendedPanId, values.extendedPanId);
  add(TLVS.meshLocalPrefix, values.meshLocalPrefix);
  add(TLVS.networkKey, values.networkKey);
  add(TLVS.networkName, values.networkName === undefined ? undefined : requireNetworkName(values.networkName));
  add(TLVS.panId, values.panId);
  add(TLVS.pskc, values.pskc);
  add(TLVS.securityPolicy, values.securityPolicy);
  return tlvs;
}
