/** What an accept tells an IEEE 802.1X authenticator, as all of them understand it (RFC 3580). */

import { Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { OutgoingAttribute } from '../hiding/hidden-attribute.ts';
import { ATTRIBUTES } from './standard.ts';
import { TUNNEL_MEDIUM_TYPES, TUNNEL_TYPES } from './values.ts';
import { VENDOR_ATTRIBUTES } from './vendors.ts';

const MAX_VLAN = 4094;
const MPPE_KEY = 32;

/**
 * Puts the port into a VLAN (RFC 3580 §3.31): 1 to 4094, or a name that the authenticator knows. The three attributes belong
 * together by their tag.
 * @throws E_RADIUS_ARGUMENT
 */
export function vlanAttributes(vlan: number | string, tag = 0): OutgoingAttribute[] {
  const isNumber = typeof vlan === 'number';
  if (isNumber && !(Number.isInteger(vlan) && vlan >= 1 && vlan <= MAX_VLAN)) {
    throw fail('E_RADIUS_ARGUMENT', `${vlan} is no VLAN`);
  }
  return [
    ...ATTRIBUTES['Tunnel-Type'].of(TUNNEL_TYPES.VLAN, tag),
    ...ATTRIBUTES['Tunnel-Medium-Type'].of(TUNNEL_MEDIUM_TYPES.IEEE_802, tag),
    ...ATTRIBUTES['Tunnel-Private-Group-ID'].of(String(vlan), tag),
  ];
}

/**
 * Gives the authenticator the Master Session Key of an EAP method: the first 32 octets to receive with, the next 32 to send with
 * (RFC 2548 §2.4, RFC 3580 §3.16; RFC 5216 §2.3).
 * @throws E_RADIUS_ARGUMENT for a key of less than 64 octets
 */
export function sessionKeyAttributes(masterSessionKey: Secret): OutgoingAttribute[] {
  if (masterSessionKey.length < 2 * MPPE_KEY) throw fail('E_RADIUS_ARGUMENT', 'a Master Session Key has 64 octets');
  const octets = masterSessionKey.expose();
  return [
    ...VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'].of(Secret.of(octets.subarray(0, MPPE_KEY))),
    ...VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].of(Secret.of(octets.subarray(MPPE_KEY, 2 * MPPE_KEY))),
  ];
}
