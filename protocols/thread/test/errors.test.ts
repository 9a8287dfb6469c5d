import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { THREAD_ERRORS } from '@sallyport/thread';
import { THREAD_ROLE_ERRORS } from '../src/node/errors.ts';

describe('the table of errors', () => {
  it('is the whole package’s', () => {
    for (const code of Object.keys(THREAD_ROLE_ERRORS)) assert.ok(code in THREAD_ERRORS, code);
  });

  it('says of each what to do, in a sentence', () => {
    for (const [code, { hint }] of Object.entries(THREAD_ERRORS)) {
      assert.match(code, /^E_THREAD_[A-Z0-9_]+$/);
      assert.match(hint, /^[A-Z].*\.$/, code);
    }
  });
});
