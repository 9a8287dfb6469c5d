import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { boundedInput } from '../../src/accounts/bounded-input.ts';

describe('what is kept of an input', () => {
  it('is all of it where it is short', () => {
    const input = { name: '<script>alert(1)</script>', nested: { list: [1, null, true] } };
    assert.deepEqual(boundedInput(input), input);
  });

  it('is the length and hash of long members, which a file can be compared with', () => {
    const long = 'x'.repeat(10_000);
    const hash = createHash('sha256').update(long).digest('hex');
    assert.deepEqual(boundedInput({ id: '1', file: long }), { id: '1', file: `(10000 characters, SHA-256 ${hash})` });
  });

  it('is one hash where there are too many members', () => {
    const input = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`member ${i}`, i]));
    assert.match(JSON.stringify(boundedInput(input)), /^\{"input":"\(\d+ characters, SHA-256 [0-9a-f]{64}\)"\}$/);
  });

  it('is never long', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 300 }), fc.string({ maxLength: 3000 }), { maxKeys: 60 }),
        (input) => {
          assert.ok(JSON.stringify(boundedInput(input)).length <= 4096);
        },
      ),
    );
  });
});
