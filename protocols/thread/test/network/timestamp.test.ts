import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, seededRandom, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  advanceTimestamp,
  compareTimestamps,
  decodeTimestamp,
  encodeTimestamp,
  isUnset,
  MAX_TIMESTAMP_SECONDS,
  ORPHAN_TIMESTAMP,
  type Timestamp,
  timestampOf,
} from '@sallyport/thread';
import fc from 'fast-check';

const anyTimestamp: fc.Arbitrary<Timestamp> = fc
  .tuple(
    fc.maxSafeNat().map((n) => n % 2 ** 48),
    fc.nat(0x7fff),
    fc.boolean(),
  )
  .map(([seconds, ticks, authoritative]) => ({ seconds, ticks, authoritative }));

// The cases of OpenThread's unit test (tests/unit/test_meshcop.cpp, BSD-3-Clause): values, and which of two is newer.
const ZERO: Timestamp = { seconds: 0, ticks: 0, authoritative: false };
const UNSET: Timestamp = { seconds: 0xffff_ffff_ffff, ticks: 0x7fff, authoritative: true };
const LATE: Timestamp = { seconds: 0x1234_5678_abcd, ticks: 0, authoritative: false };

describe('timestamps', () => {
  it('are 48 bits of seconds, 15 of ticks and one that says they are authoritative', () => {
    assert.equal(toHex(encodeTimestamp({ seconds: 1, ticks: 0, authoritative: false })), '0000000000010000');
    assert.equal(
      toHex(encodeTimestamp({ seconds: 0x1234_5678_abcd, ticks: 1, authoritative: true })),
      '12345678abcd0003',
    );
    assert.deepEqual(decodeTimestamp(fromHex('ffffffffffffffff')), UNSET);
    assert.equal(toHex(encodeTimestamp(ORPHAN_TIMESTAMP)), '0000000000000001');
  });

  it('come back as they went', () => {
    fc.assert(
      fc.property(anyTimestamp, (timestamp) =>
        assert.deepEqual(decodeTimestamp(encodeTimestamp(timestamp)), timestamp),
      ),
    );
  });

  it('compare by seconds, then ticks, then authority', () => {
    assert.equal(compareTimestamps(LATE, ZERO), 1);
    assert.equal(compareTimestamps(ZERO, LATE), -1);
    assert.equal(compareTimestamps(LATE, { ...LATE }), 0);
    assert.equal(compareTimestamps({ ...LATE, authoritative: true }, LATE), 1);
    assert.equal(compareTimestamps({ ...LATE, ticks: 0x7fff }, LATE), 1);
    assert.equal(compareTimestamps({ ...LATE, ticks: 1 }, { ...LATE, authoritative: true }), 1);
  });

  it('that are unset or absent are older than every other', () => {
    assert.ok(isUnset(UNSET));
    assert.equal(compareTimestamps(ZERO, UNSET), 1);
    assert.equal(compareTimestamps(UNSET, ZERO), -1);
    assert.equal(compareTimestamps(ZERO, undefined), 1);
    assert.equal(compareTimestamps(UNSET, undefined), 0);
  });

  it('have an order', () => {
    fc.assert(
      fc.property(anyTimestamp, anyTimestamp, anyTimestamp, (a, b, c) => {
        assert.equal(compareTimestamps(a, b) + compareTimestamps(b, a), 0);
        if (compareTimestamps(a, b) > 0 && compareTimestamps(b, c) > 0) assert.ok(compareTimestamps(a, c) > 0);
      }),
    );
  });

  it('advance by less than two seconds, always to a newer one', () => {
    const random = seededRandom('advance');
    fc.assert(
      fc.property(anyTimestamp, (timestamp) => {
        fc.pre(timestamp.seconds < MAX_TIMESTAMP_SECONDS);
        const next = advanceTimestamp(timestamp, random);
        assert.equal(compareTimestamps(next, timestamp), 1);
        assert.ok(next.seconds - timestamp.seconds <= 1);
        assert.equal(next.authoritative, timestamp.authoritative);
      }),
    );
  });

  it('at their end advance no more', () => {
    const last: Timestamp = { seconds: MAX_TIMESTAMP_SECONDS, ticks: 0x7fff, authoritative: false };
    assert.throws(() => advanceTimestamp(last, seededRandom('end')), withCode('E_THREAD_ARGUMENT'));
  });

  it('of a clock have its seconds and ticks', () => {
    assert.deepEqual(timestampOf(new Date(1_500)), { seconds: 1, ticks: 0x4000, authoritative: false });
    assert.deepEqual(timestampOf(new Date(-1)), ZERO);
  });

  it('that do not fit are refused', () => {
    for (const wrong of [{ seconds: 2 ** 48 }, { seconds: -1 }, { seconds: 0.5 }, { ticks: 0x8000 }, { ticks: -1 }]) {
      assert.throws(() => encodeTimestamp({ ...ZERO, ...wrong }), withCode('E_THREAD_ARGUMENT'));
    }
  });
});
