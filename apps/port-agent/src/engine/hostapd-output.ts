/** What hostapd_cli prints: events as they come, and the list of stations. */

import { fail } from '../errors.ts';
import { isStationAddress, type MacAddress } from './mac-address.ts';

export type HostapdEvent =
  | { readonly type: 'connected'; readonly station: MacAddress }
  | { readonly type: 'disconnected'; readonly station: MacAddress }
  | { readonly type: 'terminating' };

const STATION_EVENTS = { 'AP-STA-CONNECTED': 'connected', 'AP-STA-DISCONNECTED': 'disconnected' } as const;

/** `IFACE EVENT ARGUMENTS`, as an action program is told it. Undefined for events that do not concern a port. */
export function readEvent(line: string): HostapdEvent | undefined {
  const [, name = '', station = ''] = line.trim().split(' ', 3);
  if (name === 'CTRL-EVENT-TERMINATING') return { type: 'terminating' };
  for (const [known, type] of Object.entries(STATION_EVENTS)) {
    if (name === known && isStationAddress(station)) return { type, station };
  }
  return undefined;
}

/** Stations are a few lines each; an attacker on the wire can make hostapd remember 2007 of them and no more. */
const MOST_LISTED = 4096;

/**
 * The stations whose controlled port hostapd has set authorized, of the answer to `all_sta`: for each station a line
 * with its address, one with its flags, and many that do not matter here.
 * @throws E_PORT_AGENT_OUTPUT
 */
export function readAuthorized(output: string): ReadonlySet<MacAddress> {
  const authorized = new Set<MacAddress>();
  let current: string | undefined;
  let listed = 0;
  for (const line of output.split('\n')) {
    if (/^(?:FAIL|UNKNOWN COMMAND)/.test(line)) {
      throw fail('E_PORT_AGENT_OUTPUT', 'hostapd would not list its stations');
    }
    if (/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(line)) {
      if (++listed > MOST_LISTED) throw fail('E_PORT_AGENT_OUTPUT', `hostapd lists more than ${MOST_LISTED} stations`);
      current = line;
    } else if (line.startsWith('flags=')) {
      if (current === undefined) throw fail('E_PORT_AGENT_OUTPUT', 'hostapd lists flags of no station');
      if (line.includes('[AUTHORIZED]') && isStationAddress(current)) authorized.add(current);
      current = undefined;
    }
  }
  return authorized;
}
