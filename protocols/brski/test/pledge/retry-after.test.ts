import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND } from '@sallyport/core';
import fc from 'fast-check';
import { MAX_RETRY_AFTER, MIN_RETRY_AFTER, retryAfter } from '../../src/pledge/retry-after.ts';

const NOW = new Date('2026-06-01T12:00:00Z');

describe('Retry-After', () => {
  it('may be a date for a pledge that knows the time', () => {
    assert.equal(retryAfter('Mon, 01 Jun 2026 12:00:20 GMT', NOW), 20 * SECOND);
    assert.equal(retryAfter('Mon, 01 Jun 2026 13:00:00 GMT', NOW), MAX_RETRY_AFTER);
    assert.equal(retryAfter('Mon, 01 Jun 2020 12:00:00 GMT', NOW), MIN_RETRY_AFTER);
  });

  it('as a date says nothing to a pledge that does not know the time', () => {
    assert.equal(retryAfter('Mon, 01 Jun 2026 12:00:20 GMT', undefined), MAX_RETRY_AFTER);
  });

  it('counts as the longest wait in forms that HTTP does not have', () => {
    for (const header of [
      '2026-06-01T12:00:20Z',
      '1e3',
      '0x10',
      '5s',
      ' 5',
      '+5',
      '5.5',
      'Mon, 99 Foo 2026 12:00:20 GMT',
    ]) {
      assert.equal(retryAfter(header, NOW), MAX_RETRY_AFTER, header);
    }
    assert.equal(retryAfter(undefined, NOW), MAX_RETRY_AFTER);
  });

  it('stays within its bounds whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (header) => {
          const wait = retryAfter(header, NOW);
          assert.ok(wait >= MIN_RETRY_AFTER && wait <= MAX_RETRY_AFTER && Number.isFinite(wait));
        },
      ),
    );
  });
});
