import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesEqual, toHex } from '@sallyport/core';
import { contextConstructed, contextPrimitive, DerReader, der, TAG } from '@sallyport/der';
import fc from 'fast-check';
import { hex } from './support.ts';

function writes(value: Uint8Array, expected: string): void {
  assert.equal(toHex(value), expected.replaceAll(' ', ''));
}

describe('the writer', () => {
  it('writes lengths in the fewest octets', () => {
    writes(der.octetString(new Uint8Array(127)).subarray(0, 2), '04 7f');
    writes(der.octetString(new Uint8Array(128)).subarray(0, 3), '04 81 80');
    writes(der.octetString(new Uint8Array(256)).subarray(0, 4), '04 82 01 00');
    writes(der.octetString(new Uint8Array(65_536)).subarray(0, 5), '04 83 01 00 00');
    writes(der.octetString(new Uint8Array(1 << 24)).subarray(0, 6), '04 84 01 00 00 00');
  });

  it('writes the simple types', () => {
    writes(der.boolean(true), '01 01 ff');
    writes(der.boolean(false), '01 01 00');
    writes(der.nullValue(), '05 00');
    writes(der.bitString(hex('0a')), '03 02 00 0a');
    writes(der.sequence(der.nullValue(), der.boolean(true)), '30 05 05 00 01 01 ff');
    writes(der.set(der.boolean(true), der.nullValue()), '31 05 01 01 ff 05 00');
    writes(der.context(3, der.nullValue()), 'a3 02 05 00');
    writes(der.contextValue(2, hex('01')), '82 01 01');
    writes(der.value(0x60), '60 00');
  });

  it('sorts a SET OF and leaves the given list alone', () => {
    const members = [der.integer(2), der.integer(1), der.boolean(true)];
    writes(der.setOf(members), '31 09 01 01 ff 02 01 01 02 01 02');
    writes(der.setOf(members, 0xa0).subarray(0, 2), 'a0 09');
    writes(members[0] ?? hex(''), '02 01 02');
  });

  it('writes a list longer than a call takes arguments', () => {
    const many = new Array<Uint8Array>(200_000).fill(der.nullValue());
    assert.equal(der.sequenceOf(many).length, 5 + 400_000);
    assert.equal(der.setOf(many).length, 5 + 400_000);
  });

  it('writes integers from numbers, big integers and octets alike', () => {
    writes(der.integer(0), '02 01 00');
    writes(der.integer(-1), '02 01 ff');
    writes(der.integer(-129n), '02 02 ff 7f');
    writes(der.integer(hex('00 00 80')), '02 02 00 80');
    writes(der.integer(hex('')), '02 01 00');
    writes(der.integer(7, TAG.ENUMERATED), '0a 01 07');
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 200n), max: 1n << 200n }), (value) => {
        assert.equal(
          DerReader.whole(der.integer(value), (reader) => reader.bigInteger()),
          value,
        );
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (octets) => {
        const value = DerReader.whole(der.integer(octets), (reader) => reader.bigInteger());
        assert.equal(value, BigInt(`0x${toHex(octets)}`));
      }),
    );
  });

  for (const number of [0.5, Number.NaN, 2 ** 53]) {
    it(`does not write ${number} as an integer`, () => {
      assert.throws(() => der.integer(number), { code: 'E_DER_ENCODE', fault: 'caller' });
    });
  }

  it('writes named bits without trailing zero bits', () => {
    writes(der.namedBits([]), '03 01 00');
    writes(der.namedBits([0, 2]), '03 02 05 a0');
    writes(der.namedBits([8]), '03 03 07 00 80');
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 60 })), (bits) => {
        const sorted = [...bits].sort((a, b) => a - b);
        assert.deepEqual(
          DerReader.whole(der.namedBits(bits), (reader) => reader.namedBits()),
          sorted,
        );
      }),
    );
  });

  it('makes the identifier octets of context tags', () => {
    assert.equal(contextPrimitive(2), 0x82);
    assert.equal(contextConstructed(2), 0xa2);
  });

  it('copies its parts', () => {
    const part = hex('01');
    const value = der.octetString(part);
    part[0] = 9;
    assert.ok(bytesEqual(value, hex('04 01 01')));
  });

  it('joins a tree as the nested functions would', () => {
    for (const length of [0, 3, 127, 128, 300, 70_000]) {
      const content = der.octetString(new Uint8Array(length).fill(1));
      const tree = der.node(0x30, der.integer(1), der.node(0xa0, content, der.node(0x31)), der.nullValue());
      const nested = der.sequence(der.integer(1), der.context(0, content, der.set()), der.nullValue());
      assert.equal(tree.length, nested.length);
      assert.ok(bytesEqual(der.join(tree), nested));
    }
  });
});
