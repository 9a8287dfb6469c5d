/** Who may talk to whom, as a MUD file says it: a device in the middle, its peers, and what is let through between them. */

import type { Entry, MudFile, Peer } from '@sallyport/assurance-behaviour';
import { ipAddressText } from '@sallyport/core';

export interface MudNode {
  /** `device`, or made of what the peer is. */
  readonly id: string;
  readonly kind: 'device' | 'anybody' | Peer['kind'];
  /** The host, prefix, class or maker; empty for the device, anybody, and the local networks. */
  readonly name: string;
}

export interface MudEdge {
  readonly peer: string;
  readonly direction: 'from-device' | 'to-device';
  readonly action: 'accept' | 'drop';
  /** IP versions. */
  readonly families: readonly number[];
  /** `tcp`, `udp`, `icmp`, `icmpv6`, the protocol's number, or null for any. */
  readonly protocol: string | null;
  /** Such as `443` or `1024-65535`; null for any. */
  readonly devicePorts: string | null;
  readonly peerPorts: string | null;
  /** Who may begin the connection, where that is said. */
  readonly initiated: 'from-device' | 'to-device' | null;
}

export interface MudGraph {
  readonly nodes: readonly MudNode[];
  /** In the order of the file, which decides. */
  readonly edges: readonly MudEdge[];
}

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };
const DEVICE: MudNode = { id: 'device', kind: 'device', name: '' };
const ANYBODY: MudNode = { id: 'anybody', kind: 'anybody', name: '' };

export function mudGraph({ fromDevice, toDevice }: Pick<MudFile, 'fromDevice' | 'toDevice'>): MudGraph {
  const nodes = new Map<string, MudNode>([[DEVICE.id, DEVICE]]);
  const edges: MudEdge[] = [];
  const draw = (entries: readonly Entry[], direction: MudEdge['direction']): void => {
    for (const entry of entries) {
      // A host must be in all of them; each is shown, since most entries name one.
      const peers = entry.peers.length === 0 ? [ANYBODY] : entry.peers.map(nodeOf);
      for (const peer of peers) {
        nodes.set(peer.id, peer);
        edges.push({ peer: peer.id, ...edgeOf(entry, direction) });
      }
    }
  };
  draw(fromDevice, 'from-device');
  draw(toDevice, 'to-device');
  return { nodes: [...nodes.values()], edges };
}

function edgeOf(entry: Entry, direction: MudEdge['direction']): Omit<MudEdge, 'peer'> {
  const { action, families, protocol, devicePorts, peerPorts, initiated } = entry;
  return {
    direction,
    action,
    families: [...families],
    protocol: protocol === undefined ? null : (PROTOCOLS[protocol] ?? String(protocol)),
    devicePorts: portsIn(devicePorts),
    peerPorts: portsIn(peerPorts),
    initiated: initiated ?? null,
  };
}

function portsIn(ranges: Entry['devicePorts']): string | null {
  return ranges?.map(({ low, high }) => (low === high ? String(low) : `${low}-${high}`)).join(', ') ?? null;
}

function nodeOf(peer: Peer): MudNode {
  const name = nameOf(peer);
  return { id: `${peer.kind} ${name}`, kind: peer.kind, name };
}

function nameOf(peer: Peer): string {
  switch (peer.kind) {
    case 'name':
      return peer.name;
    case 'manufacturer':
      return peer.host;
    case 'model':
    case 'my-controller':
      return peer.url;
    case 'controller':
      return peer.uri;
    case 'network':
      return `${ipAddressText(peer.prefix.octets)}/${peer.prefix.length}`;
    case 'local-networks':
      return '';
  }
}
