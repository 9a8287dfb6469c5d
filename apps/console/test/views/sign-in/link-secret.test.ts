import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secretIn } from '../../../src/views/sign-in/link-secret.ts';

describe('the secret of a link', () => {
  it('stands behind the # of the address', () => {
    assert.equal(secretIn(`#${'aB3_-'.repeat(8)}abc`), `${'aB3_-'.repeat(8)}abc`);
  });

  it('is not taken from what is none', () => {
    for (const hash of ['', '#', '#short', `#${'x'.repeat(129)}`, `#${'x'.repeat(30)}<script>`, `${'x'.repeat(43)}`]) {
      assert.equal(secretIn(hash), undefined, hash);
    }
  });
});
