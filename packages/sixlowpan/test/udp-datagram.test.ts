import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import {
  addressUnder,
  decodeUdpDatagram,
  encodeUdpDatagram,
  iidFromExtended,
  iidFromShort,
  linkLocalFrom,
  MAX_PACKET_SIZE,
  shortOfIid,
  type UdpDatagram,
} from '@sallyport/sixlowpan';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';

const datagram: UdpDatagram = {
  source: linkLocalFrom(fromHex('009999fffe221100')),
  destination: linkLocalFrom(fromHex('342996fffeacff17')),
  hopLimit: 64,
  sourcePort: 5683,
  destinationPort: 5684,
  payload: fromHex('8000faa50bc000044e92bb53'),
};
/** The packet of OpenThread's tests/scripts/thread-cert/test_lowpan.py (BSD-3-Clause), its checksum set by another stack. */
const PACKET =
  '6000000000141140fe80000000000000029999fffe221100fe80000000000000362996fffeacff17' +
  '163316340014cf63' +
  '8000faa50bc000044e92bb53';

describe('a UDP datagram', () => {
  it('is written with the checksum that another stack gives it', () => {
    assert.equal(toHex(encodeUdpDatagram(datagram)), PACKET);
  });

  it('is read', () => assert.deepEqual(decodeUdpDatagram(fromHex(PACKET)), datagram));

  it('comes back as it went', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const datagrams = fc.record(
      {
        source: bytes(16),
        destination: bytes(16),
        hopLimit: fc.nat(255),
        sourcePort: fc.nat(0xffff),
        destinationPort: fc.nat(0xffff),
        payload: fc.uint8Array({ maxLength: 1232 }),
      },
      { noNullPrototype: true },
    );
    fc.assert(fc.property(datagrams, (each) => assert.deepEqual(decodeUdpDatagram(encodeUdpDatagram(each)), each)));
  });

  it('carries hop-by-hop options', () => {
    const hopByHop = fromHex('11006d0460110000');
    const read = decodeUdpDatagram(encodeUdpDatagram({ ...datagram, hopByHop }));
    assert.deepEqual(read, { ...datagram, hopByHop });
  });

  it('whose checksum comes out as zero is sent with all ones', () => {
    for (let value = 0; value < 0x10000; value++) {
      const payload = Uint8Array.of(value >> 8, value & 0xff);
      const packet = encodeUdpDatagram({ ...datagram, payload });
      if (packet[46] !== 0xff || packet[47] !== 0xff) continue;
      assert.deepEqual(decodeUdpDatagram(packet).payload, payload);
      return;
    }
    assert.fail('no payload gave such a checksum');
  });

  const changed = (at: number, value: number) => {
    const packet = fromHex(PACKET);
    packet[at] = value;
    return packet;
  };
  const refused: readonly (readonly [why: string, packet: Uint8Array, code: string])[] = [
    ['cut in its header', fromHex(PACKET).subarray(0, 39), 'E_SIXLOWPAN_DATAGRAM'],
    ['of IPv4', changed(0, 0x45), 'E_SIXLOWPAN_DATAGRAM'],
    ['with another payload length', changed(5, 0x15), 'E_SIXLOWPAN_DATAGRAM'],
    ['with another UDP length', changed(45, 0x13), 'E_SIXLOWPAN_DATAGRAM'],
    ['with a changed byte', changed(59, 0x52), 'E_SIXLOWPAN_DATAGRAM'],
    ['with a changed address', changed(39, 0x18), 'E_SIXLOWPAN_DATAGRAM'],
    ['of TCP', changed(6, 6), 'E_SIXLOWPAN_UNSUPPORTED'],
    ['with options longer than the packet', changed(6, 0), 'E_SIXLOWPAN_DATAGRAM'],
  ];
  for (const [why, packet, code] of refused) {
    it(`is refused ${why}`, () => assert.throws(() => decodeUdpDatagram(packet), withCode(code)));
  }

  it('is refused with a checksum of zero', () => {
    const packet = changed(46, 0);
    packet[47] = 0;
    assert.throws(() => decodeUdpDatagram(packet), withCode('E_SIXLOWPAN_DATAGRAM'));
  });

  const wrong: readonly (readonly [why: string, change: Partial<UdpDatagram>])[] = [
    ['an address of four bytes', { source: new Uint8Array(4) }],
    ['a port of 17 bits', { destinationPort: 0x10000 }],
    ['more than a packet holds', { payload: new Uint8Array(MAX_PACKET_SIZE - 47) }],
    ['options of seven bytes', { hopByHop: new Uint8Array(7) }],
  ];
  for (const [why, change] of wrong) {
    it(`is not written with ${why}`, () => {
      assert.throws(() => encodeUdpDatagram({ ...datagram, ...change }), withCode('E_SIXLOWPAN_ARGUMENT'));
    });
  }
});

describe('addresses', () => {
  it('follow from short and extended addresses', () => {
    assert.equal(toHex(linkLocalFrom(0xc003)), 'fe80000000000000000000fffe00c003');
    assert.equal(toHex(linkLocalFrom(fromHex('00005eef10221100'))), 'fe8000000000000002005eef10221100');
    assert.equal(shortOfIid(iidFromShort(0x1234)), 0x1234);
    assert.equal(shortOfIid(iidFromExtended(fromHex('00005eef10221100'))), undefined);
  });

  it('are refused with parts of other lengths', () => {
    assert.throws(() => addressUnder(new Uint8Array(7), new Uint8Array(8)), withCode('E_SIXLOWPAN_ARGUMENT'));
    assert.throws(() => iidFromExtended(new Uint8Array(6)), withCode('E_SIXLOWPAN_ARGUMENT'));
  });
});
