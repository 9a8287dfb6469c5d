import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { someAtATime } from '../src/index.ts';

const numbers = Array.from({ length: 20 }, (_, number) => number);

describe('work that is done some at a time', () => {
  it('gives the results in order, and is never done with more at once', async () => {
    let underWay = 0;
    let most = 0;
    const doubled = await someAtATime(numbers, 3, async (number) => {
      most = Math.max(most, ++underWay);
      for (let turn = number % 4; turn > 0; turn--) await null;
      underWay--;
      return 2 * number;
    });
    assert.deepEqual(
      doubled,
      numbers.map((number) => 2 * number),
    );
    assert.equal(most, 3);
  });

  it('fails when some of it does', async () => {
    const failing = (number: number) =>
      number === 7 ? Promise.reject(new RangeError('seven')) : Promise.resolve(number);
    await assert.rejects(someAtATime(numbers, 3, failing), /seven/);
  });

  it('is none with nothing', async () => {
    assert.deepEqual(await someAtATime([], 3, () => Promise.reject(new RangeError('asked'))), []);
  });
});
