import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { commissionerId } from '../../src/thread/commissioner-id.ts';

describe('the id of a Commissioner', () => {
  it('says whose it is, and of which of several domains', () => {
    assert.equal(commissionerId('Home', '0123abcd'), 'Sallyport for Home (0123abcd)');
    assert.notEqual(commissionerId('Home', '0123abcd'), commissionerId('Home', 'ffffffff'));
  });

  for (const owner of ['A'.repeat(200), 'ä'.repeat(100), '🏠'.repeat(60), `a${'🏠'.repeat(60)}`]) {
    it(`is cut between characters, never in its mark: ${owner.slice(0, 4)}`, () => {
      const id = commissionerId(owner, '0123abcd');
      assert.ok(utf8(id).length <= 64);
      assert.ok(id.endsWith(' (0123abcd)'));
      assert.doesNotMatch(id, /\uFFFD/);
    });
  }
});
