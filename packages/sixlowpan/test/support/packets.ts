/** Any packet that this package compresses, and any link it may go over. */

import { encodeUdpDatagram, type LinkAddress, linkLocalFrom } from '@sallyport/sixlowpan';
import fc from 'fast-check';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
export const MESH_LOCAL: Uint8Array = Uint8Array.of(0xfd, 0, 0xca, 0xfe, 0xfa, 0xce, 0x12, 0x34);

export const linkAddresses: fc.Arbitrary<LinkAddress> = fc.oneof(fc.nat(0xffff), bytes(8));
const iids = fc.oneof(
  bytes(8),
  fc.nat(0xffff).map((short) => linkLocalFrom(short).subarray(8)),
);
const under = (prefix: Uint8Array) => iids.map((iid) => Uint8Array.from([...prefix, ...iid]));
const unicast = fc.oneof(under(MESH_LOCAL), under(Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0)), bytes(16));
const multicast = fc.tuple(fc.nat(255), bytes(14), fc.nat(14)).map(([scope, rest, zeros]) => {
  rest.fill(0, 0, zeros);
  return Uint8Array.from([0xff, scope, ...rest]);
});
const ports = fc.oneof(
  fc.nat(0xffff),
  fc.integer({ min: 0xf000, max: 0xf0ff }),
  fc.integer({ min: 0xf0b0, max: 0xf0bf }),
);
const options = fc.uint8Array({ maxLength: 12 }).map((data) => {
  const option = [0x6d, data.length, ...data];
  const missing = (8 - ((2 + option.length) % 8)) % 8;
  const padding = missing === 0 ? [] : missing === 1 ? [0] : [1, missing - 2, ...new Uint8Array(missing - 2)];
  const body = [...option, ...padding];
  return Uint8Array.from([0, (2 + body.length) / 8 - 1, ...body]);
});

export const packets: fc.Arbitrary<Uint8Array> = fc
  .record(
    {
      source: fc.oneof(unicast, fc.constant(new Uint8Array(16))),
      destination: fc.oneof(unicast, multicast),
      hopLimit: fc.oneof(fc.nat(255), fc.constantFrom(1, 64, 255)),
      sourcePort: ports,
      destinationPort: ports,
      payload: fc.uint8Array({ maxLength: 1000 }),
      hopByHop: fc.option(options, { nil: undefined }),
    },
    { noNullPrototype: true },
  )
  .chain((datagram) =>
    fc.tuple(fc.nat(255), fc.oneof(fc.constant(0), fc.nat(0xfffff))).map(([trafficClass, flow]) => {
      const packet = encodeUdpDatagram(datagram);
      packet[0] = 0x60 | (trafficClass >> 4);
      packet[1] = ((trafficClass & 0xf) << 4) | (flow >> 16);
      packet[2] = (flow >> 8) & 0xff;
      packet[3] = flow & 0xff;
      return packet;
    }),
  );
