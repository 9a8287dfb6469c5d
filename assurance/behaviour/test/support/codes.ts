import assert from 'node:assert/strict';
import { isSallyportError } from '@sallyport/core';

/** Asserts that `action` throws the Sallyport error with this code. */
export function throwsCode(action: () => unknown, code: string): void {
  assert.throws(action, (thrown) => {
    assert.ok(isSallyportError(thrown), String(thrown));
    assert.equal(thrown.code, code);
    return true;
  });
}

/** Asserts that `promise` is rejected with the Sallyport error with this code. */
export async function rejectsCode(promise: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(promise, (thrown) => {
    assert.ok(isSallyportError(thrown), String(thrown));
    assert.equal(thrown.code, code);
    return true;
  });
}
