import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualTime } from '@sallyport/core';
import { Refresher } from '../../src/api/refresher.ts';

/** An answer takes 100 ms, the pause is 700 ms. */
function asked(fails = false) {
  const time = new VirtualTime();
  const at: number[] = [];
  const refresher = new Refresher(
    time,
    () => 700,
    () => {
      at.push(time.monotonic());
      return new Promise((resolve, reject) => {
        time.after(100, fails ? () => reject(new TypeError('no answer')) : resolve);
      });
    },
  );
  const start = time.monotonic();
  return { time, refresher, times: () => at.map((moment) => moment - start) };
}

describe('asking again', () => {
  it('begins at once', async () => {
    const { time, refresher, times } = asked();
    refresher.touch();
    await time.advance(0);
    assert.deepEqual(times(), [0]);
  });

  it('asks once after a pause, however often it was told meanwhile', async () => {
    const { time, refresher, times } = asked();
    for (let moment = 0; moment < 750; moment += 10) {
      refresher.touch();
      await time.advance(10);
    }
    await time.advance(5000);
    assert.deepEqual(times(), [0, 800]);
  });

  it('asks again for what came while it asked', async () => {
    const { time, refresher, times } = asked();
    refresher.touch();
    await time.advance(50);
    refresher.touch();
    await time.advance(5000);
    assert.deepEqual(times(), [0, 800]);
  });

  it('goes on after an answer that failed', async () => {
    const { time, refresher, times } = asked(true);
    refresher.touch();
    await time.advance(5000);
    refresher.touch();
    await time.advance(0);
    assert.deepEqual(times(), [0, 5000]);
  });

  it('asks no more once it was stopped', async () => {
    const { time, refresher, times } = asked();
    refresher.touch();
    await time.advance(150);
    refresher.touch();
    refresher.stop();
    await time.advance(5000);
    refresher.touch();
    await time.advance(5000);
    assert.deepEqual(times(), [0]);
    assert.equal(time.waiting, 0);
  });
});
