import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND, VirtualTime } from '@sallyport/core';
import { FollowLoop } from '@sallyport/store';

describe('a log that is followed', () => {
  it('is read once more where something came while it was read, and never twice at once', async () => {
    const time = new VirtualTime();
    const { promise, resolve } = Promise.withResolvers<void>();
    let [reading, readings] = [0, 0];
    const loop = new FollowLoop({
      read: async () => {
        assert.equal(++reading, 1);
        readings++;
        await promise;
        reading--;
      },
      onError: assert.ifError,
      timer: time,
    });
    loop.look();
    await Promise.resolve();
    loop.look();
    loop.look();
    resolve();
    await loop.caughtUp();
    assert.equal(readings, 2);
    await loop.close();
  });

  it('is looked at again a second after a failure, and as often as was asked', async () => {
    const time = new VirtualTime();
    const errors: unknown[] = [];
    let readings = 0;
    const loop = new FollowLoop({
      read: async () => {
        if (++readings === 1) throw new RangeError('no log');
      },
      onError: (error) => errors.push(error),
      timer: time,
      lookEvery: 10 * SECOND,
    });
    await loop.caughtUp();
    assert.deepEqual([readings, errors.length], [1, 1]);
    for (const [span, expected] of [
      [SECOND, 2],
      [10 * SECOND, 3],
    ] as const) {
      await time.advance(span);
      assert.equal(readings, expected);
    }
    await loop.close();
  });

  it('is read no more once it is closed', async () => {
    const time = new VirtualTime();
    let readings = 0;
    const read = async () => void readings++;
    const loop = new FollowLoop({ read, onError: assert.ifError, timer: time, lookEvery: SECOND });
    await loop.close();
    loop.look();
    await time.advance(5 * SECOND);
    await loop.caughtUp();
    assert.deepEqual([readings, loop.isClosed], [0, true]);
  });
});
