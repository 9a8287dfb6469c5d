/** What of a policy can be enforced for one device, before it is written in anybody's language. */

import { canonicalAddress, type Family } from '../addresses/prefix.ts';
import { fail } from '../errors.ts';
import { membersOf, type PeerMembers } from '../mud/members.ts';
import type { Direction, Entry, Peer } from '../mud/model.ts';
import type { MudPolicy } from '../mud/policy.ts';
import { LIST_OF } from '../mud/standard-entries.ts';

export interface CompileOptions {
  /** Any name that stays the same for the device, such as its URI. */
  readonly device: string;
  /**
   * Addresses of the device: at most 16, IPv4 or IPv6. None when it has none yet, as at the door of a network: the rules
   * are then for both versions of IP, and nftables sends nothing through them.
   */
  readonly addresses: readonly string[];
  readonly policy: MudPolicy;
  readonly members: PeerMembers;
}

export type UnexpressedReason =
  /** Who is in a class of peers is not known. */
  | 'peers-unknown'
  /** A filter rule sees single packets, and cannot tell who began a connection other than by the flags of TCP. */
  | 'stateless'
  /** IPFilterRule has no code of ICMP (RFC 6733 §4.3.1). */
  | 'icmp-code'
  /** The rules do not fit into a RADIUS message. */
  | 'too-large';

/** Where the rules differ from the policy. None of them permits what the policy denies but for `approximated`. */
export interface Unexpressed {
  readonly direction: Direction;
  /** Position in the policy's list; undefined for all of it. */
  readonly entry: number | undefined;
  readonly reason: UnexpressedReason;
  /**
   * `left-out`: an accept that permits nothing. `widened`: a drop of more than was asked. `approximated`: packets of TCP
   * that carry ACK are taken for answers. `all-denied`: there are no rules but those that deny.
   */
  readonly effect: 'left-out' | 'widened' | 'approximated' | 'all-denied';
}

/** An entry that concerns the device, with those of its peers that count. */
export interface PlannedEntry {
  readonly entry: Entry;
  readonly at: number;
  readonly families: readonly Family[];
  readonly peers: readonly Peer[];
}

const MAX_ADDRESSES = 16;

/** @throws E_BEHAVIOUR_ARGUMENT */
export function deviceAddresses({ addresses }: CompileOptions): readonly string[] {
  if (addresses.length > MAX_ADDRESSES)
    throw fail('E_BEHAVIOUR_ARGUMENT', `more than ${MAX_ADDRESSES} addresses of one device`);
  return addresses.map((address) => {
    const canonical = canonicalAddress(address);
    if (canonical === undefined) throw fail('E_BEHAVIOUR_ARGUMENT', 'a device has an address that is none');
    return canonical;
  });
}

/** The versions of IP that rules are needed for. */
export function familiesOf(addresses: readonly string[]): ReadonlySet<Family> {
  return new Set(addresses.length === 0 ? [4, 6] : addresses.map(familyOf));
}

export function familyOf(address: string): Family {
  return address.includes(':') ? 6 : 4;
}

/**
 * The entries of one direction that can be enforced. An accept for peers that are not known permits nothing; a drop of
 * such peers is a drop of everybody, since a later entry might permit what this one was to deny.
 */
export function planEntries(
  options: CompileOptions,
  direction: Direction,
  families: ReadonlySet<Family>,
): { readonly planned: readonly PlannedEntry[]; readonly unexpressed: readonly Unexpressed[] } {
  const planned: PlannedEntry[] = [];
  const unexpressed: Unexpressed[] = [];
  for (const [at, entry] of options.policy[LIST_OF[direction]].entries()) {
    const own = entry.families.filter((family) => families.has(family));
    if (own.length === 0) continue;
    const peers = entry.peers.filter(
      (peer) => peer.kind === 'network' || membersOf(peer, options.members) !== undefined,
    );
    const isWhole = peers.length === entry.peers.length;
    if (!isWhole) {
      const effect = entry.action === 'drop' ? 'widened' : 'left-out';
      unexpressed.push({ direction, entry: at, reason: 'peers-unknown', effect });
    }
    if (isWhole || entry.action === 'drop') planned.push({ entry, at, families: own, peers });
  }
  return { planned, unexpressed };
}
