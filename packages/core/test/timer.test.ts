import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemTimer, VirtualTime, within } from '@sallyport/core';

describe('waiting', () => {
  it('gives the result that comes in time, and leaves no timer', async () => {
    const time = new VirtualTime();
    assert.equal(await within(time, 1000, Promise.resolve(7)), 7);
    assert.equal(time.waiting, 0);
  });

  it('gives up when time has passed', async () => {
    const time = new VirtualTime();
    const pending = within(time, 1000, new Promise<number>(() => undefined));
    await time.advance(1000);
    assert.equal(await pending, undefined);
  });

  it('rejects with the work', async () => {
    await assert.rejects(within(new VirtualTime(), 1000, Promise.reject(new Error('x'))), /x/);
  });

  it('by the system timer ends by itself, or is called off', async () => {
    await new Promise<void>((resolve) => {
      systemTimer.after(1, resolve);
      // An unreferenced timer alone would let the process end.
      const keepAlive = setTimeout(() => undefined, 1000);
      systemTimer.after(2, () => clearTimeout(keepAlive));
    });
    let called = false;
    systemTimer.after(1, () => {
      called = true;
    })();
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
    assert.equal(called, false);
  });
});
