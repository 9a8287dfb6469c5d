import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DerReader, der, isPrintable, TAG } from '@sallyport/der';
import fc from 'fast-check';
import { hex, read } from './support.ts';

const printable = fc.string({ unit: fc.constantFrom(..."AZaz09 '()+,-./:=?".split('')) });

describe('character strings (X.690 §8.23)', () => {
  it('go round in every type that is written', () => {
    const goesRound = (tag: number, text: string): void => {
      assert.deepEqual(
        DerReader.whole(der.string(tag, text), (reader) => reader.string()),
        { tag, value: text },
      );
      assert.equal(
        DerReader.whole(der.string(tag, text), (reader) => reader.stringOf(tag)),
        text,
      );
    };
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => goesRound(TAG.UTF8_STRING, text)));
    fc.assert(fc.property(printable, (text) => goesRound(TAG.PRINTABLE_STRING, text)));
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => goesRound(TAG.IA5_STRING, text)));
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => goesRound(TAG.VISIBLE_STRING, text)));
    goesRound(TAG.NUMERIC_STRING, '0123 456789');
  });

  const refused: Record<string, string> = {
    'an at sign in a PrintableString': '13 01 40',
    'an underscore in a PrintableString': '13 01 5f',
    'a zero octet in a PrintableString': '13 02 41 00',
    'a letter in a NumericString': '12 01 41',
    'an octet above 7F in an IA5String': '16 01 80',
    'a control character in a VisibleString': '1a 01 0a',
    'bytes that are not UTF-8 in a UTF8String': '0c 02 c0 af',
    'a surrogate in a UTF8String': '0c 03 ed a0 80',
    'an odd length of a BMPString': '1e 01 41',
    'a lone surrogate in a BMPString': '1e 02 d8 00',
  };
  for (const [name, bytes] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => read(bytes, (reader) => reader.string()), { code: 'E_DER_VALUE' });
    });
  }

  it('keeps a byte order mark in a UTF8String', () => {
    assert.equal(read('0c 04 ef bb bf 61', (reader) => reader.string()).value, '\ufeffa');
  });

  it('reads the old types that some issuers still use', () => {
    assert.equal(read('1e 04 00 41 26 3a', (reader) => reader.string()).value, 'A☺');
    assert.equal(read('14 02 41 e9', (reader) => reader.string()).value, 'Aé');
    assert.throws(() => der.string(TAG.BMP_STRING, 'A'), { code: 'E_DER_ENCODE' });
    assert.throws(() => der.string(TAG.TELETEX_STRING, 'A'), { code: 'E_DER_ENCODE' });
  });

  it('refuses a value that is no string', () => {
    assert.throws(() => read('04 01 41', (reader) => reader.string()), { code: 'E_DER_TAG' });
    assert.throws(() => read('1c 04 00 00 00 41', (reader) => reader.string()), { code: 'E_DER_TAG' });
    assert.throws(() => read('0c 01 41', (reader) => reader.stringOf(TAG.PRINTABLE_STRING)), { code: 'E_DER_TAG' });
  });

  it('does not write what a type cannot hold', () => {
    assert.throws(() => der.string(TAG.PRINTABLE_STRING, 'a@b'), { code: 'E_DER_ENCODE' });
    assert.throws(() => der.string(TAG.IA5_STRING, 'é'), { code: 'E_DER_ENCODE' });
    assert.throws(() => der.string(TAG.INTEGER, '1'), { code: 'E_DER_ENCODE' });
  });

  it('tells what a PrintableString can hold', () => {
    assert.equal(isPrintable("Pledge 7 (it's)"), true);
    assert.equal(isPrintable('a_b'), false);
    assert.equal(isPrintable('a\n'), false);
  });

  it('does not change the bytes it reads', () => {
    const bytes = hex('1e 04 00 41 26 3a');
    DerReader.whole(bytes, (reader) => reader.string());
    assert.deepEqual(bytes, hex('1e 04 00 41 26 3a'));
  });
});
