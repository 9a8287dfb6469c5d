/** The conditions of an access control entry (RFC 8519 §4.2 with RFC 8520 §4, §8), seen from the device. */

import { hostName } from '../addresses/host-name.ts';
import { type Family, parsePrefix } from '../addresses/prefix.ts';
import { fail } from '../errors.ts';
import type { Direction, Entry, IcmpMatch, OmissionReason, Peer } from './model.ts';
import type { MudNode } from './node.ts';
import { pathOf, reasonOfName } from './omissions.ts';
import { readPorts } from './read-ports.ts';
import { mudUrl } from './url.ts';

export type Conditions = Omit<Entry, 'action'>;

/** A condition that was not taken. */
export interface Missed {
  readonly path: string;
  readonly reason: OmissionReason;
}

export interface MatchContext {
  /** Of the packets: of the policy that refers to the list. */
  readonly direction: Direction;
  /** Undefined when the list names no type. */
  readonly family: Family | undefined;
  /** Of this file: what same-manufacturer and my-controller go by. */
  readonly url: URL;
}

const TCP = 6;
const UDP = 17;
const ICMP = { 4: 1, 6: 58 } as const;
const MAX_PROTOCOL = 255;
/** What else RFC 8519 matches by, which RFC 8520 §2.1 does not assume. */
const OTHER_MATCHES: ReadonlySet<string> = new Set([
  ...['eth', 'egress-interface', 'ingress-interface', 'dscp', 'ecn', 'length', 'ttl', 'ihl', 'flags', 'offset'],
  ...['identification', 'flow-label', 'sequence-number', 'acknowledgement-number', 'data-offset', 'reserved'],
  ...['window-size', 'urgent-pointer', 'options', 'rest-of-header'],
]);

/** @throws E_BEHAVIOUR_MUD, E_BEHAVIOUR_MUD_URL */
export function readMatches(
  matches: MudNode,
  context: MatchContext,
): { readonly conditions: Conditions; readonly missed: readonly Missed[] } {
  const missed: Missed[] = [];
  const network = readNetwork(matches, context, missed);
  const transport = readTransport(matches, network, context, missed);
  const peers = [...network.peers, ...readMudPeers(matches, context, missed)];
  noteLeftOver(matches, missed);
  return { conditions: { ...transport, families: network.families, peers }, missed };
}

interface NetworkMatch {
  readonly families: readonly Family[];
  readonly protocol: number | undefined;
  readonly peers: readonly Peer[];
}

/** RFC 8519 §4.2: the choice l3 has one case at most, and it must be of the list's type. */
function readNetwork(matches: MudNode, context: MatchContext, missed: Missed[]): NetworkMatch {
  const found = ([4, 6] as const).filter((family) => matches.has(`ipv${family}`));
  const [family] = found;
  if (found.length > 1) throw fail('E_BEHAVIOUR_MUD', `${matches.path} is of IPv4 and of IPv6`);
  if (family === undefined) {
    return { families: context.family === undefined ? [4, 6] : [context.family], protocol: undefined, peers: [] };
  }
  if (context.family !== undefined && family !== context.family) {
    throw fail('E_BEHAVIOUR_MUD', `${matches.path} is of another version of IP than its list`);
  }
  const node = matches.required(`ipv${family}`, matches.node(`ipv${family}`));
  const protocol = node.integer('protocol', 0, MAX_PROTOCOL);
  const [own, other] =
    context.direction === 'from-device' ? (['source', 'destination'] as const) : (['destination', 'source'] as const);
  const peers: Peer[] = [];
  const prefix = node.text(`${other}-ipv${family}-network`);
  if (prefix !== undefined) peers.push(networkPeer(prefix, family, node));
  const name = node.text(`ietf-acldns:${SHORT[other]}-dnsname`);
  if (name !== undefined) peers.push(namedPeer(name, family, node));
  for (const ownName of [`${own}-ipv${family}-network`, `ietf-acldns:${SHORT[own]}-dnsname`]) {
    if (node.text(ownName) !== undefined) missed.push({ path: pathOf(node, ownName), reason: 'own-address' });
  }
  noteLeftOver(node, missed);
  return { families: [family], protocol, peers };
}

const SHORT = { source: 'src', destination: 'dst' } as const;

function networkPeer(text: string, family: Family, node: MudNode): Peer {
  const prefix = text.includes('/') ? parsePrefix(text, 'mask') : undefined;
  if (prefix?.family !== family) throw fail('E_BEHAVIOUR_MUD', `${node.path} has a network that is no prefix`);
  return { kind: 'network', prefix };
}

/** inet:host (RFC 6991 §4): a name, or an address after all. */
function namedPeer(text: string, family: Family, node: MudNode): Peer {
  const prefix = text.includes('/') ? undefined : parsePrefix(text);
  if (prefix?.family === family) return { kind: 'network', prefix };
  const name = prefix === undefined ? hostName(text) : undefined;
  if (name === undefined) throw fail('E_BEHAVIOUR_MUD', `${node.path} has a name that is none`);
  return { kind: 'name', name };
}

type TransportMatch = Pick<Entry, 'protocol' | 'devicePorts' | 'peerPorts' | 'icmp' | 'initiated'>;

/** RFC 8519 §4.2: the choice l4 has one case at most. */
function readTransport(
  matches: MudNode,
  { protocol, families }: NetworkMatch,
  { direction }: MatchContext,
  missed: Missed[],
): TransportMatch {
  const none = { protocol, devicePorts: undefined, peerPorts: undefined, icmp: undefined, initiated: undefined };
  const found = (['tcp', 'udp', 'icmp'] as const).filter((name) => matches.has(name));
  const [name] = found;
  if (found.length > 1) throw fail('E_BEHAVIOUR_MUD', `${matches.path} is of several transport protocols`);
  if (name === undefined) return none;
  const node = matches.required(name, matches.node(name));
  const own = name === 'tcp' ? TCP : name === 'udp' ? UDP : icmpProtocol(families, node);
  if (protocol !== undefined && protocol !== own) {
    throw fail('E_BEHAVIOUR_MUD', `${node.path} does not go with the protocol beside it`);
  }
  if (name === 'icmp') {
    const icmp = readIcmp(node);
    noteLeftOver(node, missed);
    return { ...none, protocol: own, icmp };
  }
  const [source, destination] = [readPorts(node, 'source-port'), readPorts(node, 'destination-port')];
  const [devicePorts, peerPorts] = direction === 'from-device' ? [source, destination] : [destination, source];
  // RFC 8520 §4.8: of TCP alone; under udp it is a node that is not understood.
  const initiated = name === 'tcp' ? readInitiated(node) : undefined;
  noteLeftOver(node, missed);
  return { protocol: own, devicePorts, peerPorts, icmp: undefined, initiated };
}

function icmpProtocol(families: readonly Family[], node: MudNode): number {
  const [family, another] = families;
  if (family === undefined || another !== undefined) {
    throw fail('E_BEHAVIOUR_MUD', `${node.path} needs a version of IP`);
  }
  return ICMP[family];
}

function readIcmp(node: MudNode): IcmpMatch {
  const type = node.integer('type', 0, 255);
  return { types: type === undefined ? undefined : [type], code: node.integer('code', 0, 255) };
}

function readInitiated(node: MudNode): Direction | undefined {
  const value = node.text('ietf-mud:direction-initiated');
  if (value === undefined || value === 'from-device' || value === 'to-device') return value;
  throw fail('E_BEHAVIOUR_MUD', `${node.path} has a direction that is none`);
}

/** RFC 8520 §4.1 to §4.7. */
function readMudPeers(matches: MudNode, { url }: MatchContext, missed: Missed[]): readonly Peer[] {
  const node = matches.node('ietf-mud:mud');
  if (node === undefined) return [];
  const peers: Peer[] = [];
  const manufacturer = node.text('manufacturer');
  if (manufacturer !== undefined) {
    const host = hostName(manufacturer);
    if (host === undefined) throw fail('E_BEHAVIOUR_MUD', `${node.path} has a manufacturer that is no host name`);
    peers.push({ kind: 'manufacturer', host });
  }
  if (node.empty('same-manufacturer')) peers.push({ kind: 'manufacturer', host: url.hostname });
  const model = node.text('model');
  if (model !== undefined) peers.push({ kind: 'model', url: mudUrl(model).href });
  if (node.empty('local-networks')) peers.push({ kind: 'local-networks' });
  const uri = node.text('controller', 2048);
  if (uri !== undefined) {
    if (!/^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/.test(uri))
      throw fail('E_BEHAVIOUR_MUD', `${node.path} has a controller that is no URI`);
    peers.push({ kind: 'controller', uri });
  }
  if (node.empty('my-controller')) peers.push({ kind: 'my-controller', url: url.href });
  noteLeftOver(node, missed);
  return peers;
}

function noteLeftOver(node: MudNode, missed: Missed[]): void {
  for (const name of node.leftOver) {
    const reason = OTHER_MATCHES.has(name) ? 'match-not-supported' : reasonOfName(name);
    missed.push({ path: pathOf(node, name), reason });
  }
}
