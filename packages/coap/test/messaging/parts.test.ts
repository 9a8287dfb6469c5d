import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom, VirtualTime } from '@sallyport/core';
import fc from 'fast-check';
import { Duplicates } from '../../src/messaging/duplicates.ts';
import { MessageIds } from '../../src/messaging/message-ids.ts';
import { Shares } from '../../src/messaging/shares.ts';

describe('message IDs (RFC 7252 §4.4)', () => {
  it('are not used again within their lifetime, and then they are', async () => {
    const time = new VirtualTime();
    const ids = new MessageIds(time, seededRandom('ids'), 247_000, 16);
    const used = new Set<number>();
    for (;;) {
      const id = ids.next('peer');
      if (id === undefined) break;
      assert.ok(!used.has(id) && id >= 0 && id < 0xe000);
      used.add(id);
    }
    assert.ok(used.size > 0xe000 - 256);
    await time.advance(246_000);
    assert.equal(ids.next('peer'), undefined);
    await time.advance(1000);
    assert.notEqual(ids.next('peer'), undefined);
  });

  it('of one peer have nothing to do with those of another, and begin anywhere', () => {
    const ids = new MessageIds(new VirtualTime(), seededRandom('ids'), 247_000, 16);
    const starts = new Set(Array.from({ length: 10 }, (_, i) => ids.next(`peer ${i}`)));
    assert.equal(starts.size, 10);
    const first = ids.next('peer 0') ?? 0;
    assert.equal(ids.next('peer 0'), (first + 1) % 0xe000);
  });

  it('of messages to groups are none that a member may have got by itself', () => {
    const ids = new MessageIds(new VirtualTime(), seededRandom('ids'), 247_000, 16);
    for (let i = 0; i < 0x1f00; i++) assert.ok((ids.nextForGroup() ?? 0) >= 0xe000);
  });

  it('are remembered for a bounded number of peers', () => {
    const ids = new MessageIds(new VirtualTime(), seededRandom('ids'), 247_000, 2);
    const a = ids.next('a') ?? 0;
    ids.next('b');
    assert.equal(ids.next('a'), (a + 1) % 0xe000);
    ids.next('c');
    // b was used least recently; a is still known.
    assert.equal(ids.next('a'), (a + 2) % 0xe000);
  });
});

describe('shares', () => {
  it('tell who has the most, whatever was added and removed', () => {
    const step = fc.record({ peer: fc.constantFrom('a', 'b', 'c', 'd'), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const shares = new Shares();
        const counts = new Map<string, number>();
        for (const { peer, add } of steps) {
          const count = counts.get(peer) ?? 0;
          if (add) shares.add(peer);
          else shares.remove(peer);
          counts.set(peer, Math.max(0, count + (add ? 1 : -1)));
        }
        const most = Math.max(0, ...counts.values());
        const largest = shares.largest();
        assert.equal(largest === undefined ? 0 : shares.of(largest), most);
        assert.equal(largest === undefined ? 0 : counts.get(largest), most);
        assert.equal(
          shares.total,
          [...counts.values()].reduce((sum, count) => sum + count, 0),
        );
      }),
    );
  });
});

describe('the memory of duplicates', () => {
  const key = (messageId: number, token: readonly number[] = []) => ({ messageId, token: Uint8Array.from(token) });
  const limits = { maxDuplicates: 100, maxDuplicateBytes: 1000 };

  it('tells apart two who were one after the other at the same address', () => {
    const time = new VirtualTime();
    const duplicates = new Duplicates(time, time, limits);
    duplicates.remember('peer', key(1, [7]), 1000);
    assert.ok(duplicates.find('peer', key(1, [7])) !== undefined);
    assert.equal(duplicates.find('peer', key(1, [8])), undefined);
    assert.equal(duplicates.find('peer', key(1)), undefined);
  });

  it('is bounded in number, and it is who has the most that loses', () => {
    const time = new VirtualTime();
    const duplicates = new Duplicates(time, time, limits);
    for (let id = 0; id < 10; id++) duplicates.remember('quiet', key(id), 1000);
    for (let id = 0; id < 60_000; id++) duplicates.remember('loud', key(id), 1000);
    assert.ok(duplicates.size <= 100);
    for (let id = 0; id < 10; id++) assert.ok(duplicates.find('quiet', key(id)) !== undefined);
    assert.ok(duplicates.find('loud', key(59_999)) !== undefined);
    assert.equal(duplicates.find('loud', key(0)), undefined);
  });

  it('is bounded in bytes', () => {
    const time = new VirtualTime();
    const duplicates = new Duplicates(time, time, limits);
    for (let id = 0; id < 50; id++) {
      const record = duplicates.remember('peer', key(id), 1000);
      duplicates.keepReply('peer', id, record, new Uint8Array(100));
    }
    assert.ok(duplicates.bytes <= 1000);
    assert.ok(duplicates.find('peer', key(49))?.reply !== undefined);
  });

  it('counts a reply once that takes the place of another, and none of what was forgotten', () => {
    const time = new VirtualTime();
    const duplicates = new Duplicates(time, time, limits);
    const record = duplicates.remember('peer', key(1), 1000);
    duplicates.keepReply('peer', 1, record, new Uint8Array(100));
    duplicates.keepReply('peer', 1, record, new Uint8Array(40));
    assert.equal(duplicates.bytes, 40);
    duplicates.forget('peer');
    duplicates.keepReply('peer', 1, record, new Uint8Array(100));
    assert.equal(duplicates.bytes, 0);
    assert.equal(duplicates.size, 0);
  });

  it('passes away by itself', async () => {
    const time = new VirtualTime();
    const duplicates = new Duplicates(time, time, limits);
    for (let id = 0; id < 10; id++) duplicates.remember('peer', key(id), id < 5 ? 1000 : 2000);
    await time.advance(1500);
    assert.equal(duplicates.size, 5);
    await time.advance(1000);
    assert.equal(duplicates.size, 0);
    assert.equal(time.waiting, 0);
  });
});
