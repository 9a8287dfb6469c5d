/** What was set at the Leader is waited for at the border router, within bounds. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Timestamp } from '@sallyport/thread';
import { heardBack } from '../../src/thread/heard-back.ts';

const at = (seconds: number): Timestamp => ({ seconds, ticks: 0, authoritative: false });

/** Time that passes at once, and is counted. */
function hurried() {
  const passed = { spans: 0, total: 0 };
  const after = (span: number, act: () => void) => {
    passed.spans++;
    passed.total += span;
    queueMicrotask(act);
    return () => undefined;
  };
  return { passed, timer: { after } };
}

describe('a change of a dataset', () => {
  for (const [what, heard, looks] of [
    ['is waited for until it is told', [undefined, at(1), at(2)], 3],
    ['is not waited for where it is told at once', [at(2)], 1],
    ['is over where somebody made a newer one', [at(1), at(3)], 2],
  ] as const) {
    it(what, async () => {
      const { passed, timer } = hurried();
      let asked = 0;
      await heardBack(at(2), async () => heard[asked++], timer);
      assert.deepEqual([asked, passed.spans], [looks, looks - 1]);
    });
  }

  it('is waited for ten seconds at most', async () => {
    const { passed, timer } = hurried();
    await heardBack(at(2), async () => at(1), timer);
    assert.equal(passed.total, 10_000);
  });

  it('stands, though nobody can be asked any more', async () => {
    const { passed, timer } = hurried();
    await heardBack(at(2), () => Promise.reject(new Error('gone')), timer);
    assert.equal(passed.spans, 0);
  });
});
