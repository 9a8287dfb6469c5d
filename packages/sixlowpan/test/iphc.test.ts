import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex, VirtualTime } from '@sallyport/core';
import {
  type Compression,
  ContextTable,
  compressHeaders,
  decodeAdaptation,
  expandHeaders,
  expandPacket,
  type LinkAddress,
  NO_CONTEXTS,
  Reassembler,
  toPacket,
} from '@sallyport/sixlowpan';
import { withCode } from '@sallyport/testing';
import { DESTINATION, LOWPAN_VECTORS, SOURCE } from './support/openthread-frames.ts';
import { IPHC_VECTORS } from './support/openthread-iphc.ts';

/** The contexts of OpenThread's test: the mesh-local prefix, one more, and one not to compress with. */
const contexts = new ContextTable([
  { id: 0, prefix: fromHex('fd00cafeface1234'), length: 64, compress: true },
  { id: 1, prefix: fromHex('2001000200000001'), length: 64, compress: true },
  { id: 2, prefix: fromHex('2001000200000002'), length: 64, compress: false },
]);
const compression: Compression = { contexts, tunnelIids: 'link' };

function address(given: number | string): LinkAddress {
  return typeof given === 'number' ? given : fromHex(given);
}

function compress(
  packet: Uint8Array,
  link: { source: LinkAddress; destination: LinkAddress },
  how = compression,
): string {
  const { bytes, covered } = compressHeaders(packet, link, how);
  return toHex(bytes) + toHex(packet.subarray(covered));
}

describe('the headers of OpenThread’s tests', () => {
  for (const { name, runs, source, destination, compressed, packet } of IPHC_VECTORS) {
    const link = { source: address(source), destination: address(destination) };
    if (runs === 'both' || runs === 'compress') {
      it(`are compressed: ${name}`, () => assert.equal(compress(fromHex(packet), link), compressed));
    }
    if (runs === 'both' || runs === 'expand') {
      it(`are expanded: ${name}`, () => {
        assert.equal(toHex(expandPacket(fromHex(compressed), link, compression)), packet);
      });
    }
    if (runs === 'refused') {
      it(`are refused: ${name}`, () => {
        const code = name === 'Truncated LOWPAN_IPHC' ? 'E_SIXLOWPAN_TRUNCATED' : 'E_SIXLOWPAN_MALFORMED';
        assert.throws(() => expandPacket(fromHex(compressed), link, compression), withCode(code));
      });
    }
  }
});

describe('the frames of OpenThread’s tests', () => {
  const UDP = 17;
  for (const { frame, packet, contexts: known } of LOWPAN_VECTORS) {
    it(`hold their packets: ${frame}`, () => {
      const table = new ContextTable(
        known.map(([id, prefix, length]) => ({ id, prefix: fromHex(prefix), length, compress: true })),
      );
      const payload = decodeAdaptation(fromHex(frame));
      const link = {
        source: payload.mesh?.originator ?? fromHex(SOURCE),
        destination: payload.mesh?.final ?? fromHex(DESTINATION),
      };
      const reassembler = new Reassembler({ clock: new VirtualTime() });
      const read = toPacket(payload, link, { contexts: table }, reassembler);
      const wanted = fromHex(packet);
      assert.ok(read);
      assert.equal(toHex(read.subarray(0, 40)), toHex(wanted.subarray(0, 40)));
      assert.equal(read.length, wanted.length);
      const ends = wanted[6] === UDP ? 44 : wanted.length - 8;
      assert.equal(toHex(read.subarray(40, Math.min(ends, 42))), toHex(wanted.subarray(40, Math.min(ends, 42))));
      assert.equal(toHex(read.subarray(-8)), toHex(wanted.subarray(-8)));
      // What another stack wrote is also what this one writes, unless it left more in than it had to.
      if (known.length > 0 && payload.mesh === undefined) {
        const again = expandPacket(fromHex(compress(read, link, { contexts: table })), link, { contexts: table });
        assert.deepEqual(again, read);
      }
    });
  }
});

describe('tunnelled headers', () => {
  const outer = fromHex('60000000002c2940' + 'fe800000000000000000000000000001' + 'fe800000000000000000000000000002');
  const inner = fromHex('6000000000043a40' + 'fe800000000000000000000000000001' + 'fe800000000000000000000000000002');
  const packet = Uint8Array.from([...outer, ...inner, 1, 2, 3, 4]);
  const link = { source: 0x1000, destination: 0x2000 };

  it('leave out what the IPv6 header around them says (RFC 6282 §3.2.2)', () => {
    const compressed = compress(packet, link, { contexts: NO_CONTEXTS });
    assert.equal(compressed, '7e11' + '0000000000000001' + '0000000000000002' + 'ee' + '7a333a' + '01020304');
    assert.deepEqual(expandPacket(fromHex(compressed), link, { contexts: NO_CONTEXTS }), packet);
  });

  it('leave out what the frame says, as Thread’s stacks do, when that is asked for', () => {
    const compressed = compress(packet, link, { contexts: NO_CONTEXTS, tunnelIids: 'link' });
    assert.match(compressed, /^7e11.{32}ee7a113a/);
    assert.deepEqual(expandPacket(fromHex(compressed), link, { contexts: NO_CONTEXTS, tunnelIids: 'link' }), packet);
  });

  it('are followed through two, and refused through forty-one (OpenThread’s TestLowpanDecompressRecursion)', () => {
    const nested = (levels: number) => fromHex(`${'7e33ee'.repeat(levels)}7a3311`);
    assert.equal(expandPacket(nested(2), link, compression).length, 120);
    assert.throws(() => expandPacket(nested(41), link, compression), withCode('E_SIXLOWPAN_MALFORMED'));
  });
});

describe('headers are refused', () => {
  const link = { source: fromHex(SOURCE), destination: 0x2000 };
  const refused: readonly (readonly [why: string, hex: string, code: string])[] = [
    ['nothing', '', 'E_SIXLOWPAN_TRUNCATED'],
    ['one byte', '7a', 'E_SIXLOWPAN_TRUNCATED'],
    ['a missing context byte', '7af3', 'E_SIXLOWPAN_TRUNCATED'],
    ['half a flow label', '6233ba01', 'E_SIXLOWPAN_TRUNCATED'],
    ['half an address', '7a0311010203', 'E_SIXLOWPAN_TRUNCATED'],
    ['an unknown source context', '7af3503a', 'E_SIXLOWPAN_CONTEXT'],
    ['an unknown destination context', '7ab7053a', 'E_SIXLOWPAN_CONTEXT'],
    ['a multicast context that is unknown', '7abc053a3300000000010203', 'E_SIXLOWPAN_CONTEXT'],
    ['UDP without its checksum', '7e33f416331634', 'E_SIXLOWPAN_UNSUPPORTED'],
    ['half a UDP header', '7e33f016', 'E_SIXLOWPAN_TRUNCATED'],
    ['an extension header longer than the frame', '7e33e03aff00', 'E_SIXLOWPAN_TRUNCATED'],
    ['a routing header that is no multiple of eight bytes', '7e33e23a0400000000', 'E_SIXLOWPAN_MALFORMED'],
    ['IPv6 in IPv6 with its NH bit', '7e33ef7a333a', 'E_SIXLOWPAN_MALFORMED'],
    ['ten extension headers', `7e33${'e106000000000000'.repeat(10)}f016331634beef`, 'E_SIXLOWPAN_MALFORMED'],
  ];
  for (const [why, hex, code] of refused) {
    it(`with ${why}`, () => assert.throws(() => expandPacket(fromHex(hex), link, compression), withCode(code)));
  }

  it('with an address left out that the frame does not have', () => {
    const nothing = { source: undefined, destination: undefined };
    assert.throws(() => expandPacket(fromHex('7a333a'), nothing, compression), withCode('E_SIXLOWPAN_MALFORMED'));
  });

  it('when they are longer than the datagram they say they begin', () => {
    const bytes = fromHex('7e33f016331634beef');
    assert.throws(() => expandHeaders(bytes, link, compression, 47), withCode('E_SIXLOWPAN_MALFORMED'));
    assert.equal(toHex(expandHeaders(bytes, link, compression, 100).bytes.subarray(44, 46)), '003c');
  });

  it('when there are more of them than fit into 512 bytes', () => {
    const options = `e1f8${'00'.repeat(248)}`;
    const bytes = fromHex(`7e33${options.repeat(3)}f016331634beef`);
    assert.throws(() => expandPacket(bytes, link, compression), withCode('E_SIXLOWPAN_TOO_LARGE'));
  });
});

describe('compression refuses', () => {
  const link = { source: 1, destination: 2 };
  it('what is no whole IPv6 packet', () => {
    for (const packet of [new Uint8Array(39), new Uint8Array(48), fromHex(`6000000000093a40${'00'.repeat(40)}`)]) {
      assert.throws(() => compressHeaders(packet, link, compression), withCode('E_SIXLOWPAN_ARGUMENT'));
    }
  });

  it('contexts that are none', () => {
    const context = { id: 0, prefix: new Uint8Array(8), length: 64, compress: true };
    for (const change of [{ id: 16 }, { id: 0.5 }, { prefix: new Uint8Array(7) }, { length: 129 }, { length: -1 }]) {
      assert.throws(() => new ContextTable([{ ...context, ...change }]), withCode('E_SIXLOWPAN_ARGUMENT'));
    }
  });
});
