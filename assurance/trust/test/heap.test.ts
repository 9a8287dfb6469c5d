import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Heap } from '../src/heap.ts';

describe('a heap', () => {
  it('gives back in order what was put in, however putting in and taking out alternate', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer())), (steps) => {
        const heap = new Heap<number>((a, b) => a < b);
        let model: number[] = [];
        for (const step of steps) {
          if (step === null) {
            assert.equal(heap.pop(), model[0]);
            model = model.slice(1);
          } else {
            heap.push(step);
            model = [...model, step].sort((a, b) => a - b);
          }
          assert.equal(heap.first, model[0]);
        }
      }),
    );
  });

  it('is empty once cleared', () => {
    const heap = new Heap<number>((a, b) => a < b);
    heap.push(1);
    heap.clear();
    assert.equal(heap.pop(), undefined);
  });
});
