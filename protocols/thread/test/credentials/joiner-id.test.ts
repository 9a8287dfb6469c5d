import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, seededRandom, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  discernerId,
  iidOf,
  isDiscernedBy,
  type JoinerDiscerner,
  joinerIdFromDiscerner,
  joinerIdOf,
  parseEui64,
} from '@sallyport/thread';
import fc from 'fast-check';

const anyDiscerner: fc.Arbitrary<JoinerDiscerner> = fc
  .integer({ min: 1, max: 64 })
  .chain((bits) => fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }).map((value) => ({ value, bits })));

describe('a Joiner ID', () => {
  // OpenThread's simulated node 2, whose EUI-64 is 18b4300000000002, prints this (src/cli/README_JOINER.md); the other is of
  // mtilchen/ot-commissioner-rs (src/crypto/pskc.rs, Apache-2.0 or MIT).
  it('is what OpenThread’s node says', () => {
    assert.equal(toHex(joinerIdOf(fromHex('18b4300000000002'))), 'd65e64fa83f81cf7');
  });

  it('has the local bit set where the hash has not', () => {
    assert.equal(toHex(joinerIdOf(fromHex('0011223344556677'))), 'd3a5f998fa6ed82d');
  });

  it('is made of eight bytes', () => {
    assert.throws(() => joinerIdOf(new Uint8Array(7)), withCode('E_THREAD_EUI64'));
  });

  it('has an interface identifier with the local bit the other way round', () => {
    assert.equal(toHex(iidOf(fromHex('d65e64fa83f81cf7'))), 'd45e64fa83f81cf7');
    assert.equal(toHex(iidOf(iidOf(fromHex('d65e64fa83f81cf7')))), 'd65e64fa83f81cf7');
    assert.throws(() => iidOf(new Uint8Array(9)), withCode('E_THREAD_EUI64'));
  });
});

describe('an EUI-64', () => {
  it('is read with and without separators', () => {
    for (const text of ['18b4300000000002', '18:B4:30:00:00:00:00:02', '18-b4-30-00-00-00-00-02']) {
      assert.equal(toHex(parseEui64(text)), '18b4300000000002');
    }
  });

  for (const text of [
    '',
    '18b430000000000',
    '18b43000000000020',
    '18:b430:00:00:00:00:02',
    '18:b4-30:00:00:00:00:02',
    'xx'.repeat(8),
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseEui64(text), withCode('E_THREAD_EUI64'));
    });
  }
});

describe('a discerner', () => {
  // `joiner discerner 0xabc/12` in OpenThread's documents.
  it('stands at the end of an id', () => {
    assert.equal(toHex(discernerId({ value: 0xabcn, bits: 12 })), '0000000000000abc');
    assert.ok(isDiscernedBy(fromHex('0000000000001abc'), { value: 0xabcn, bits: 12 }));
    assert.ok(!isDiscernedBy(fromHex('0000000000000abd'), { value: 0xabcn, bits: 12 }));
    assert.ok(!isDiscernedBy(fromHex('0000000000001abc'), { value: 0xabcn, bits: 13 }));
  });

  it('is found again in the ids made with it, whose other bits are random', () => {
    const random = seededRandom('discerner');
    fc.assert(
      fc.property(anyDiscerner, (discerner) => {
        // A discerner of more than 57 bits reaches the local bit, which is set whatever it says.
        fc.pre(discerner.bits < 58);
        const id = joinerIdFromDiscerner(discerner, random);
        assert.ok(isDiscernedBy(id, discerner));
        assert.equal((id[0] ?? 0) & 2, 2);
      }),
    );
    const discerner = { value: 1n, bits: 4 };
    const other = { ...discerner, value: 2n };
    const ids = new Set(Array.from({ length: 20 }, () => toHex(joinerIdFromDiscerner(discerner, random))));
    assert.equal(ids.size, 20);
    for (const id of ids) assert.ok(!isDiscernedBy(fromHex(id), other));
  });

  for (const discerner of [
    { value: 0n, bits: 0 },
    { value: 0n, bits: 65 },
    { value: 0n, bits: 1.5 },
    { value: 2n, bits: 1 },
    { value: -1n, bits: 8 },
    { value: 1n << 64n, bits: 64 },
  ]) {
    it(`is not ${discerner.value} in ${discerner.bits} bits`, () => {
      assert.throws(() => discernerId(discerner), withCode('E_THREAD_DISCERNER'));
    });
  }
});
