import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLAIM_LIMITS, parseStrictJson } from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import fc from 'fast-check';

const read = (text: string) => parseStrictJson(utf8(text), CLAIM_LIMITS);

describe('strict JSON', () => {
  it('reads any JSON that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(read(text), JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a name twice in one object, however it is spelled and whatever stands behind it', async () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"a":{"b":1,"c":2},"a":{"b":1}}',
      '{"a":1,"\\u0061":2}',
      '[{"x":[{"a":"}","b":":","a":0}]}]',
      '{"__proto__":1,"__proto__":2}',
    ]) {
      await refuses(() => read(text), 'E_CLAIMS_DUPLICATE_NAME');
    }
  });

  it('allows one name in different objects, and colons and quotes in texts', () => {
    read('{"a":{"a":[{"a":":"},{"a":"\\\\\\":"}]},"b":"{\\"a\\":1,\\"a\\":2}"}');
  });

  it('refuses any duplicate put into a valid document', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (object, pick) => {
        const entries = Object.entries(object).map(
          ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
        );
        const twice = entries[pick % entries.length] ?? '';
        assert.throws(() => read(`{${[...entries, twice].join(',')}}`), { code: 'E_CLAIMS_DUPLICATE_NAME' });
      }),
    );
  });

  it('refuses half of a surrogate pair and numbers beyond a double', async () => {
    await refuses(() => read('["\\ud800"]'), 'E_CLAIMS_I_JSON');
    await refuses(() => read('{"\\udfff":1}'), 'E_CLAIMS_I_JSON');
    await refuses(() => read('[1e400]'), 'E_CLAIMS_I_JSON');
  });

  it('is bounded in size, depth and number of values', async () => {
    await refuses(() => read(`"${'x'.repeat(CLAIM_LIMITS.maxBytes)}"`), 'E_JSON_TOO_LARGE');
    await refuses(() => read('['.repeat(100_000)), 'E_JSON_TOO_DEEP');
    await refuses(() => read(`[${'0,'.repeat(CLAIM_LIMITS.maxMembers)}0]`), 'E_CLAIMS_TOO_LARGE');
  });

  it('refuses what is no JSON or no UTF-8', async () => {
    await refuses(() => read('{"a":1'), 'E_JSON_SYNTAX');
    await refuses(() => parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22), CLAIM_LIMITS), 'E_BYTES_UTF8');
  });
});
