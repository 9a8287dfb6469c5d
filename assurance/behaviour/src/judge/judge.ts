/** Whether a MUD policy lets a device and another host talk. */

import { addressOctets, isWithin, type Prefix } from '../addresses/prefix.ts';
import { membersOf, type PeerMembers } from '../mud/members.ts';
import type { Direction, Entry, Peer, PortRange } from '../mud/model.ts';
import type { MudPolicy } from '../mud/policy.ts';
import { LIST_OF } from '../mud/standard-entries.ts';

/** Packets of one conversation in one direction. */
export interface Traffic {
  readonly direction: Direction;
  /** Address of the other host. */
  readonly peer: string;
  /** IP protocol number. */
  readonly protocol: number;
  readonly devicePort: number | undefined;
  readonly peerPort: number | undefined;
  readonly icmpType: number | undefined;
  readonly icmpCode: number | undefined;
  /** Who began; undefined when it was not seen, and both are then given the benefit of the doubt. */
  readonly initiated: Direction | undefined;
}

export interface Judgement {
  readonly isAllowed: boolean;
  /** Position of the entry that decided in the policy's list; undefined when none matched and the default denied. */
  readonly entry: number | undefined;
}

/** The first entry that matches decides; nothing is permitted that none does (RFC 8520 §5). */
export function judge(policy: MudPolicy, traffic: Traffic, members: PeerMembers): Judgement {
  const octets = addressOctets(traffic.peer);
  if (octets === undefined) return { isAllowed: false, entry: undefined };
  const peer: Prefix = { family: octets.length === 4 ? 4 : 6, octets, length: octets.length * 8 };
  const entries: readonly Entry[] = policy[LIST_OF[traffic.direction]];
  const at = entries.findIndex((entry) => matches(entry, traffic, peer, members));
  return at < 0 ? { isAllowed: false, entry: undefined } : { isAllowed: entries[at]?.action === 'accept', entry: at };
}

function matches(entry: Entry, traffic: Traffic, peer: Prefix, members: PeerMembers): boolean {
  return (
    entry.families.includes(peer.family) &&
    (entry.protocol === undefined || entry.protocol === traffic.protocol) &&
    isInPorts(traffic.devicePort, entry.devicePorts) &&
    isInPorts(traffic.peerPort, entry.peerPorts) &&
    isIcmp(entry, traffic) &&
    isInitiated(entry, traffic) &&
    entry.peers.every((each) => isPeer(each, peer, traffic.peer, entry.action, members))
  );
}

function isInPorts(port: number | undefined, ranges: readonly PortRange[] | undefined): boolean {
  return ranges === undefined || (port !== undefined && ranges.some(({ low, high }) => port >= low && port <= high));
}

function isIcmp({ icmp }: Entry, { icmpType, icmpCode }: Traffic): boolean {
  if (icmp === undefined) return true;
  const isType = icmp.types === undefined || (icmpType !== undefined && icmp.types.includes(icmpType));
  return isType && (icmp.code === undefined || icmp.code === icmpCode);
}

/** A drop needs certainty of who began, an accept only that it may be so: what was not seen is no violation. */
function isInitiated({ initiated, action }: Entry, traffic: Traffic): boolean {
  if (initiated === undefined || initiated === traffic.initiated) return true;
  return traffic.initiated === undefined && action === 'accept';
}

/** Of a class that is not known nobody is permitted to be, and anybody may be for a drop. */
function isPeer(each: Peer, peer: Prefix, address: string, action: Entry['action'], members: PeerMembers): boolean {
  if (each.kind === 'network') return isWithin(peer, each.prefix);
  const index = membersOf(each, members);
  return index === undefined ? action === 'drop' : index.table.has(address);
}
