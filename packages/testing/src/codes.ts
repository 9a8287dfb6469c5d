/** Refusals by their stable code, never by their words. */

import assert from 'node:assert/strict';
import { isSallyportError, type SallyportError } from '@sallyport/core';

/** For `assert.rejects` and `assert.throws`: exactly this code. */
export function withCode(code: string): (error: unknown) => true {
  return (error) => {
    assert.ok(isSallyportError(error), `not a typed error: ${String(error)}`);
    assert.equal(error.code, code, error.message);
    return true;
  };
}

/** Insists that the work is refused with exactly this code, and gives the error. */
export async function refuses(work: () => unknown, code: string): Promise<SallyportError> {
  let thrown: unknown;
  try {
    await work();
  } catch (error) {
    thrown = error;
  }
  assert.ok(
    isSallyportError(thrown),
    `${code} expected, but ${thrown === undefined ? 'nothing was refused' : String(thrown)}`,
  );
  assert.equal(thrown.code, code, thrown.message);
  return thrown;
}
