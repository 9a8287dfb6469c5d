import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DueTimes } from '../../src/engine/due-times.ts';

describe('due times', () => {
  it('are what a plain table says', () => {
    const change = fc.tuple(fc.nat({ max: 8 }), fc.option(fc.nat({ max: 30 }), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.nat({ max: 30 }), (changes, at) => {
        const times = new DueTimes<number>();
        const plain = new Map<number, number>();
        for (const [item, due] of changes) {
          times.set(item, due);
          if (due === undefined) plain.delete(item);
          else plain.set(item, due);
          assert.equal(times.next, plain.size === 0 ? undefined : Math.min(...plain.values()));
        }
        const due = [...plain].filter(([, time]) => time <= at).map(([item]) => item);
        assert.deepEqual([...times.upTo(at)].sort(), due.sort());
        assert.deepEqual([...times.upTo(at)].sort(), due, 'and once more the same');
      }),
    );
  });
});
