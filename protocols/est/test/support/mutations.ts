/** Damaged copies of a message, for parsers that must answer all of them with a typed error or a value. */

import assert from 'node:assert/strict';
import { isSallyportError } from '@sallyport/core';
import fc from 'fast-check';

/** Runs `parse` and insists that what it throws is one of ours, with one of these codes. */
export function onlyTyped(parse: () => unknown, ...codes: readonly string[]): void {
  try {
    parse();
  } catch (error) {
    assert.ok(isSallyportError(error), `untyped: ${String(error)}`);
    assert.ok(codes.includes(error.code), `unexpected ${error.code}: ${error.message}`);
  }
}

/** Every prefix of the message must be refused with a typed error. */
export function refusesEveryPrefix(message: Uint8Array, parse: (damaged: Uint8Array) => unknown, code: string): void {
  for (let length = 0; length < message.length; length++) {
    assert.throws(() => parse(message.subarray(0, length)), { code }, `${length} bytes`);
  }
}

/** A copy with a few octets overwritten, removed or put in. */
export function damaged(message: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(message.length - 1),
    octet: fc.integer({ min: 0, max: 255 }),
    kind: fc.constantFrom('set', 'insert', 'remove', 'duplicate'),
    length: fc.integer({ min: 1, max: 40 }),
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    const octets = [...message];
    for (const { at, octet, kind, length } of edits) {
      if (kind === 'set') octets[at] = octet;
      else if (kind === 'insert') octets.splice(at, 0, octet);
      else if (kind === 'remove') octets.splice(at, length);
      else octets.splice(at, 0, ...octets.slice(at, at + length));
    }
    return Uint8Array.from(octets, (octet) => octet ?? 0);
  });
}

export const RUNS = { numRuns: Number(process.env['SALLYPORT_TEST_FUZZ_RUNS'] ?? 400) };
