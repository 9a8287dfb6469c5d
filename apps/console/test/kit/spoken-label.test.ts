import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spokenLabel } from '../../src/kit/spoken-label.ts';

describe('the name of a button', () => {
  it('is its label where that holds what is seen', () => {
    assert.equal(spokenLabel('Show', 'Show the network key'), 'Show the network key');
    assert.equal(spokenLabel('Zeigen', 'Netzschlüssel zeigen'), 'Netzschlüssel zeigen');
  });

  it('begins with what is seen where the label says it in other words', () => {
    assert.equal(spokenLabel('Role', 'Change what Ada may'), 'Role: Change what Ada may');
  });

  it('is its label where a mere sign is seen', () => {
    assert.equal(spokenLabel('×', 'Close'), 'Close');
    assert.equal(spokenLabel({ type: 'svg' }, 'Close'), 'Close');
  });
});
