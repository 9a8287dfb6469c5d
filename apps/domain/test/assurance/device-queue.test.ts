import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeviceQueue } from '../../src/assurance/device-queue.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A queue whose work ends when the test says so. */
function queueOf(atOnce: number) {
  const begun: string[] = [];
  const errors: unknown[] = [];
  const ends = new Map<string, (thrown?: Error) => void>();
  const work = (key: string) => {
    assert.ok(!ends.has(key), `${key} is worked on twice at once`);
    begun.push(key);
    return new Promise<void>((resolve, reject) => {
      ends.set(key, (thrown) => (thrown === undefined ? resolve() : reject(thrown)));
    });
  };
  const queue = new DeviceQueue(work, (error) => errors.push(error), atOnce);
  const end = async (key: string, thrown?: Error) => {
    const finish = ends.get(key);
    ends.delete(key);
    finish?.(thrown);
    await settled();
  };
  return { queue, begun, errors, end };
}

describe('a queue of devices', () => {
  it('works on one after the other, and once on one that is named again while it waits', async () => {
    const { queue, begun, end } = queueOf(1);
    for (const key of ['a', 'b', 'b', 'c']) queue.add(key);
    await settled();
    assert.deepEqual(begun, ['a']);
    for (const key of ['a', 'b', 'c']) await end(key);
    await queue.settled();
    assert.deepEqual(begun, ['a', 'b', 'c']);
  });

  it('leaves nobody out who is named in the very moment in which the work comes to its end', async () => {
    for (let later = 0; later < 12; later++) {
      const done: string[] = [];
      const queue = new DeviceQueue(
        async (key) => void done.push(key),
        () => undefined,
      );
      queue.add('a');
      for (let turn = 0; turn < later; turn++) await null;
      queue.add('b');
      await queue.settled();
      assert.deepEqual(done, ['a', 'b'], `after ${later} turns`);
    }
  });

  it('works on several, so that one which takes long holds up no other', async () => {
    const { queue, begun, end } = queueOf(2);
    for (const key of ['slow', 'b', 'c', 'd']) queue.add(key);
    await settled();
    for (const key of ['b', 'c', 'd']) await end(key);
    assert.deepEqual(begun, ['slow', 'b', 'c', 'd']);
    await end('slow');
    await queue.settled();
  });

  it('works once more on a device that is named again meanwhile, when it is done', async () => {
    const { queue, begun, end } = queueOf(4);
    queue.add('a');
    await settled();
    queue.add('a');
    await settled();
    assert.deepEqual(begun, ['a']);
    await end('a');
    assert.deepEqual(begun, ['a', 'a']);
    await end('a');
    await queue.settled();
  });

  it('goes on after a failure, and leaves what waits when it is closed', async () => {
    const { queue, begun, errors, end } = queueOf(1);
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await settled();
    await end('a', new RangeError('no'));
    assert.equal(errors.length, 1);
    const closing = queue.close();
    await end('b');
    await closing;
    queue.add('d');
    await settled();
    assert.deepEqual(begun, ['a', 'b']);
  });
});
