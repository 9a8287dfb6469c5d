import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { ReplayWindow } from '../../src/record/replay-window.ts';

it('the window says of any order of numbers what a full memory would say', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(200), fc.nat(2 ** 31), fc.maxSafeNat()), { maxLength: 200 }), (numbers) => {
      const window = new ReplayWindow();
      const taken = new Set<number>();
      let highest = -1;
      for (const number of numbers) {
        const verdict = window.judge(number);
        if (number > highest - 64) assert.equal(verdict, taken.has(number) ? 'seen' : 'new');
        else assert.equal(verdict, 'too-old');
        if (verdict !== 'new') continue;
        window.take(number);
        taken.add(number);
        highest = Math.max(highest, number);
      }
    }),
  );
});

it('the window moves by every distance up to its width and beyond', () => {
  for (let distance = 1; distance < 70; distance++) {
    const window = new ReplayWindow();
    window.take(100);
    window.take(100 + distance);
    assert.equal(window.judge(100), distance < 64 ? 'seen' : 'too-old', `distance ${distance}`);
    assert.equal(window.judge(100 + distance), 'seen');
    assert.equal(window.judge(99 + distance), distance === 1 ? 'seen' : 'new');
    assert.equal(window.judge(101 + distance), 'new');
  }
});

it('judging takes nothing', () => {
  const window = new ReplayWindow();
  assert.equal(window.judge(5), 'new');
  assert.equal(window.judge(5), 'new');
});
