import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualTime } from '@sallyport/core';
import { Wake } from '../src/wake.ts';

function ground(dueIn?: number) {
  const time = new VirtualTime();
  const woken: number[] = [];
  let due = dueIn === undefined ? undefined : new Date(time.now().getTime() + dueIn);
  const wake = new Wake({
    clock: time,
    timer: time,
    every: 30_000,
    nextAt: () => due,
    wake: async () => {
      woken.push(time.monotonic());
      if (due !== undefined && due <= time.now()) due = undefined;
    },
  });
  return {
    time,
    woken,
    wake,
    set: (span: number) => {
      due = new Date(time.now().getTime() + span);
    },
  };
}

describe('waking', () => {
  it('looks regularly, however often something changes', async () => {
    const { time, woken, wake } = ground();
    for (let change = 0; change < 9; change++) {
      await time.advance(10_000);
      wake.schedule();
    }
    assert.deepEqual(woken, [30_000, 60_000, 90_000]);
  });

  it('looks at the very moment at which something changes', async () => {
    const { time, woken, wake } = ground(12_345);
    wake.schedule();
    await time.advance(20_000);
    assert.deepEqual(woken, [12_345]);
  });

  it('takes an earlier moment into account as soon as it is told', async () => {
    const { time, woken, wake, set } = ground(25_000);
    wake.schedule();
    set(5000);
    wake.schedule();
    await time.advance(10_000);
    assert.deepEqual(woken, [5000]);
  });

  it('never spins on a moment that does not pass', async () => {
    const time = new VirtualTime();
    let woken = 0;
    const wake = new Wake({
      clock: time,
      timer: time,
      every: 30_000,
      nextAt: () => new Date(0),
      wake: async () => void woken++,
    });
    wake.schedule();
    await time.advance(1000);
    assert.ok(woken <= 10, `${woken}`);
    wake.close();
    assert.equal(time.waiting, 0);
  });
});
