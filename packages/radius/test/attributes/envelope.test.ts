import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, toHex } from '@sallyport/core';
import { type Path, unwrap, wrap } from '@sallyport/radius';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { attributesOf, wireOf } from '../support/attributes.ts';
import { RFC6929, RFC6929_LONG } from '../support/vectors.ts';

const hexes = (values: readonly Uint8Array[]) => values.map(toHex);

describe('the examples of RFC 6929 §9', () => {
  for (const { path, value, wire } of [...RFC6929, ...RFC6929_LONG]) {
    it(`${path.join('.')} of ${value.length} octets is read and written`, () => {
      assert.deepEqual(hexes(unwrap(attributesOf(wire), path)), [toHex(value)]);
      assert.equal(toHex(wireOf(wrap(path, value))), toHex(wire));
    });
  }

  it('TLVs beside each other, and inside one another, are found by their path', () => {
    const wire = attributesOf(fromHex('f112020104234503' + '0b0104abcd0205666f6f'));
    assert.deepEqual(hexes(unwrap(wire, [241, 2, 1])), ['2345']);
    assert.deepEqual(hexes(unwrap(wire, [241, 2, 3, 1])), ['abcd']);
    assert.deepEqual(hexes(unwrap(wire, [241, 2, 3, 2])), ['666f6f']);
    assert.deepEqual(unwrap(wire, [241, 2, 4]), []);
    assert.deepEqual(unwrap(wire, [241, 3]), []);
  });
});

describe('a long extended attribute', () => {
  const [long] = RFC6929_LONG;
  const [first, second] = attributesOf(long.wire);

  it('may have other attributes between its fragments (RFC 6929 §2.2)', () => {
    assert.ok(first && second);
    const between = { type: 1, value: fromHex('626f62') };
    assert.deepEqual(hexes(unwrap([first, between, second], long.path)), [toHex(long.value)]);
  });

  it('without its last fragment is invalid', () => {
    assert.ok(first);
    assert.deepEqual(unwrap([first], long.path), []);
  });

  it('with More in an attribute that is not full is invalid', () => {
    assert.deepEqual(unwrap(attributesOf(fromHex('f5070180626f62f5070100626f62')), [245, 1]).map(toHex), ['626f62']);
  });

  it('does not mind the reserved bits', () => {
    assert.deepEqual(hexes(unwrap(attributesOf(fromHex('f507017f626f62')), [245, 1])), ['626f62']);
  });
});

describe('a vendor’s attribute', () => {
  it('is one of several in a Vendor-Specific attribute (RFC 2865 §5.26)', () => {
    const wire = attributesOf(fromHex('1a120000800001' + '05abcdef' + '02076161616161'));
    assert.deepEqual(hexes(unwrap(wire, [26, 32768, 1])), ['abcdef']);
    assert.deepEqual(hexes(unwrap(wire, [26, 32768, 2])), ['6161616161']);
    assert.deepEqual(unwrap(wire, [26, 9, 1]), []);
  });

  it('is not found where the vendor keeps to no form, or the attribute is too short', () => {
    assert.deepEqual(unwrap(attributesOf(fromHex('1a0900000009abcdef')), [26, 9, 0xab]), []);
    assert.deepEqual(unwrap(attributesOf(fromHex('1a05000009')), [26, 9, 1]), []);
    assert.deepEqual(hexes(unwrap(attributesOf(fromHex('1a0900000009abcdef')), [26, 9])), ['abcdef']);
  });

  it('with a 32-bit number survives', () => {
    const path: Path = [26, 0xffff_fffe, 255];
    assert.deepEqual(hexes(unwrap(wrap(path, fromHex('00')), path)), ['00']);
  });
});

it('what does not fit its envelope is refused', () => {
  for (const [path, length] of [
    [[1], 254],
    [[26, 9, 1], 248],
    [[241, 1], 253],
    [[241, 26, 9, 1], 248],
    [[245, 1, 1], 254],
  ] as const) {
    assert.throws(() => wrap(path, new Uint8Array(length)), withCode('E_RADIUS_ARGUMENT'));
  }
});

it('every envelope gives back what was put in', () => {
  const step = fc.integer({ min: 1, max: 240 });
  const path: fc.Arbitrary<Path> = fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 25 })),
    fc.tuple(fc.constant(26), fc.nat(0xffff_ffff), step),
    fc.tuple(fc.integer({ min: 241, max: 246 }), fc.integer({ min: 27, max: 240 })),
    fc.tuple(fc.integer({ min: 241, max: 246 }), fc.integer({ min: 27, max: 240 }), step, step),
    fc.tuple(fc.integer({ min: 241, max: 246 }), fc.constant(26), fc.nat(0xffff_ffff), step),
  );
  fc.assert(
    fc.property(path, fc.uint8Array({ minLength: 1, maxLength: 200 }), (where, value) => {
      assert.deepEqual(hexes(unwrap(wrap(where, value), where)), [toHex(value)]);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 3500 }), (value) => {
      assert.deepEqual(hexes(unwrap(wrap([246, 7], value), [246, 7])), [toHex(value)]);
    }),
  );
});

it('whatever stands in an envelope, looking for something never throws anything but a typed error', () => {
  const attributes = fc.array(
    fc.record({ type: fc.constantFrom(26, 241, 245, 246), value: fc.uint8Array({ maxLength: 253 }) }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(attributes, (given) => {
      try {
        for (const { type } of given) unwrap(given, [type, 1, 2, 3]);
      } catch (error) {
        assert.ok(isSallyportError(error));
      }
    }),
  );
});
