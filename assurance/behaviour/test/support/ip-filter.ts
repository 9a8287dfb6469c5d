/** A NAS that follows IPFilterRules (RFC 6733 §4.3.1), written from the RFC and from nothing in `src`. */

import assert from 'node:assert/strict';
import { BlockList } from 'node:net';

export interface Packet {
  readonly way: 'in' | 'out';
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
  readonly icmpType: number | undefined;
  /** A segment of TCP with ACK or RST. */
  readonly isEstablished: boolean;
}

const RULE =
  /^(permit|deny) (in|out) (ip|\d+) from (\S+)(?: ([\d,-]+))? to (\S+)(?: ([\d,-]+))?(?: (established))?(?: icmptypes ([\d,]+))?$/;

/** The first rule that matches decides. */
export function isPermitted(rules: readonly string[], packet: Packet): boolean {
  for (const rule of rules) {
    const match = RULE.exec(rule);
    assert.ok(match, rule);
    const [, action, way, protocol, source = '', sourcePorts, destination = '', destinationPorts, established, types] =
      match;
    const isMatch =
      way === packet.way &&
      (protocol === 'ip' || Number(protocol) === packet.protocol) &&
      isHost(packet.source, source) &&
      isHost(packet.destination, destination) &&
      isPort(packet.sourcePort, sourcePorts) &&
      isPort(packet.destinationPort, destinationPorts) &&
      (established === undefined || (packet.protocol === 6 && packet.isEstablished)) &&
      (types === undefined ||
        types
          .split(',')
          .map(Number)
          .includes(packet.icmpType ?? -1));
    if (isMatch) return action === 'permit';
  }
  return assert.fail('no rule matches');
}

function isHost(address: string, text: string): boolean {
  if (text === 'any') return true;
  const [host = '', bits] = text.split('/');
  const family = host.includes(':') ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(host, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

function isPort(port: number | undefined, text: string | undefined): boolean {
  if (text === undefined) return true;
  return text.split(',').some((range) => {
    const [low = '', high = low] = range.split('-');
    return port !== undefined && port >= Number(low) && port <= Number(high);
  });
}
