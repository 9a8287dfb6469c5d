import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Behind } from '@sallyport/onboarding';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work that lets other work go first', () => {
  it('is begun when that is done, some at a time, and answered together', async () => {
    const first = Promise.withResolvers<void>();
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const behind = new Behind<number, number>({
      first: () => first.promise,
      work: async (number) => {
        asked.push(number);
        await new Promise<void>((resolve) => answers.push(resolve));
        return 2 * number;
      },
    });
    const done: number[] = [];
    const all = Array.from({ length: 20 }, (_, number) => behind.do(number).then((result) => done.push(result)));
    await settled();
    assert.deepEqual(asked, []);
    first.resolve();
    await settled();
    assert.equal(asked.length, 16);
    for (const answer of answers.splice(0)) answer();
    await settled();
    assert.equal(asked.length, 20);
    assert.deepEqual(done, [], 'they are answered together');
    for (const answer of answers.splice(0)) answer();
    await Promise.all(all);
    assert.deepEqual(
      done,
      asked.map((number) => 2 * number),
    );
  });

  it('is begun again for what comes later', async () => {
    const behind = new Behind<number, number>({ first: async () => undefined, work: async (number) => number });
    assert.equal(await behind.do(1), 1);
    const [two, three] = await Promise.all([behind.do(2), behind.do(3)]);
    assert.deepEqual([two, three], [2, 3]);
  });
});
