import assert from 'node:assert/strict';
import { isSallyportError } from '@sallyport/core';

/** For `assert.rejects` and `assert.throws`: exactly this code. */
export function withCode(code: string): (error: unknown) => true {
  return (error) => {
    assert.ok(isSallyportError(error), `not a typed error: ${String(error)}`);
    assert.equal(error.code, code);
    return true;
  };
}
