import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import {
  AuthenticFrame,
  decodeFrame,
  decryptUnproven,
  encodeFrame,
  type Frame,
  MAX_MPDU_SIZE,
  nonceFor,
  openPayloadSize,
  protectFrame,
  SECURITY_LEVELS,
  unprotectFrame,
  withoutFcs,
} from '@sallyport/ieee802154';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { ANNEX_C, ANNEX_C_KEY, ANNEX_C_SENDER } from './support/annex-c.ts';
import { frames } from './support/frames.ts';
import { MAC_KEY, PROTECTED_COMMAND, PROTECTED_DATA } from './support/thread-frames.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 500);

describe('the protected frames of annex C', () => {
  for (const { name, plain, secured, nonce, level } of ANNEX_C) {
    it(`are made: ${name}`, () => {
      assert.equal(toHex(protectFrame(decodeFrame(fromHex(plain)), ANNEX_C_KEY, ANNEX_C_SENDER)), secured);
      assert.equal(toHex(nonceFor(ANNEX_C_SENDER, { frameCounter: 5, level })), nonce);
    });
    it(`are opened: ${name}`, () => {
      const received = decodeFrame(fromHex(secured));
      const opened = unprotectFrame(received, ANNEX_C_KEY, ANNEX_C_SENDER);
      const payload = level === 4 ? decryptUnproven(received, ANNEX_C_KEY, ANNEX_C_SENDER) : opened?.payload;
      assert.equal(toHex(encodeFrame({ ...received, payload: payload ?? new Uint8Array(0) })), plain);
      // Encryption alone proves nothing.
      assert.equal(opened instanceof AuthenticFrame, level !== 4);
    });
  }
});

describe('the protected frames of a Thread network', () => {
  it('are opened with the MAC key of the specification’s first test vector', () => {
    const received = decodeFrame(withoutFcs(PROTECTED_DATA.psdu) ?? new Uint8Array(0));
    const opened = unprotectFrame(received, MAC_KEY, PROTECTED_DATA.sender);
    assert.equal(toHex(opened?.payload ?? new Uint8Array(0)), PROTECTED_DATA.payload);
    assert.equal(opened?.isAuthentic, true);
    assert.deepEqual(opened?.sender, PROTECTED_DATA.sender);
  });

  it('are made the same', () => {
    const received = decodeFrame(PROTECTED_DATA.psdu.subarray(0, -2));
    const frame = { ...received, payload: fromHex(PROTECTED_DATA.payload) };
    assert.equal(
      toHex(protectFrame(frame, MAC_KEY, PROTECTED_DATA.sender)),
      toHex(PROTECTED_DATA.psdu.subarray(0, -2)),
    );
  });

  it('are opened: a data request, whose identifier stays readable', () => {
    const received = decodeFrame(PROTECTED_COMMAND.psdu.subarray(0, -2));
    assert.equal(openPayloadSize(received), 1);
    assert.equal(
      toHex(unprotectFrame(received, MAC_KEY, PROTECTED_COMMAND.sender)?.payload ?? new Uint8Array(0)),
      '04',
    );
  });
});

const protectable = frames
  .filter((frame) => frame.security !== undefined)
  .map((frame): Frame => (frame.type === 'beacon' ? { ...frame, payload: BEACON } : frame))
  .filter((frame) => frame.type !== 'command' || frame.payload.length > 0);
/** Superframe, one guaranteed slot, one short and one extended address pending, and four bytes of its own. */
const BEACON = fromHex('ffcf' + '81' + '00' + '112233' + '11' + '4455' + '0102030405060708' + '51525354');

describe('any protected frame', () => {
  const key = createSecretKey(fromHex('000102030405060708090a0b0c0d0e0f'));
  const sender = fromHex('0011223344556677');

  it('is opened to what was protected, and to nothing once a bit has changed', () => {
    fc.assert(
      fc.property(protectable, fc.nat(), fc.integer({ min: 0, max: 7 }), (frame, at, bit) => {
        const bytes = protectFrame(frame, key, sender);
        const level = SECURITY_LEVELS[frame.security?.level ?? 0];
        const received = decodeFrame(bytes);
        const opened = unprotectFrame(received, key, sender);
        if (level.micSize === 0) {
          assert.equal(opened, undefined);
          if (level.encrypted) assert.deepEqual(decryptUnproven(received, key, sender), frame.payload);
          return;
        }
        assert.deepEqual(opened?.payload, frame.payload);
        assert.deepEqual({ ...opened?.frame, header: undefined }, { ...frame, header: undefined });
        assert.equal(unprotectFrame(received, key, fromHex('0011223344556678')), undefined);
        const changed = Uint8Array.from(bytes);
        const start = received.header.length;
        changed[start + (at % (changed.length - start))] =
          (changed[start + (at % (changed.length - start))] ?? 0) ^ (1 << bit);
        const other = openOrRefuse(changed, key, sender);
        assert.equal(other, undefined);
      }),
      { numRuns: RUNS },
    );
  });
});

function openOrRefuse(bytes: Uint8Array, ...how: [Parameters<typeof unprotectFrame>[1], Uint8Array]) {
  try {
    return unprotectFrame(decodeFrame(bytes), ...how);
  } catch (error) {
    // A changed count in a beacon’s open fields can make it end too early.
    assert.ok(withCode('E_IEEE802154_TRUNCATED')(error));
    return undefined;
  }
}

describe('protection refuses', () => {
  const plain: Frame = {
    type: 'data',
    version: '2006',
    framePending: false,
    ackRequest: false,
    sequenceNumber: 1,
    destinationPanId: 0xface,
    destination: 1,
    source: 2,
    security: { level: 5, frameCounter: 1, key: { mode: 1, index: 1 } },
    payload: new Uint8Array(1),
  };
  const sender = ANNEX_C_SENDER;

  it('a frame without a security header', () => {
    const frame = { ...plain, security: undefined };
    assert.throws(() => protectFrame(frame, ANNEX_C_KEY, sender), withCode('E_IEEE802154_ARGUMENT'));
    assert.equal(unprotectFrame(decodeFrame(encodeFrame(frame)), ANNEX_C_KEY, sender), undefined);
  });

  it('a payload that leaves no room for the integrity code', () => {
    const frame = { ...plain, payload: new Uint8Array(MAX_MPDU_SIZE - 15) };
    assert.throws(() => protectFrame(frame, ANNEX_C_KEY, sender), withCode('E_IEEE802154_SIZE'));
  });

  it('a sender of seven bytes', () => {
    assert.throws(() => protectFrame(plain, ANNEX_C_KEY, new Uint8Array(7)), withCode('E_IEEE802154_ARGUMENT'));
  });

  it('a command without an identifier, and a beacon without its fields', () => {
    const nothing = new Uint8Array(0);
    for (const type of ['command', 'beacon'] as const) {
      const frame = { ...plain, type, payload: nothing };
      assert.throws(() => protectFrame(frame, ANNEX_C_KEY, sender), withCode('E_IEEE802154_TRUNCATED'));
    }
  });

  it('to open a payload shorter than its integrity code', () => {
    const short = decodeFrame(encodeFrame({ ...plain, payload: new Uint8Array(3) }));
    assert.equal(unprotectFrame(short, ANNEX_C_KEY, sender), undefined);
  });
});
