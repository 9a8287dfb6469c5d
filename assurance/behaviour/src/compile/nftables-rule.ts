import type { Family } from '../addresses/prefix.ts';
import { prefixText } from '../addresses/prefix.ts';
import type { Direction, Entry, IcmpMatch, Peer, PeerClass, PortRange } from '../mud/model.ts';

const IP = { 4: 'ip', 6: 'ip6' } as const;
const ICMP = { 4: 'icmp', 6: 'icmpv6' } as const;
const TCP = 6;
const UDP = 17;

/** The conditions of one entry for one version of IP, as nft writes them. */
export function matchesOf(
  entry: Entry,
  peers: readonly Peer[],
  family: Family,
  direction: Direction,
  setOf: (peer: PeerClass) => string,
): string {
  const isFrom = direction === 'from-device';
  const other = isFrom ? 'daddr' : 'saddr';
  const matches = [`meta nfproto ipv${family}`];
  for (const peer of peers) {
    const members = peer.kind === 'network' ? prefixText(peer.prefix) : `@${setOf(peer)}`;
    matches.push(`${IP[family]} ${other} ${members}`);
  }
  const [own, theirs] = isFrom ? (['sport', 'dport'] as const) : (['dport', 'sport'] as const);
  if (entry.protocol !== undefined) matches.push(`meta l4proto ${entry.protocol}`);
  if (entry.protocol === TCP || entry.protocol === UDP) {
    const name = entry.protocol === TCP ? 'tcp' : 'udp';
    if (entry.devicePorts !== undefined) matches.push(`${name} ${own} ${ports(entry.devicePorts)}`);
    if (entry.peerPorts !== undefined) matches.push(`${name} ${theirs} ${ports(entry.peerPorts)}`);
  }
  if (entry.icmp !== undefined) matches.push(...icmp(entry.icmp, ICMP[family]));
  // Conntrack's original direction is that of whoever began (RFC 8520 §4.8).
  if (entry.initiated !== undefined)
    matches.push(`ct direction ${entry.initiated === direction ? 'original' : 'reply'}`);
  return matches.join(' ');
}

function ports(ranges: readonly PortRange[]): string {
  return `{ ${ranges.map(({ low, high }) => (low === high ? low : `${low}-${high}`)).join(', ')} }`;
}

function icmp({ types, code }: IcmpMatch, name: string): readonly string[] {
  return [
    ...(types === undefined ? [] : [`${name} type { ${types.join(', ')} }`]),
    ...(code === undefined ? [] : [`${name} code ${code}`]),
  ];
}
