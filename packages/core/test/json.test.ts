import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isJsonObject, isSallyportError, parseJson, utf8 } from '@sallyport/core';
import fc from 'fast-check';

const limits = { maxBytes: 10_000, maxDepth: 8 };

describe('parseJson', () => {
  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = JSON.stringify(value);
        assert.deepEqual(parseJson(utf8(text), { maxBytes: 1 << 20, maxDepth: 64 }), JSON.parse(text));
      }),
    );
  });

  it('accepts a document of exactly the size and depth allowed', () => {
    assert.equal(parseJson(utf8('12345'), { maxBytes: 5, maxDepth: 0 }), 12345);
    assert.deepEqual(parseJson(utf8('[{"a":[]}]'), { maxBytes: 100, maxDepth: 3 }), [{ a: [] }]);
  });

  it('refuses one byte too many before looking at it', () => {
    assert.throws(() => parseJson(utf8('!!!!!!'), { maxBytes: 5, maxDepth: 1 }), { code: 'E_JSON_TOO_LARGE' });
  });

  it('refuses one level too many, of arrays and of objects', () => {
    assert.throws(() => parseJson(utf8('[[[]]]'), { maxBytes: 100, maxDepth: 2 }), { code: 'E_JSON_TOO_DEEP' });
    assert.throws(() => parseJson(utf8('{"a":{"b":{}}}'), { maxBytes: 100, maxDepth: 2 }), { code: 'E_JSON_TOO_DEEP' });
  });

  it('does not count brackets inside strings', () => {
    assert.equal(parseJson(utf8('"[[[[[[[[{{{{"'), { maxBytes: 100, maxDepth: 0 }), '[[[[[[[[{{{{');
    assert.equal(parseJson(utf8('"\\"[[\\\\"'), { maxBytes: 100, maxDepth: 0 }), '"[[\\');
  });

  it('stops a megabyte of opening brackets quickly', () => {
    const flood = new Uint8Array(1 << 20).fill(0x5b);
    assert.throws(() => parseJson(flood, { maxBytes: 1 << 20, maxDepth: 32 }), { code: 'E_JSON_TOO_DEEP' });
  });

  it('refuses bytes that are not UTF-8', () => {
    assert.throws(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22), limits), { code: 'E_BYTES_UTF8' });
  });

  for (const text of ['', '{', '[1,]', "{'a':1}", 'NaN', '01', '{"a":1}x', '\ufeff{}', '"\n"', '// c\n1']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseJson(utf8(text), limits), { code: 'E_JSON_SYNTAX', fault: 'peer' });
    });
  }

  it('makes no prototype out of a member called __proto__', () => {
    const value = parseJson(utf8('{"__proto__":{"admin":true}}'), limits);
    assert.ok(isJsonObject(value));
    assert.equal(value['admin'], undefined);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  it('throws typed errors only, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          parseJson(bytes, limits);
        } catch (error) {
          assert.ok(isSallyportError(error, 'E_JSON_SYNTAX', 'E_JSON_TOO_DEEP', 'E_BYTES_UTF8'));
        }
      }),
    );
  });
});

describe('isJsonObject', () => {
  it('is true for objects alone', () => {
    assert.equal(isJsonObject({}), true);
    for (const value of [null, [], 'x', 1, true, undefined]) assert.equal(isJsonObject(value), false);
  });
});
