import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neighbourOf } from '../../src/kit/neighbour.ts';

const TABS = ['a', 'b', 'c'];

describe('the arrow keys in a row of things', () => {
  it('go on and back, and round at both ends', () => {
    assert.equal(neighbourOf(TABS, 'a', 'ArrowRight', 'horizontal'), 'b');
    assert.equal(neighbourOf(TABS, 'c', 'ArrowRight', 'horizontal'), 'a');
    assert.equal(neighbourOf(TABS, 'a', 'ArrowLeft', 'horizontal'), 'c');
    assert.equal(neighbourOf(TABS, 'b', 'ArrowUp', 'vertical'), 'a');
  });

  it('have Home and End beside them', () => {
    assert.equal(neighbourOf(TABS, 'b', 'Home', 'horizontal'), 'a');
    assert.equal(neighbourOf(TABS, 'b', 'End', 'horizontal'), 'c');
  });

  it('leave other keys to others', () => {
    for (const key of ['ArrowDown', 'Tab', 'Enter', 'x'])
      assert.equal(neighbourOf(TABS, 'b', key, 'horizontal'), undefined);
  });
});
