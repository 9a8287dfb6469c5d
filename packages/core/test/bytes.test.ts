import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bytesEqual,
  concat,
  fromBase64,
  fromBase64Lines,
  fromHex,
  fromUtf8,
  plain,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
} from '@sallyport/core';
import fc from 'fast-check';

const anyBytes = fc.uint8Array({ maxLength: 300 });

describe('hexadecimal', () => {
  it('gives back the bytes it was made from', () => {
    fc.assert(fc.property(anyBytes, (bytes) => bytesEqual(fromHex(toHex(bytes)), bytes)));
  });

  it('is written in lower case and read in either', () => {
    assert.equal(toHex(Uint8Array.of(0xab, 0x0c)), 'ab0c');
    assert.deepEqual(fromHex('aB0C'), Uint8Array.of(0xab, 0x0c));
  });

  for (const text of ['a', 'abc', '0x', 'zz', 'ab ', ' ab0', 'ab\n0', 'аб']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => fromHex(text), { code: 'E_BYTES_HEX', fault: 'peer' });
    });
  }
});

describe('base64', () => {
  // RFC 4648 §10
  const vectors = {
    '': '',
    f: 'Zg==',
    fo: 'Zm8=',
    foo: 'Zm9v',
    foob: 'Zm9vYg==',
    fooba: 'Zm9vYmE=',
    foobar: 'Zm9vYmFy',
  };
  for (const [text, encoded] of Object.entries(vectors)) {
    it(`agrees with RFC 4648 §10 on ${JSON.stringify(text)}`, () => {
      assert.equal(toBase64(utf8(text)), encoded);
      assert.equal(fromUtf8(fromBase64(encoded)), text);
    });
  }

  it('gives back the bytes it was made from', () => {
    fc.assert(fc.property(anyBytes, (bytes) => bytesEqual(fromBase64(toBase64(bytes)), bytes)));
  });

  it('accepts a text only when it is the one encoding of its bytes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12, unit: fc.constantFrom(...'Zm9vYg=-_ \nA/+'.split('')) }), (text) => {
        let bytes: Uint8Array;
        try {
          bytes = fromBase64(text);
        } catch {
          return true;
        }
        return toBase64(bytes) === text;
      }),
    );
  });

  const refused = {
    'missing padding': 'Zg',
    'half the padding': 'Zg=',
    'padding in the middle': 'Zg==Zg==',
    'stray bits under the padding': 'Zh==',
    'a line break': 'Zm9v\nYmFy',
    'a blank at the end': 'Zm9v ',
    'the URL alphabet': '-_-_',
    'a character outside the alphabet': 'Zm9*',
  };
  for (const [name, text] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => fromBase64(text), { code: 'E_BYTES_BASE64', fault: 'peer' });
    });
  }

  it('passes over line breaks, blanks and tabs where lines are allowed, and nothing else', () => {
    assert.equal(fromUtf8(fromBase64Lines(' Zm9v\r\n\tYmFy\n')), 'foobar');
    assert.throws(() => fromBase64Lines('Zm9v\u00a0YmFy'), { code: 'E_BYTES_BASE64' });
    assert.throws(() => fromBase64Lines('Zm9v\nYmF'), { code: 'E_BYTES_BASE64' });
  });

  it('has a URL form without padding', () => {
    assert.equal(toBase64Url(Uint8Array.of(0xfb, 0xff)), '-_8');
  });
});

describe('UTF-8', () => {
  it('gives back well-formed text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fromUtf8(utf8(text)) === text));
  });

  it('keeps a leading byte order mark, so that different bytes never read as one text', () => {
    assert.equal(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), '\ufeffa');
  });

  const refused = {
    'an overlong slash': 'c0af',
    'a surrogate': 'eda080',
    'a lone continuation': '80',
    'a cut sequence': 'e282',
  };
  for (const [name, hex] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => fromUtf8(fromHex(hex)), { code: 'E_BYTES_UTF8', fault: 'peer' });
    });
  }
});

describe('bytes', () => {
  it('concatenates in order and copies', () => {
    const first = Uint8Array.of(1);
    const joined = concat(first, new Uint8Array(0), Uint8Array.of(2, 3));
    first[0] = 9;
    assert.deepEqual(joined, Uint8Array.of(1, 2, 3));
  });

  it('compares by content, at any place in a larger buffer', () => {
    const large = Uint8Array.of(7, 1, 2, 7);
    assert.equal(bytesEqual(large.subarray(1, 3), Uint8Array.of(1, 2)), true);
    assert.equal(bytesEqual(large.subarray(0, 2), Uint8Array.of(1, 2)), false);
    assert.equal(bytesEqual(Uint8Array.of(1), Uint8Array.of(1, 2)), false);
  });

  it('views a Buffer as plain bytes without copying', () => {
    const buffer = Buffer.of(1, 2);
    const view = plain(buffer);
    assert.equal(Buffer.isBuffer(view), false);
    buffer[0] = 5;
    assert.equal(view[0], 5);
  });
});
