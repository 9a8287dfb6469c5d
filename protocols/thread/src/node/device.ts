/** A joiner in the words that all onboarding protocols share. */

import { toHex } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';

export const PROTOCOL = 'thread';

const OUI_LENGTH = 3;

/** By its EUI-64 where that is known, by its Joiner ID otherwise; `model` as its Vendor Model TLV says. */
export function deviceOf(
  known: { readonly joinerId: Uint8Array; readonly eui64: Uint8Array | undefined },
  model: string | undefined,
  assurance: DeviceIdentity['assurance'],
): DeviceIdentity {
  const { joinerId, eui64 } = known;
  return {
    serialNumber: eui64 === undefined ? `joiner-id:${toHex(joinerId)}` : toHex(eui64),
    manufacturer: eui64 === undefined ? undefined : `oui:${toHex(eui64.subarray(0, OUI_LENGTH))}`,
    // Joiners that have no model to tell send an empty text.
    model: model === '' ? undefined : model,
    credential: undefined,
    assurance,
  };
}
