import assert from 'node:assert/strict';
import { isSallyportError, type SallyportError } from '@sallyport/core';

function expectCode(thrown: unknown, code: string): SallyportError {
  assert.ok(isSallyportError(thrown), `not a typed error: ${String(thrown)}`);
  assert.equal(thrown.code, code, thrown.message);
  return thrown;
}

/** Asserts that `act` throws the typed error with this code, and gives the error. */
export function throwsCode(code: string, act: () => unknown): SallyportError {
  try {
    act();
  } catch (thrown) {
    return expectCode(thrown, code);
  }
  assert.fail(`nothing was thrown instead of ${code}`);
}

/** Asserts that the promise rejects with the typed error of this code, and gives the error. */
export async function rejectsCode(code: string, promise: Promise<unknown>): Promise<SallyportError> {
  try {
    await promise;
  } catch (thrown) {
    return expectCode(thrown, code);
  }
  assert.fail(`nothing was thrown instead of ${code}`);
}

/** Runs `act`, letting it end in peace or in a typed error, and in nothing else. */
export function onlyTypedErrors(act: () => unknown): void {
  try {
    act();
  } catch (thrown) {
    if (!isSallyportError(thrown)) throw thrown;
    assert.notEqual(thrown.fault, 'internal', thrown.message);
  }
}
