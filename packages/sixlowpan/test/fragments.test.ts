import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex, VirtualTime } from '@sallyport/core';
import {
  type Compression,
  ContextTable,
  decodeAdaptation,
  decodeFragmentHeader,
  decodeMeshHeader,
  encodeFragmentHeader,
  encodeMeshHeader,
  encodeUdpDatagram,
  linkLocalFrom,
  type MeshHeader,
  Reassembler,
  toFramePayloads,
  toPacket,
} from '@sallyport/sixlowpan';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { FRAGMENTS, REASSEMBLED } from './support/openthread-frames.ts';
import { linkAddresses, MESH_LOCAL, packets } from './support/packets.ts';

const compression: Compression = {
  contexts: new ContextTable([{ id: 0, prefix: MESH_LOCAL, length: 64, compress: true }]),
};

describe('fragment headers', () => {
  // The cases of TestLowpanFragmentHeader in OpenThread's tests/unit/test_lowpan.cpp (BSD-3-Clause).
  it('are written and read', () => {
    const first = { datagramSize: 0x7ef, tag: 0x1234, offset: undefined };
    const next = { datagramSize: 0x7ef, tag: 0x1234, offset: 800 };
    assert.equal(toHex(encodeFragmentHeader(first)), 'c7ef1234');
    assert.equal(toHex(encodeFragmentHeader(next)), 'e7ef123464');
    assert.deepEqual(decodeFragmentHeader(fromHex('c7ef1234')), { fragment: first, size: 4 });
    assert.deepEqual(decodeFragmentHeader(fromHex('e7ef123464')), { fragment: next, size: 5 });
    assert.deepEqual(decodeFragmentHeader(fromHex('e7ef123400')).fragment.offset, 0);
  });

  it('are refused when they are cut or none', () => {
    for (const hex of ['c7ef12', 'e7ef1234', 'e7', '']) {
      assert.throws(() => decodeFragmentHeader(fromHex(hex)), withCode('E_SIXLOWPAN_TRUNCATED'));
    }
    for (const hex of ['e8ef123464', 'd0ef123464', '90ef123464']) {
      assert.throws(() => decodeFragmentHeader(fromHex(hex)), withCode('E_SIXLOWPAN_MALFORMED'));
    }
  });

  it('cannot say sizes of twelve bits or offsets between multiples of eight', () => {
    for (const change of [{ datagramSize: 2048 }, { offset: 4 }, { offset: 2048 }]) {
      const header = { datagramSize: 100, tag: 1, offset: 8, ...change };
      assert.throws(() => encodeFragmentHeader(header), withCode('E_SIXLOWPAN_ARGUMENT'));
    }
  });
});

describe('mesh headers', () => {
  // The cases of TestLowpanMeshHeader in OpenThread's tests/unit/test_lowpan.cpp (BSD-3-Clause).
  it('are written and read', () => {
    const near: MeshHeader = { originator: 0x100, final: 0x200, hopsLeft: 1 };
    const far: MeshHeader = { originator: 0x100, final: 0x200, hopsLeft: 0x20 };
    assert.equal(toHex(encodeMeshHeader(near)), 'b101000200');
    assert.equal(toHex(encodeMeshHeader(far)), 'bf2001000200');
    assert.deepEqual(decodeMeshHeader(fromHex('b101000200')), { mesh: near, size: 5 });
    assert.deepEqual(decodeMeshHeader(fromHex('bf2001000200')), { mesh: far, size: 6 });
    assert.deepEqual(decodeMeshHeader(fromHex('bf0101000200')), { mesh: near, size: 6 });
  });

  it('hold extended addresses too', () => {
    fc.assert(
      fc.property(linkAddresses, linkAddresses, fc.nat(255), (originator, final, hopsLeft) => {
        const mesh = { originator, final, hopsLeft };
        assert.deepEqual(decodeMeshHeader(encodeMeshHeader(mesh)).mesh, mesh);
      }),
    );
  });

  it('are refused when they are cut or none', () => {
    for (const hex of ['b1010002', 'bf20010002', 'bf', '81010203']) {
      assert.throws(() => decodeMeshHeader(fromHex(hex)), withCode('E_SIXLOWPAN_TRUNCATED'));
    }
    assert.throws(() => decodeMeshHeader(fromHex('7a0101000200')), withCode('E_SIXLOWPAN_MALFORMED'));
    const far = { originator: 1, final: 2, hopsLeft: 256 };
    assert.throws(() => encodeMeshHeader(far), withCode('E_SIXLOWPAN_ARGUMENT'));
  });
});

describe('the fragments of OpenThread’s test', () => {
  const link = { source: fromHex('0000001112131415'), destination: fromHex('00001a2a3f09ab43') };
  const take = (reassembler: Reassembler, frame: string) =>
    toPacket(decodeAdaptation(fromHex(frame)), link, compression, reassembler);

  it('make their datagram in every order that was tried', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...FRAGMENTS], { minLength: FRAGMENTS.length }), (shuffled) => {
        const reassembler = new Reassembler({ clock: new VirtualTime() });
        const made = shuffled.map((frame) => take(reassembler, frame)).filter((packet) => packet !== undefined);
        assert.equal(made.length, 1);
        const [packet = new Uint8Array(0)] = made;
        // The original sets the ICMP checksum anew before it compares.
        const wanted = fromHex(REASSEMBLED);
        packet.set(wanted.subarray(42, 44), 42);
        assert.equal(toHex(packet), REASSEMBLED);
        assert.equal(reassembler.pending, 0);
      }),
      { numRuns: 20 },
    );
  });
});

describe('any packet', () => {
  it('comes back whatever the room in a frame is, in any order, with repetitions', () => {
    fc.assert(
      fc.property(
        packets,
        linkAddresses,
        linkAddresses,
        fc.integer({ min: 90, max: 116 }),
        fc.nat(),
        (packet, source, destination, room, seed) => {
          const payloads = toFramePayloads(packet, { source, destination }, compression, { room, tag: seed & 0xffff });
          for (const payload of payloads) assert.ok(payload.length <= room);
          const reassembler = new Reassembler({ clock: new VirtualTime() });
          const order = [...payloads, ...payloads.slice(0, -1)].map((payload, at) => ({
            payload,
            at: (at * seed) % 31,
          }));
          order.sort((a, b) => a.at - b.at);
          const made = order.map(({ payload }) =>
            toPacket(decodeAdaptation(payload), { source, destination }, compression, reassembler),
          );
          const [first] = made.filter((each) => each !== undefined);
          assert.deepEqual(first, packet);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('goes through a mesh header', () => {
    const packet = encodeUdpDatagram({
      source: linkLocalFrom(0x1000),
      destination: linkLocalFrom(0x2000),
      hopLimit: 64,
      sourcePort: 61631,
      destinationPort: 61631,
      payload: new Uint8Array(200).fill(7),
    });
    const mesh = { originator: 0x1000, final: 0x2000, hopsLeft: 4 };
    const link = { source: mesh.originator, destination: mesh.final };
    const cutting = { room: 100, tag: 9, prefix: encodeMeshHeader(mesh) };
    const reassembler = new Reassembler({ clock: new VirtualTime() });
    const payloads = toFramePayloads(packet, link, compression, cutting);
    assert.equal(payloads.length, 3);
    const made = payloads.map((payload) => {
      const read = decodeAdaptation(payload);
      assert.deepEqual(read.mesh, mesh);
      return toPacket(read, link, compression, reassembler);
    });
    assert.deepEqual(made.at(-1), packet);
  });

  it('is not sent when it is too large, or frames too small', () => {
    const link = { source: 1, destination: 2 };
    const big = new Uint8Array(2048);
    assert.throws(
      () => toFramePayloads(big, link, compression, { room: 100, tag: 1 }),
      withCode('E_SIXLOWPAN_ARGUMENT'),
    );
    const packet = fromHex(REASSEMBLED);
    for (const room of [8, 12]) {
      assert.throws(
        () => toFramePayloads(packet, link, compression, { room, tag: 1 }),
        withCode('E_SIXLOWPAN_ARGUMENT'),
      );
    }
  });
});
