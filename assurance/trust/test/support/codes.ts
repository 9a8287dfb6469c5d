import assert from 'node:assert/strict';
import { isSallyportError } from '@sallyport/core';

/** Insists that the work is refused with exactly this code. */
export function refuses(work: () => unknown, code: string): void {
  assert.throws(work, (thrown) => {
    assert.ok(isSallyportError(thrown), String(thrown));
    assert.equal(thrown.code, code, thrown.message);
    return true;
  });
}
