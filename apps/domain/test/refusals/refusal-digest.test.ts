import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { MINUTE, VirtualTime } from '@sallyport/core';
import { eventType } from '@sallyport/store';
import { RefusalDigest, type Refused } from '../../src/refusals/refusal-digest.ts';

interface Line {
  readonly who: string;
  readonly count: number;
  readonly alike: string;
}

const LINE = eventType<Record<string, never>>('test.line');

let time: VirtualTime;
let written: Line[];
let digest: RefusalDigest;

beforeEach(() => {
  time = new VirtualTime();
  written = [];
  digest = new RefusalDigest({ clock: time, timer: time, write: () => undefined });
});

/** Its line is made when it is written. */
function refused(who: string, changes: Partial<Refused> = {}): Refused {
  const line: Refused['line'] = ({ count }, alike) => {
    written.push({ who, count, alike });
    return LINE.create('s', {});
  };
  return { who, isStranger: false, step: 'C.3', what: 'denied', line, ...changes };
}

const total = () => written.reduce((sum, { count }) => sum + count, 0);

describe('the digest of refusals', () => {
  it('writes the first at once, and how often the same came again when ten minutes are over', async () => {
    for (let i = 0; i < 1000; i++) digest.take(refused('lamp'));
    assert.deepEqual(written, [{ who: 'lamp', count: 1, alike: 'same' }]);
    await time.advance(10 * MINUTE);
    assert.deepEqual(written.slice(1), [{ who: 'lamp', count: 999, alike: 'same' }]);
  });

  it('has one line in ten minutes of whoever knocks for ever', async () => {
    for (let minute = 0; minute < 60; minute++) {
      digest.take(refused('lamp'));
      await time.advance(MINUTE);
    }
    assert.equal(written.length, 7);
    assert.equal(total(), 60);
  });

  it('forgets who came once', async () => {
    digest.take(refused('lamp'));
    await time.advance(10 * MINUTE);
    digest.take(refused('lamp'));
    assert.deepEqual(
      written.map(({ count }) => count),
      [1, 1],
    );
  });

  it('takes it for news when a device was let pass between, and for nothing else', () => {
    digest.take(refused('lamp'));
    digest.take(refused('lamp'));
    digest.passed('lamp', 'C.8');
    assert.equal(written.length, 1);
    digest.passed('lamp', 'C.3');
    digest.take(refused('lamp'));
    assert.deepEqual(
      written.map(({ count }) => count),
      [1, 1, 1],
    );
  });

  it('gives a device that finds ever new reasons twenty lines, and counts the rest in one', async () => {
    for (let i = 0; i < 1000; i++) digest.take(refused('lamp', { what: `reason ${i}` }));
    assert.equal(written.length, 20);
    await time.advance(10 * MINUTE);
    assert.deepEqual(written.slice(20), [{ who: 'lamp', count: 980, alike: 'several' }]);
  });

  it('does not let a device have more lines by being let pass between', () => {
    for (let i = 0; i < 1000; i++) {
      digest.take(refused('lamp'));
      digest.passed('lamp', 'C.3');
    }
    assert.equal(written.length, 20);
    digest.close();
    assert.equal(total(), 1000);
  });

  it('gives one address sixty lines, and all strangers six hundred, and still counts every one', async () => {
    for (let i = 0; i < 100; i++) digest.take(refused('here', { isStranger: true, what: `claims to be ${i}` }));
    assert.equal(written.length, 60);
    for (let i = 0; i < 10_000; i++) digest.take(refused(`address ${i}`, { isStranger: true }));
    assert.equal(written.length, 600);
    for (let i = 0; i < 100; i++) digest.take(refused(`device ${i}`));
    assert.equal(written.length, 700);
    await time.advance(10 * MINUTE);
    assert.deepEqual(
      written.slice(700).map(({ alike, count }) => [alike, count]),
      [
        ['several', 40],
        ['many', 9460],
      ],
    );
    assert.equal(total(), 10_200);
  });

  it('holds to the budget of strangers in the next ten minutes too, those that kept on among them', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 2000; i++) digest.take(refused(`address ${i}`, { isStranger: true }));
      for (let i = 0; i < 2000; i++) digest.take(refused(`address ${i}`, { isStranger: true }));
      const before = written.length;
      await time.advance(10 * MINUTE);
      // As many as were told apart, and one for all others.
      assert.ok(written.length - before <= 601);
    }
    assert.equal(total(), 12_000);
  });

  it('writes what it counted when it is closed', () => {
    for (let i = 0; i < 5; i++) digest.take(refused('lamp'));
    digest.close();
    assert.equal(total(), 5);
  });
});
