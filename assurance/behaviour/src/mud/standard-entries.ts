/** What is permitted without a word in the MUD file. */

import type { Family } from '../addresses/prefix.ts';
import type { Direction, Entry, PeerClass } from './model.ts';

const UDP = 17;
const ICMP = { 4: 1, 6: 58 } as const;

/** RFC 8520 §5, appendix A: DNS and NTP with the hosts that the administrator has put into these classes. */
const DNS: PeerClass = { kind: 'controller', uri: 'urn:ietf:params:mud:dns' };
const NTP: PeerClass = { kind: 'controller', uri: 'urn:ietf:params:mud:ntp' };

export const STANDARD_ENTRIES = {
  fromDevice: [udp([4, 6], { peerPort: 53 }, [DNS]), udp([4, 6], { peerPort: 123 }, [NTP])],
  toDevice: [udp([4, 6], { peerPort: 53 }, [DNS]), udp([4, 6], { peerPort: 123 }, [NTP])],
} as const satisfies Lists;

/**
 * What a device cannot be on a network without: DHCP (RFC 2131 §4.1, RFC 8415 §7.2), neighbour discovery and multicast
 * listener reports (RFC 4890 §4.4.1), and errors about its own packets (RFC 1191, RFC 8201).
 */
export const HOUSE_ENTRIES = {
  fromDevice: [
    udp([4], { devicePort: 68, peerPort: 67 }),
    udp([6], { devicePort: 546, peerPort: 547 }),
    icmp(6, [131, 132, 133, 135, 136, 143]),
  ],
  toDevice: [
    udp([4], { devicePort: 68, peerPort: 67 }),
    udp([6], { devicePort: 546, peerPort: 547 }),
    icmp(6, [130, 134, 135, 136]),
    icmp(4, [3, 11]),
    icmp(6, [1, 2, 3, 4]),
  ],
} as const satisfies Lists;

type Lists = Readonly<Record<'fromDevice' | 'toDevice', readonly Entry[]>>;

/** The properties of a policy by direction. */
export const LIST_OF = { 'from-device': 'fromDevice', 'to-device': 'toDevice' } as const satisfies Record<
  Direction,
  keyof Lists
>;

function udp(
  families: readonly Family[],
  ports: { readonly devicePort?: number; readonly peerPort: number },
  peers: readonly PeerClass[] = [],
): Entry {
  const { devicePort, peerPort } = ports;
  return {
    action: 'accept',
    families,
    peers,
    protocol: UDP,
    devicePorts: devicePort === undefined ? undefined : [{ low: devicePort, high: devicePort }],
    peerPorts: [{ low: peerPort, high: peerPort }],
    icmp: undefined,
    initiated: undefined,
  };
}

function icmp(family: Family, types: readonly number[]): Entry {
  return {
    action: 'accept',
    families: [family],
    peers: [],
    protocol: ICMP[family],
    devicePorts: undefined,
    peerPorts: undefined,
    icmp: { types, code: undefined },
    initiated: undefined,
  };
}
