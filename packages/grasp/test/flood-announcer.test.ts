import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND, seededRandom } from '@sallyport/core';
import { decodeMessage, type Flood, FloodAnnouncer } from '@sallyport/grasp';
import { withCode } from '@sallyport/testing';
import { PROXY_FLOOD } from './support/rfc8995-floods.ts';

const { objectives } = PROXY_FLOOD;
const options = { objectives, initiator: 'fe80::1', random: seededRandom('announcer') };

function read(bytes: Uint8Array | undefined): Flood {
  assert.ok(bytes !== undefined);
  const message = decodeMessage(bytes);
  assert.ok(message.kind === 'flood');
  return message.flood;
}

describe('FloodAnnouncer', () => {
  it('floods at once and every minute, valid for three, each time with another session id', () => {
    const announcer = new FloodAnnouncer(options);
    assert.equal(announcer.nextAt, undefined);
    assert.equal(announcer.tick(0), undefined);
    announcer.start(1000);
    const ids = new Set<number>();
    for (let round = 0; round < 10; round++) {
      const at = 1000 + round * MINUTE;
      assert.equal(announcer.nextAt, at);
      assert.equal(announcer.tick(at - 1), undefined);
      const flood = read(announcer.tick(at));
      assert.deepEqual({ ...flood, sessionId: 0 }, { ...PROXY_FLOOD, sessionId: 0, ttl: 3 * MINUTE });
      ids.add(flood.sessionId);
    }
    assert.equal(ids.size, 10);
  });

  it('does not use a session id again soon, even if chance gives it', () => {
    const bytes = [1, 1, 1, 2, 2, 3].map((last) => Uint8Array.of(0, 0, 0, last));
    const random = { bytes: () => bytes.shift() ?? Uint8Array.of(9, 9, 9, 9) };
    const announcer = new FloodAnnouncer({ ...options, random, interval: SECOND });
    announcer.start(0);
    const ids = [0, 1000, 2000].map((now) => read(announcer.tick(now)).sessionId);
    assert.deepEqual(ids, [1, 2, 3]);
  });

  it('floods something else at once when told', () => {
    const announcer = new FloodAnnouncer({ ...options, interval: 10 * SECOND, ttl: 20 * SECOND });
    announcer.start(0);
    announcer.tick(0);
    const next = [{ objective: { name: 'EX1', flags: 4, loopCount: 1 } }];
    announcer.update(next, 3000);
    const flood = read(announcer.tick(3000));
    assert.deepEqual([flood.objectives, flood.ttl], [next, 20 * SECOND]);
    assert.equal(announcer.nextAt, 13_000);
  });

  it('takes everything back with a lifetime that is over at once', () => {
    const announcer = new FloodAnnouncer(options);
    announcer.start(0);
    announcer.tick(0);
    const last = read(announcer.withdraw());
    assert.deepEqual([last.ttl, last.objectives], [1, objectives]);
    assert.equal(announcer.nextAt, undefined);
  });

  it('refuses in advance what could not be flooded, and keeps what it has', () => {
    assert.throws(() => new FloodAnnouncer({ ...options, objectives: [] }), withCode('E_GRASP_ARGUMENT'));
    assert.throws(() => new FloodAnnouncer({ ...options, initiator: 'x' }), withCode('E_GRASP_ARGUMENT'));
    assert.throws(() => new FloodAnnouncer({ ...options, interval: 0 }), withCode('E_GRASP_ARGUMENT'));
    const announcer = new FloodAnnouncer(options);
    announcer.start(0);
    const tooLong = [{ objective: { name: 'a', flags: 4, loopCount: 1, value: 'x'.repeat(2000) } }];
    assert.throws(() => announcer.update(tooLong, 0), withCode('E_GRASP_MESSAGE_SIZE'));
    assert.deepEqual(read(announcer.tick(0)).objectives, objectives);
  });
});
