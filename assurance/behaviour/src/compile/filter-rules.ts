/**
 * MUD policies as NAS-Filter-Rules (RFC 4849 §2), each an IPFilterRule (RFC 6733 §4.3.1): `in` is from the device, `out`
 * to it. Classes of peers are written out as the addresses that they have now.
 */

import { utf8 } from '@sallyport/core';
import { type Family, isWithin, type Prefix, prefixText } from '../addresses/prefix.ts';
import { membersOf, type PeerMembers } from '../mud/members.ts';
import type { Direction, Peer, PortRange } from '../mud/model.ts';
import {
  type CompileOptions,
  deviceAddresses,
  familiesOf,
  type PlannedEntry,
  planEntries,
  type Unexpressed,
} from './plan.ts';

export interface FilterRules {
  /** In order; each is the value of an obligation `filter-rule`. The last two deny the rest. */
  readonly rules: readonly string[];
  readonly unexpressed: readonly Unexpressed[];
}

/**
 * Octets of all rules with a zero between them. A RADIUS message has 4096 (RFC 2865 §3), of which an Access-Accept
 * needs some for keys, Class and the rest.
 */
const MAX_OCTETS = 3000;
/** Of one rule: the obligation takes no longer one. */
const MAX_RULE = 900;
const DIRECTIONS = ['from-device', 'to-device'] as const;
const DENY_ALL = ['deny in ip from any to any', 'deny out ip from any to any'];
const EVERYWHERE = { 4: '0.0.0.0/0', 6: '::/0' } as const;

/** @throws E_BEHAVIOUR_ARGUMENT as for nftables */
export function compileFilterRules(options: CompileOptions): FilterRules {
  const families = familiesOf(deviceAddresses(options));
  const unexpressed: Unexpressed[] = [];
  const rules: string[] = [];
  let octets = utf8(DENY_ALL.join('\0')).length;
  for (const direction of DIRECTIONS) {
    const plan = planEntries(options, direction, families);
    unexpressed.push(...plan.unexpressed);
    for (const planned of plan.planned) {
      for (const rule of rulesOf(planned, direction, options.members, unexpressed)) {
        octets += rule.length + 1;
        if (octets > MAX_OCTETS || rule.length > MAX_RULE) return tooLarge(unexpressed);
        rules.push(rule);
      }
    }
  }
  return { rules: [...rules, ...DENY_ALL], unexpressed };
}

/** Some of the rules would be another policy; none is the one that permits nothing. */
function tooLarge(unexpressed: readonly Unexpressed[]): FilterRules {
  const all = DIRECTIONS.map(
    (direction) => ({ direction, entry: undefined, reason: 'too-large', effect: 'all-denied' }) as const,
  );
  return { rules: DENY_ALL, unexpressed: [...unexpressed, ...all] };
}

function* rulesOf(
  { entry, at, families, peers }: PlannedEntry,
  direction: Direction,
  members: PeerMembers,
  unexpressed: Unexpressed[],
): Generator<string, undefined> {
  const isAccept = entry.action === 'accept';
  if (entry.icmp?.code !== undefined) {
    unexpressed.push({ direction, entry: at, reason: 'icmp-code', effect: isAccept ? 'left-out' : 'widened' });
    if (isAccept) return undefined;
  }
  if (entry.initiated !== undefined) {
    unexpressed.push({ direction, entry: at, reason: 'stateless', effect: isAccept ? 'approximated' : 'widened' });
  }
  // An answer carries ACK or RST. A drop that looks at who began becomes one that does not.
  const isAnswer = isAccept && entry.initiated !== undefined && entry.initiated !== direction;
  const options = [
    ...(isAnswer ? ['established'] : []),
    ...(entry.icmp?.types === undefined ? [] : [`icmptypes ${entry.icmp.types.join(',')}`]),
  ];
  const [own, theirs] = [portsText(entry.devicePorts), portsText(entry.peerPorts)];
  for (const remote of remotesOf(peers, families, members)) {
    const [device, peer] = [`any${own}`, `${remote}${theirs}`];
    const [source, destination, way] = direction === 'from-device' ? [device, peer, 'in'] : [peer, device, 'out'];
    const words = [
      isAccept ? 'permit' : 'deny',
      way,
      entry.protocol ?? 'ip',
      'from',
      source,
      'to',
      destination,
      ...options,
    ];
    yield words.join(' ');
  }
  return undefined;
}

/** Addresses of whoever is in all of the classes; those of one version of IP alone when the entry is of that one. */
function remotesOf(peers: readonly Peer[], families: readonly Family[], members: PeerMembers): readonly string[] {
  const [first, ...others] = peers.map((peer) =>
    peer.kind === 'network' ? [peer.prefix] : (membersOf(peer, members)?.prefixes ?? []),
  );
  if (first === undefined) return families.length === 2 ? ['any'] : families.map((family) => EVERYWHERE[family]);
  const common = others.reduce(intersection, first).filter(({ family }) => families.includes(family));
  return [...new Set(common.map(prefixText))];
}

/** Of two prefixes one holds the other, or they have nothing in common. */
function intersection(some: readonly Prefix[], others: readonly Prefix[]): readonly Prefix[] {
  return some.flatMap((one) =>
    others.flatMap((other) => (isWithin(one, other) ? [one] : isWithin(other, one) ? [other] : [])),
  );
}

function portsText(ranges: readonly PortRange[] | undefined): string {
  if (ranges === undefined) return '';
  return ` ${ranges.map(({ low, high }) => (low === high ? low : `${low}-${high}`)).join(',')}`;
}
