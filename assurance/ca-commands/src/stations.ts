/** Addresses at which a device is met on a network: six octets in lower-case hexadecimal, between colons. */

declare const CHECKED: unique symbol;
export type StationAddress = string & { readonly [CHECKED]: true };

/** One station, not a group: the first octet's lowest bit is 0 (IEEE 802-2014 §8.2.2), and not all are 0. */
export function isStationAddress(text: string): text is StationAddress {
  return /^[0-9a-f][02468ace](?::[0-9a-f]{2}){5}$/.test(text) && text !== '00:00:00:00:00:00';
}
