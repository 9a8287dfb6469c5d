/** Random MUD files that are in order, and traffic that may concern them. */

import type { Traffic } from '@sallyport/assurance-behaviour';
import type { JsonObject } from '@sallyport/core';
import fc from 'fast-check';
import { type AceInput, type FileInput, membersFrom } from './mud-files.ts';

export const HOSTS = ['198.51.100.7', '198.51.100.8', '10.0.0.9', '192.0.2.1'];
export const RANDOM_MEMBERS = membersFrom({
  'a.example.com': ['198.51.100.7'],
  'b.example.com': ['198.51.100.0/28', '10.0.0.9'],
  'local-networks': ['10.0.0.0/8', '192.0.2.0/24'],
  'lighting.example.com': ['10.0.0.9'],
});
const PORTS = [0, 1, 53, 80, 443, 1024, 65_535];

const port: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ operator: fc.constantFrom('eq', 'neq', 'lte', 'gte'), port: fc.constantFrom(...PORTS) }),
  fc.tuple(fc.constantFrom(...PORTS), fc.constantFrom(...PORTS)).map(([one, other]) => ({
    'lower-port': Math.min(one, other),
    'upper-port': Math.max(one, other),
  })),
);
const ports = fc.record({ 'source-port': port, 'destination-port': port }, { requiredKeys: [] });
const initiated = fc.record(
  { 'ietf-mud:direction-initiated': fc.constantFrom('from-device', 'to-device') },
  { requiredKeys: [] },
);
const transport: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({}),
  fc.tuple(ports, initiated).map(([tcp, direction]) => ({ tcp: { ...tcp, ...direction } })),
  ports.map((udp) => ({ udp })),
  fc
    .record({ type: fc.constantFrom(0, 3, 8), code: fc.constantFrom(0, 1) }, { requiredKeys: [] })
    .map((icmp) => ({ icmp })),
);
const mudPeers: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({}),
  fc
    .record({ 'local-networks': fc.constant([null]), 'same-manufacturer': fc.constant([null]) }, { requiredKeys: [] })
    .map((mud) => ({ 'ietf-mud:mud': mud })),
);
const network = (side: 'source' | 'destination'): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    fc.constant({}),
    fc.constantFrom('a.example.com', 'b.example.com', 'unknown.example.com').map((name) => ({
      ipv4: { [`ietf-acldns:${side === 'source' ? 'src' : 'dst'}-dnsname`]: name },
    })),
    fc.constantFrom('198.51.100.0/24', '0.0.0.0/0', '10.0.0.9/32').map((prefix) => ({
      ipv4: { [`${side}-ipv4-network`]: prefix },
    })),
  );
const ace = (side: 'source' | 'destination'): fc.Arbitrary<AceInput> =>
  fc
    .tuple(network(side), transport, mudPeers, fc.constantFrom('accept', 'accept', 'drop'))
    .map(([l3, l4, mud, forwarding]) => ({ matches: { ...l3, ...l4, ...mud }, forwarding }));

export const randomFile: fc.Arbitrary<FileInput> = fc.record({
  from: fc.array(ace('destination'), { maxLength: 5 }),
  to: fc.array(ace('source'), { maxLength: 5 }),
});

export const randomTraffic: fc.Arbitrary<Traffic> = fc
  .record({
    direction: fc.constantFrom('from-device' as const, 'to-device' as const),
    peer: fc.constantFrom(...HOSTS),
    protocol: fc.constantFrom(1, 6, 17, 47),
    devicePort: fc.constantFrom(...PORTS),
    peerPort: fc.constantFrom(...PORTS),
    icmpType: fc.constantFrom(0, 3, 8),
    icmpCode: fc.constantFrom(0, 1),
    initiated: fc.constantFrom('from-device' as const, 'to-device' as const),
  })
  .map((traffic) => {
    const hasPorts = traffic.protocol === 6 || traffic.protocol === 17;
    const isIcmp = traffic.protocol === 1;
    return {
      ...traffic,
      devicePort: hasPorts ? traffic.devicePort : undefined,
      peerPort: hasPorts ? traffic.peerPort : undefined,
      icmpType: isIcmp ? traffic.icmpType : undefined,
      icmpCode: isIcmp ? traffic.icmpCode : undefined,
    };
  });
