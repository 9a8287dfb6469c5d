import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAsShipped } from '../../../src/views/policy/as-shipped.ts';

const SHIPPED = [
  { rule: 'permit', source: 'permit(D) :- trusted(D).' },
  { rule: 'threshold', source: 'threshold(7).' },
];
const adopted = (rule: string, source: string, counts = true) => ({ rule, source, counts, isAdopted: true });
const IN_FORCE = SHIPPED.map(({ rule, source }) => adopted(rule, source));

describe('the policy in force', () => {
  it('is what is shipped when each of its rules is, whoever has other rules beside them', () => {
    const own = { rule: 'ours', source: 'ours(1).', counts: true, isAdopted: false };
    const former = adopted('threshold', 'threshold(1).', false);
    assert.equal(isAsShipped([former, own, ...IN_FORCE], SHIPPED), true);
  });

  it('is another when a rule was changed, taken back or is shipped no more', () => {
    assert.equal(isAsShipped([...IN_FORCE.slice(0, 1), adopted('threshold', 'threshold(1).')], SHIPPED), false);
    assert.equal(isAsShipped(IN_FORCE.slice(1), SHIPPED), false);
    assert.equal(isAsShipped(IN_FORCE, SHIPPED.slice(1)), false);
  });
});
