import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSameObligations } from '@sallyport/onboarding';

const vlan = (value: string) => ({ type: 'vlan', value });
const REPORT = { type: 'report', value: 'hourly' };

describe('obligations', () => {
  it('are the same in whatever order, and said twice', () => {
    assert.equal(isSameObligations([vlan('7'), REPORT], [REPORT, vlan('7'), REPORT]), true);
    assert.equal(isSameObligations([], []), true);
  });

  it('are others where one is more, less or of another value', () => {
    assert.equal(isSameObligations([vlan('7')], [vlan('7'), REPORT]), false);
    assert.equal(isSameObligations([vlan('7')], []), false);
    assert.equal(isSameObligations([vlan('7')], [vlan('8')]), false);
  });
});
