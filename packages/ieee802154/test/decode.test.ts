import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, toHex } from '@sallyport/core';
import {
  COMMANDS,
  decodeFrame,
  encodeFrame,
  type Frame,
  headerSizeOf,
  type MacAddress,
  micSizeOf,
  panIdsFor,
  type SecurityHeader,
  sourcePanOf,
  withoutFcs,
} from '@sallyport/ieee802154';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { frames } from './support/frames.ts';
import { HEADER_LENGTHS } from './support/header-lengths.ts';
import { ACK, COMMAND_2015, DATA_2006, DATA_2015, PROTECTED_COMMAND, PROTECTED_DATA } from './support/thread-frames.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 3000);

function mpdu(psdu: Uint8Array): Uint8Array {
  return withoutFcs(psdu) ?? psdu.subarray(0, -2);
}

describe('frames of a Thread network', () => {
  it('are read: an acknowledgment', () => {
    const frame = decodeFrame(mpdu(ACK));
    assert.equal(frame.type, 'ack');
    assert.equal(frame.version, '2006');
    assert.equal(frame.sequenceNumber, 94);
    assert.equal(frame.destination, undefined);
    assert.equal(frame.payload.length, 0);
  });

  it('are read: data between extended addresses', () => {
    const frame = decodeFrame(mpdu(DATA_2006));
    assert.equal(frame.type, 'data');
    assert.equal(frame.ackRequest, true);
    assert.equal(frame.sequenceNumber, 189);
    assert.equal(frame.destinationPanId, 0xface);
    assert.equal(frame.sourcePanId, undefined);
    assert.equal(sourcePanOf(frame), 0xface);
    assert.deepEqual(frame.destination, fromHex('166e0a0000000001'));
    assert.deepEqual(frame.source, fromHex('166e0a0000000002'));
    assert.equal(toHex(frame.payload.subarray(0, 4)), '7f33f04d');
  });

  it('are read: protected data of 2015 between short addresses', () => {
    const frame = decodeFrame(DATA_2015);
    assert.equal(frame.version, '2015');
    assert.equal(frame.sequenceNumber, 142);
    assert.equal(frame.destination, 0x2402);
    assert.equal(frame.source, 0x2400);
    assert.deepEqual(frame.security, { level: 5, frameCounter: 2, key: { mode: 1, index: 1 } });
    assert.equal(toHex(frame.payload.subarray(-4)), 'f94e5870');
  });

  it('are read: a command of 2015 with header elements', () => {
    const frame = decodeFrame(mpdu(COMMAND_2015));
    assert.equal(frame.type, 'command');
    assert.equal(frame.sequenceNumber, 141);
    assert.equal(frame.security?.frameCounter, 8);
    assert.equal(toHex(frame.headerElements ?? new Uint8Array(0)), '040ded0b350c803f');
    assert.equal(frame.payload[0], COMMANDS.dataRequest);
  });

  it('are written again byte for byte', () => {
    for (const psdu of [ACK, DATA_2006, COMMAND_2015, PROTECTED_DATA.psdu, PROTECTED_COMMAND.psdu]) {
      const bytes = psdu.subarray(0, -2);
      assert.equal(toHex(encodeFrame(decodeFrame(bytes))), toHex(bytes));
    }
    assert.equal(toHex(encodeFrame(decodeFrame(DATA_2015))), toHex(DATA_2015));
  });
});

describe('the frames of OpenThread’s parser tests', () => {
  // tests/scripts/thread-cert/test_mac802154.py (BSD-3-Clause); version 2003, no check sequence here.
  const cases: readonly (readonly [name: string, hex: string, destination: MacAddress, source: MacAddress])[] = [
    ['short to short', '618834cefaaddeefbe1234', 0xdead, 0xbeef],
    [
      'extended to extended',
      '61cc56cefadeadbeefdeadbeef0badf00dbad0d00d1234',
      fromHex('efbeaddeefbeadde'),
      fromHex('0dd0d0ba0df0ad0b'),
    ],
    ['extended to short', '61c856cefaadde0badf00dbad0d00d1234', 0xdead, fromHex('0dd0d0ba0df0ad0b')],
    ['short to extended', '618c56cefadeadbeefdeadbeef0df01234', fromHex('efbeaddeefbeadde'), 0xf00d],
  ];
  for (const [name, hex, destination, source] of cases) {
    it(`are read: ${name}`, () => {
      const frame = decodeFrame(fromHex(hex));
      assert.equal(frame.version, '2003');
      assert.equal(sourcePanOf(frame), 0xface);
      assert.deepEqual(frame.destination, destination);
      assert.deepEqual(frame.source, source);
      assert.equal(toHex(frame.payload), '1234');
    });
  }

  it('ignore the reserved bits of versions before 2015', () => {
    assert.equal(decodeFrame(fromHex('000111')).sequenceNumber, 0x11);
    assert.equal(decodeFrame(fromHex('001122')).sequenceNumber, 0x22);
    assert.equal(decodeFrame(fromHex('002133')).sequenceNumber, undefined);
    assert.equal(decodeFrame(fromHex('002044')).sequenceNumber, 0x44);
  });
});

describe('headers have the length that OpenThread’s have', () => {
  const PANS = { '1': 0xbaba, '2': 0xdede } as const;
  const SHORTS = { source: 0x1234, destination: 0x5678 } as const;
  const EXTENDED = { source: fromHex('123456789abcdef0'), destination: fromHex('1122334455667788') } as const;
  const addressOf = (mode: string, end: 'source' | 'destination') =>
    mode === 'none' ? undefined : mode === 'short' ? SHORTS[end] : EXTENDED[end];
  const panOf = (name: string) => (name === '1' || name === '2' ? PANS[name] : undefined);

  for (const row of HEADER_LENGTHS) {
    it(`for ${row.join(' ')}`, () => {
      const [
        version,
        sourceMode,
        sourcePan,
        destinationMode,
        destinationPan,
        level,
        keyMode,
        header,
        footer,
        numbering,
      ] = row;
      const security: SecurityHeader = {
        level,
        frameCounter: 0,
        key: keyMode === 1 ? { mode: 1, index: 1 } : { mode: 2, source: new Uint8Array(4), index: 1 },
      };
      const source = addressOf(sourceMode, 'source');
      const destination = addressOf(destinationMode, 'destination');
      const [from, to] = [panOf(sourcePan), panOf(destinationPan)];
      const carried =
        from !== undefined && to !== undefined
          ? panIdsFor(version, { source, destination, sourcePanId: from, destinationPanId: to })
          : { sourcePanId: from, destinationPanId: to };
      const frame: Frame = {
        type: 'data',
        version,
        framePending: false,
        ackRequest: destination !== undefined,
        sequenceNumber: numbering === 'suppressed' ? undefined : 1,
        ...carried,
        destination,
        source,
        security: level === 0 ? undefined : security,
        payload: new Uint8Array(0),
      };
      const bytes = encodeFrame(frame);
      assert.equal(bytes.length, header);
      assert.equal(headerSizeOf(frame), header);
      assert.equal(2 + micSizeOf(frame.security), footer);
      const read = decodeFrame(bytes);
      assert.deepEqual(read.source, source);
      assert.deepEqual(read.destination, destination);
      assert.equal(read.destinationPanId, to);
      assert.deepEqual(encodeFrame(read), bytes);
    });
  }
});

describe('any frame', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const bytes = encodeFrame(frame);
        const { header, ...read } = decodeFrame(bytes);
        assert.deepEqual(read, frame);
        assert.equal(header.length, headerSizeOf(frame));
      }),
      { numRuns: Math.min(RUNS, 20_000) },
    );
  });

  it('cut at any place is refused or read, and never fails in another way', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const bytes = encodeFrame(frame);
        for (let length = 0; length < bytes.length; length++) decodeOrRefuse(bytes.subarray(0, length));
      }),
      { numRuns: Math.min(RUNS, 2000) },
    );
  });

  it('with flipped bits is refused or read, and what was read can be written', () => {
    fc.assert(
      fc.property(
        frames,
        fc.array(fc.tuple(fc.nat(126), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
        (frame, flips) => {
          const bytes = Uint8Array.from(encodeFrame(frame));
          for (const [index, mask] of flips) bytes[index % bytes.length] = (bytes[index % bytes.length] ?? 0) ^ mask;
          const read = decodeOrRefuse(bytes);
          if (read === undefined) return;
          const again = decodeFrame(encodeFrame(read));
          assert.deepEqual({ ...again, header: undefined }, { ...read, header: undefined });
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('of random bytes is refused or read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 140 }), (bytes) => void decodeOrRefuse(bytes)),
      { numRuns: RUNS },
    );
  });
});

function decodeOrRefuse(bytes: Uint8Array): Frame | undefined {
  try {
    return decodeFrame(bytes);
  } catch (error) {
    assert.ok(isSallyportError(error), String(error));
    assert.match(error.code, /^E_IEEE802154_(?:TRUNCATED|TOO_LONG|MALFORMED|UNSUPPORTED)$/);
    return undefined;
  }
}

describe('frames are refused', () => {
  const refused: readonly (readonly [why: string, bytes: Uint8Array, code: string])[] = [
    ['empty', new Uint8Array(0), 'E_IEEE802154_TRUNCATED'],
    ['without a sequence number', fromHex('0100'), 'E_IEEE802154_TRUNCATED'],
    ['of 126 bytes', new Uint8Array(126), 'E_IEEE802154_TOO_LONG'],
    ['of reserved type 4', fromHex('040001'), 'E_IEEE802154_UNSUPPORTED'],
    ['of type 5, multipurpose', fromHex('050001'), 'E_IEEE802154_UNSUPPORTED'],
    ['of type 7, extended', fromHex('070001'), 'E_IEEE802154_UNSUPPORTED'],
    ['of version 3', fromHex('013001'), 'E_IEEE802154_UNSUPPORTED'],
    ['with the security of 2003', fromHex('098801cefaaddeefbe0d0000000001'), 'E_IEEE802154_UNSUPPORTED'],
    ['with destination mode 1', fromHex('010401'), 'E_IEEE802154_MALFORMED'],
    ['with source mode 1', fromHex('014001'), 'E_IEEE802154_MALFORMED'],
    ['with compression and one address', fromHex('410801cefaadde'), 'E_IEEE802154_MALFORMED'],
    ['within an address', fromHex('61cc00cefa0011'), 'E_IEEE802154_TRUNCATED'],
    ['within a security header', fromHex('699868cefa002001200d0000'), 'E_IEEE802154_TRUNCATED'],
    ['with a suppressed frame counter', fromHex('69a868cefa002001202d01'), 'E_IEEE802154_UNSUPPORTED'],
    ['with no element where one is announced', fromHex('01a201cefa2001'), 'E_IEEE802154_TRUNCATED'],
    ['with half an element descriptor', fromHex('01a201cefa200104'), 'E_IEEE802154_TRUNCATED'],
    ['with an element longer than the frame', fromHex('01a201cefa2001040d00'), 'E_IEEE802154_TRUNCATED'],
    ['with a payload element in the header', fromHex('01a201cefa20010080'), 'E_IEEE802154_MALFORMED'],
  ];
  for (const [why, bytes, code] of refused) {
    it(`when they are ${why}`, () => assert.throws(() => decodeFrame(bytes), withCode(code)));
  }
});
