import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import { DerReader, der } from '@sallyport/der';
import fc from 'fast-check';
import { hex, read } from './support.ts';

describe('OBJECT IDENTIFIER (X.690 §8.19)', () => {
  const known: Record<string, string> = {
    '0.0': '06 01 00',
    '0.39': '06 01 27',
    '1.0': '06 01 28',
    '1.39': '06 01 4f',
    '2.0': '06 01 50',
    '2.40': '06 01 78',
    '2.100.3': '06 03 81 34 03',
    '2.999': '06 02 88 37',
    '1.2.840.113549.1.7.2': '06 09 2a 86 48 86 f7 0d 01 07 02',
    '1.2.840.113549.1.9.16.1.40': '06 0b 2a 86 48 86 f7 0d 01 09 10 01 28',
    '2.25.340282366920938463463374607431768211455': `06 14 69 83 ${'ff'.repeat(17)} 7f`,
  };
  for (const [dotted, bytes] of Object.entries(known)) {
    it(`writes and reads ${dotted}`, () => {
      assert.equal(toHex(der.objectIdentifier(dotted)), bytes.replaceAll(' ', ''));
      assert.equal(
        read(bytes, (reader) => reader.objectIdentifier()),
        dotted,
      );
    });
  }

  const refused: Record<string, string> = {
    'no content': '06 00',
    'an arc with a leading zero group': '06 03 2a 80 01',
    'a first arc with a leading zero group': '06 02 80 2a',
    'an end inside an arc': '06 02 2a 86',
    '65 octets': `06 41 2a ${'01'.repeat(64)}`,
  };
  for (const [name, bytes] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => read(bytes, (reader) => reader.objectIdentifier()), { code: 'E_DER_VALUE' });
    });
  }

  for (const dotted of [
    '',
    '1',
    '3.1',
    '0.40',
    '1.40',
    '1..2',
    '1.02',
    '1.2.',
    '.1.2',
    '1.2.x',
    '1.-2',
    `1.2${'.1'.repeat(64)}`,
  ]) {
    it(`does not write ${JSON.stringify(dotted.slice(0, 20))}`, () => {
      assert.throws(() => der.objectIdentifier(dotted), { code: 'E_DER_ENCODE', fault: 'caller' });
    });
  }

  it('goes round for any arcs', () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: (1n << 48n) - 1n }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2), fc.nat({ max: 39 }), arcs, (top, second, rest) => {
        const dotted = [top, second, ...rest].join('.');
        assert.equal(
          DerReader.whole(der.objectIdentifier(dotted), (reader) => reader.objectIdentifier()),
          dotted,
        );
      }),
    );
  });

  it('stays right after more identifiers than it remembers', () => {
    for (let i = 0; i < 2000; i++) {
      const dotted = `1.3.6.1.4.1.${i}`;
      assert.equal(
        DerReader.whole(der.objectIdentifier(dotted), (reader) => reader.objectIdentifier()),
        dotted,
      );
    }
    assert.equal(toHex(der.objectIdentifier('1.3.6.1.4.1.1999')), toHex(hex('06 07 2b 06 01 04 01 8f 4f')));
  });
});
