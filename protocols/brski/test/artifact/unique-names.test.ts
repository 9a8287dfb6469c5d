import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { repeatedName } from '../../src/artifact/unique-names.ts';

describe('the search for repeated member names', () => {
  it('finds a name that stands twice in one object', () => {
    assert.equal(repeatedName('{"a":1,"b":2,"a":3}'), 'a');
  });
  it('finds a name written with escapes the second time', () => {
    assert.equal(repeatedName('{"serial":1,"\\u0073erial":2}'), 'serial');
  });
  it('finds a repetition in an inner object and in an object in an array', () => {
    assert.equal(repeatedName('{"x":{"y":1,"y":2}}'), 'y');
    assert.equal(repeatedName('{"x":[1,{"y":1,"y" : 2}]}'), 'y');
  });
  it('lets the same name stand in different objects', () => {
    assert.equal(repeatedName('{"a":{"a":1},"b":[{"a":1},{"a":2}]}'), undefined);
  });
  it('does not take values for names', () => {
    assert.equal(repeatedName('{"a":"a","b":["a","a"],"c":"\\"a\\":"}'), undefined);
  });
  it('finds nothing in any document that JSON.stringify made', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(repeatedName(JSON.stringify(value, null, 1)), undefined);
      }),
    );
  });
});
