import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { readTxt, writeTxt } from '@sallyport/dns-sd';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';

describe('TXT records', () => {
  it('hold keys with values, with empty ones and with none', () => {
    const strings = writeTxt({ path: '/a', bytes: Uint8Array.of(0, 61, 255), empty: '', flag: true });
    assert.deepEqual(
      [...readTxt(strings)],
      [
        ['path', utf8('/a')],
        ['bytes', Uint8Array.of(0, 61, 255)],
        ['empty', new Uint8Array(0)],
        ['flag', true],
      ],
    );
  });

  it('are never empty on the wire', () => {
    assert.deepEqual(writeTxt({}), [new Uint8Array(0)]);
    assert.equal(readTxt([new Uint8Array(0)]).size, 0);
  });

  it('let the first of equal keys count, whatever their case, and pass over nonsense', () => {
    const values = readTxt([utf8('A=1'), utf8('a=2'), utf8('=x'), utf8('ä=1'), Uint8Array.of(0)]);
    assert.deepEqual([...values], [['a', utf8('1')]]);
  });

  it('refuse what does not fit', () => {
    for (const values of [
      { '': 'a' },
      { 'a=b': 'c' },
      { ä: 'x' },
      { a: 'x'.repeat(254) },
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'x'.repeat(100)])),
    ]) {
      assert.throws(() => writeTxt(values), withCode('E_DNS_SD_TXT'));
    }
  });

  it('take any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 255 })), (strings) => readTxt(strings).size <= strings.length),
    );
  });
});
