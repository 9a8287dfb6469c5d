/** Something that was seen on the network, whoever saw it. Nothing in it was verified beyond its form. */

export interface FlowEnd {
  /** Canonical text of an IP address. */
  readonly address: string;
  /** Undefined for protocols without ports. */
  readonly port: number | undefined;
}

export interface FlowEvent {
  readonly at: Date;
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
  /** IP protocol number. */
  readonly protocol: number;
  readonly icmpType: number | undefined;
  readonly icmpCode: number | undefined;
  /** Which end began; undefined when it was not seen. */
  readonly initiator: 'source' | 'destination' | undefined;
  /** The name by which the source asked for the destination (TLS SNI, DNS, Host), lower case. It is the source's word. */
  readonly name: string | undefined;
  /** True when the destination was seen to answer. */
  readonly isAnswered: boolean;
}

/** By their names in logs. */
export const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['tcp', 6],
  ['udp', 17],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['icmpv6', 58],
  ['sctp', 132],
  ['udplite', 136],
]);

export const TCP = 6;
export const ICMP_PROTOCOLS: ReadonlySet<number> = new Set([1, 58]);
/** Protocols whose first octets are two ports. */
export const PROTOCOLS_WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);
