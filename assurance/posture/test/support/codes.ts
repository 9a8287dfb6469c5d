import assert from 'node:assert/strict';
import { isSallyportError, type SallyportError } from '@sallyport/core';

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
