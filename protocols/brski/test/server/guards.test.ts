import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, ManualClock } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { fingerprint, sessionOf } from '../../src/server/fingerprint.ts';
import { isOfType, takes } from '../../src/server/media.ts';
import { RateLimiter } from '../../src/server/rate-limiter.ts';
import { printable, retryAfterHeader } from '../../src/server/refusal.ts';
import { memoryReplayGuard } from '../../src/server/replay-guard.ts';

describe('a replay guard', () => {
  it('gives a nonce to one use, again and again', async () => {
    const guard = memoryReplayGuard({ clock: new ManualClock() });
    assert.equal(await guard.claim('n', 'one'), true);
    assert.equal(await guard.claim('n', 'one'), true);
    assert.equal(await guard.claim('n', 'two'), false);
    assert.equal(await guard.claim('m', 'two'), true);
  });

  it('remembers for the four days a pledge may wait', async () => {
    const clock = new ManualClock();
    const guard = memoryReplayGuard({ clock });
    await guard.claim('n', 'one');
    clock.advance(4 * DAY - 1);
    assert.equal(await guard.claim('n', 'two'), false);
    clock.advance(1);
    assert.equal(await guard.claim('n', 'two'), true);
  });

  it('holds no more than its capacity', async () => {
    const guard = memoryReplayGuard({ clock: new ManualClock(), capacity: 1 });
    await guard.claim('n', 'one');
    await guard.claim('m', 'one');
    assert.equal(await guard.claim('n', 'two'), true);
  });
});

describe('a rate limiter', () => {
  it('admits a burst, then one an interval, for each peer apart', () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ burst: 2, interval: 1000 }, clock);
    assert.deepEqual(
      [1, 2, 3].map(() => limiter.admit('a')),
      [0, 0, 1000],
    );
    assert.equal(limiter.admit('b'), 0);
    clock.advance(999);
    assert.equal(limiter.admit('a'), 1);
    clock.advance(1);
    assert.deepEqual(
      [1, 2].map(() => limiter.admit('a')),
      [0, 1000],
    );
  });

  it('forgives a peer that stayed away, up to the burst', () => {
    const clock = new ManualClock();
    const limiter = new RateLimiter({ burst: 2, interval: 1000 }, clock);
    limiter.admit('a');
    clock.advance(100_000);
    assert.deepEqual(
      [1, 2, 3].map(() => limiter.admit('a')),
      [0, 0, 1000],
    );
  });
});

describe('media types', () => {
  const request = (headers: Readonly<Record<string, string>>) => buildRequest({ headers });

  it('are compared without parameters and case', () => {
    const type = request({ 'content-type': 'Application/JSON; charset=utf-8' });
    assert.equal(isOfType(type, 'application/json'), true);
    assert.equal(isOfType(request({}), 'application/json'), false);
  });

  it('in Accept tell yes, no and nonsense apart', () => {
    const answers = ['', '*/*', 'application/*', 'a/b', 'application/json;q=0', '@@', ', ,'].map((accept) =>
      takes(request({ accept }), 'application/json'),
    );
    assert.deepEqual(answers, ['yes', 'yes', 'yes', 'no', 'no', 'unknown', 'unknown']);
    assert.equal(takes(request({}), 'application/json'), 'yes');
  });
});

describe('fingerprints', () => {
  it('of several parts change when a boundary moves', () => {
    const [a, b, ab] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(1, 2)];
    assert.notEqual(fingerprint(a, b), fingerprint(ab));
    assert.notEqual(fingerprint(a, b), fingerprint(b, a));
    assert.notEqual(fingerprint(ab, new Uint8Array(0)), fingerprint(new Uint8Array(0), ab));
  });

  it('name a session by its first request', () => {
    assert.equal(sessionOf(Uint8Array.of(1)), fingerprint(Uint8Array.of(1)).slice(0, 32));
  });
});

describe('text from strangers', () => {
  it('comes on one line, without control or direction characters, and cut', () => {
    assert.equal(printable('a\r\n\u202eb\u0000 c'), 'a b c');
    assert.equal(printable('x'.repeat(1000)).length, 301);
  });
});

describe('Retry-After', () => {
  it('is whole seconds, at least one', () => {
    assert.deepEqual(
      [0, 1, 1000, 1001].map((span) => retryAfterHeader(span)['retry-after']),
      ['1', '1', '1', '2'],
    );
  });
});
