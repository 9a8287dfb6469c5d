/** Hostile payloads: `SALLYPORT_FUZZ_RUNS=1000000` makes a long run. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, VirtualTime } from '@sallyport/core';
import {
  type Compression,
  ContextTable,
  compressHeaders,
  decodeAdaptation,
  decodeUdpDatagram,
  expandPacket,
  Reassembler,
  toFramePayloads,
  toPacket,
} from '@sallyport/sixlowpan';
import fc from 'fast-check';
import { IPHC_VECTORS } from './support/openthread-iphc.ts';
import { linkAddresses, MESH_LOCAL, packets } from './support/packets.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 5000);
const compression: Compression = {
  contexts: new ContextTable([
    { id: 0, prefix: MESH_LOCAL, length: 64, compress: true },
    { id: 5, prefix: fromHex('20010db800000000'), length: 48, compress: true },
    { id: 9, prefix: fromHex('20010db8000000007796000000000000'), length: 75, compress: true },
  ]),
};

/** What the receiver of a frame does with its payload. */
function receive(payload: Uint8Array, reassembler: Reassembler): Uint8Array | undefined {
  const link = { source: 0x1000, destination: fromHex('0011223344556677') };
  try {
    const packet = toPacket(decodeAdaptation(payload), link, compression, reassembler);
    if (packet !== undefined) decodeUdpDatagram(packet);
    return packet;
  } catch (error) {
    assert.ok(isSallyportError(error), String(error));
    assert.match(error.code, /^E_SIXLOWPAN_(?:TRUNCATED|MALFORMED|CONTEXT|UNSUPPORTED|TOO_LARGE|DATAGRAM)$/);
    return undefined;
  }
}

const flips = fc.array(fc.tuple(fc.nat(1300), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 5 });

function flipped(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const mutated = Uint8Array.from(bytes);
  for (const [at, mask] of changes) mutated[at % mutated.length] = (mutated[at % mutated.length] ?? 0) ^ mask;
  return mutated;
}

describe('hostile payloads', () => {
  const reassembler = new Reassembler({ clock: new VirtualTime() });

  it('of any kind give a packet or a typed error', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 127 }),
        fc.constantFrom(0x60, 0x7e, 0x80, 0xb0, 0xc0, 0xe0),
        (bytes, dispatch) => {
          receive(bytes, reassembler);
          bytes[0] = dispatch | ((bytes[0] ?? 0) & 0x1f);
          receive(bytes, reassembler);
        },
      ),
      { numRuns: RUNS },
    );
    assert.ok(reassembler.pending <= 32);
  });

  it('made from right ones by flipping bits give a packet or a typed error', () => {
    const seeds = IPHC_VECTORS.map(({ compressed }) => fromHex(compressed));
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        flips,
        (seed, changes) => void receive(flipped(seed, changes), reassembler),
      ),
      { numRuns: RUNS },
    );
  });

  it('cut at any place give a packet or a typed error', () => {
    for (const { compressed } of IPHC_VECTORS) {
      const bytes = fromHex(compressed);
      for (let length = 0; length < bytes.length; length++) receive(bytes.subarray(0, length), reassembler);
    }
  });

  it('in fragments give no packet but the one that was sent, whatever is repeated or lost', () => {
    fc.assert(
      fc.property(packets, fc.array(fc.nat(20), { maxLength: 20 }), (packet, drawn) => {
        const link = { source: 0x1000, destination: fromHex('0011223344556677') };
        const payloads = toFramePayloads(packet, link, compression, { room: 90, tag: 1 });
        const fresh = new Reassembler({ clock: new VirtualTime() });
        for (const at of drawn) {
          const read = decodeAdaptation(payloads[at % payloads.length] ?? new Uint8Array(0));
          const made = toPacket(read, link, compression, fresh);
          if (made !== undefined) assert.deepEqual(made, packet);
        }
      }),
      { numRuns: Math.min(RUNS, 1000) },
    );
  });
});

describe('whatever was expanded', () => {
  it('is compressed and expanded to the same again', () => {
    fc.assert(
      fc.property(packets, linkAddresses, linkAddresses, flips, (packet, source, destination, changes) => {
        const link = { source, destination };
        const { bytes, covered } = compressHeaders(packet, link, compression);
        const compressed = Uint8Array.from([...bytes, ...packet.subarray(covered)]);
        assert.deepEqual(expandPacket(compressed, link, compression), packet);
        const mutated = flipped(compressed, changes);
        const other = expandOrRefuse(mutated, link);
        if (other === undefined) return;
        const again = compressHeaders(other, link, compression);
        const rest = other.subarray(again.covered);
        assert.deepEqual(expandPacket(Uint8Array.from([...again.bytes, ...rest]), link, compression), other);
      }),
      { numRuns: Math.min(RUNS, 100_000) },
    );
  });
});

function expandOrRefuse(bytes: Uint8Array, link: Parameters<typeof expandPacket>[1]): Uint8Array | undefined {
  try {
    return expandPacket(bytes, link, compression);
  } catch (error) {
    assert.ok(isSallyportError(error), String(error));
    return undefined;
  }
}
