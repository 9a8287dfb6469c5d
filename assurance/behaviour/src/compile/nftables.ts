/**
 * MUD policies as nftables rules.
 *
 * One table holds all devices. Two base chains look the device up by its address in a map, which costs the same however
 * many devices there are, and jump to the device's own chains. There the entries stand in order; what is permitted
 * returns, so that when both ends of a conversation are devices with profiles both are asked. Everything else is
 * dropped. Nothing a MUD file says is written into the rules but numbers: names become sets with names made here.
 */

import { createHash } from 'node:crypto';
import type { Family } from '../addresses/prefix.ts';
import { prefixText } from '../addresses/prefix.ts';
import { membersOf, type PeerMembers, peerClassKey } from '../mud/members.ts';
import type { Direction, PeerClass } from '../mud/model.ts';
import { matchesOf } from './nftables-rule.ts';
import { type CompileOptions, deviceAddresses, familiesOf, familyOf, planEntries, type Unexpressed } from './plan.ts';

export const MUD_TABLE = 'inet sallyport_mud';
/** Stands in the kernel's log before the line of a packet that was dropped. */
export const MUD_LOG_PREFIX = 'sallyport-mud ';

/** A set whose addresses change with the network while the rules stay. */
export interface PeerSet {
  readonly set: string;
  readonly family: Family;
  readonly peer: PeerClass;
}

export interface NftablesRules {
  /** Puts the rules in force; for `nft -f`, in one transaction. */
  readonly script: string;
  /** Takes them away. `withdrawal + script` of the next rules replaces them in one transaction. */
  readonly withdrawal: string;
  /** For {@link fillPeerSets}. */
  readonly sets: readonly PeerSet[];
  readonly unexpressed: readonly Unexpressed[];
}

const LISTS = [
  { direction: 'from-device', chain: 'from', map: 'from' },
  { direction: 'to-device', chain: 'to', map: 'to' },
] as const satisfies readonly { readonly direction: Direction; readonly chain: string; readonly map: string }[];
const TYPES = { 4: 'ipv4_addr', 6: 'ipv6_addr' } as const;
const FAMILIES = [4, 6] as const;
/** Hexadecimal digits of a hash in a name: enough that no two devices of a network meet. */
const HASH_DIGITS = 24;

/**
 * Before destination NAT, so that peers have the addresses that the device uses; after source NAT likewise
 * (netfilter's priorities: conntrack -200, dstnat -100, srcnat 100).
 */
const BASE = [
  `add table ${MUD_TABLE}`,
  ...LISTS.flatMap(({ map }) =>
    FAMILIES.map((family) => `add map ${MUD_TABLE} ${map}${family} { type ${TYPES[family]} : verdict; }`),
  ),
  `add chain ${MUD_TABLE} from_devices { type filter hook prerouting priority -150; policy accept; }`,
  `add chain ${MUD_TABLE} to_devices { type filter hook postrouting priority 150; policy accept; }`,
  `flush chain ${MUD_TABLE} from_devices`,
  `flush chain ${MUD_TABLE} to_devices`,
  `add rule ${MUD_TABLE} from_devices ip saddr vmap @from4`,
  `add rule ${MUD_TABLE} from_devices ip6 saddr vmap @from6`,
  `add rule ${MUD_TABLE} to_devices ip daddr vmap @to4`,
  `add rule ${MUD_TABLE} to_devices ip6 daddr vmap @to6`,
];

/** @throws E_BEHAVIOUR_ARGUMENT for unusable addresses, and members that are neither address nor prefix */
export function compileNftables(options: CompileOptions): NftablesRules {
  const addresses = deviceAddresses(options);
  const families = familiesOf(addresses);
  const id = hash(options.device);
  const sets = new Map<string, PeerSet>();
  const unexpressed: Unexpressed[] = [];
  const rules = LISTS.flatMap(({ direction, chain }) => {
    const plan = planEntries(options, direction, families);
    unexpressed.push(...plan.unexpressed);
    const add = `add rule ${MUD_TABLE} ${chain}_${id}`;
    const entries = plan.planned.flatMap(({ entry, families: own, peers }) =>
      own.map((family) => {
        const setOf = (peer: PeerClass) => {
          const set = `peers${family}_${id}_${hash(peerClassKey(peer))}`;
          sets.set(set, { set, family, peer });
          return set;
        };
        return `${add} ${matchesOf(entry, peers, family, direction, setOf)} ${entry.action === 'accept' ? 'return' : 'drop'}`;
      }),
    );
    // A connection begins with SYN: who answers first has not begun it (RFC 8520 §4.8).
    const guards = [
      `${add} ct state invalid drop`,
      `${add} ct state new tcp flags & (fin | syn | rst | ack) != syn drop`,
    ];
    const log = `${add} limit rate 10/second burst 20 packets log prefix "${MUD_LOG_PREFIX}"`;
    return [...guards, ...entries, log, `${add} drop`];
  });
  const chains = LISTS.map(({ chain }) => `add chain ${MUD_TABLE} ${chain}_${id}`);
  const elements = LISTS.flatMap(({ chain, map }) =>
    addresses.map((address) => `element ${MUD_TABLE} ${map}${familyOf(address)} { ${address} : jump ${chain}_${id} }`),
  );
  const all = [...sets.values()];
  return {
    script: lines([
      ...BASE,
      ...chains,
      ...LISTS.map(({ chain }) => `flush chain ${MUD_TABLE} ${chain}_${id}`),
      ...all.map(
        ({ set, family }) => `add set ${MUD_TABLE} ${set} { type ${TYPES[family]}; flags interval; auto-merge; }`,
      ),
      ...fillLines(all, options.members),
      ...rules,
      ...elements.map((element) => `add ${element}`),
    ]),
    withdrawal: lines([
      ...elements.map((element) => `delete ${element}`),
      ...LISTS.map(({ chain }) => `flush chain ${MUD_TABLE} ${chain}_${id}`),
      ...LISTS.map(({ chain }) => `delete chain ${MUD_TABLE} ${chain}_${id}`),
      ...all.map(({ set }) => `delete set ${MUD_TABLE} ${set}`),
    ]),
    sets: all,
    unexpressed,
  };
}

/**
 * Brings sets up to date when names have other addresses, or devices came or went. A class that has become unknown is
 * emptied; compile anew when one that was unknown has become known, or the other way round for a drop.
 */
export function fillPeerSets(sets: readonly PeerSet[], members: PeerMembers): string {
  return lines(fillLines(sets, members));
}

function fillLines(sets: readonly PeerSet[], members: PeerMembers): readonly string[] {
  return sets.flatMap(({ set, family, peer }) => {
    const prefixes = membersOf(peer, members)?.prefixes.filter((prefix) => prefix.family === family) ?? [];
    const flush = `flush set ${MUD_TABLE} ${set}`;
    if (prefixes.length === 0) return [flush];
    return [flush, `add element ${MUD_TABLE} ${set} { ${prefixes.map(prefixText).join(', ')} }`];
  });
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
}
