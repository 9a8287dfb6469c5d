import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import { compareOctets, DerReader, der, TAG } from '@sallyport/der';
import { hex, read } from './support.ts';

describe('lengths (X.690 §8.1.3, §10.1)', () => {
  const refused: Record<string, [string, string]> = {
    'the indefinite form': ['30 80 00 00', 'E_DER_LENGTH'],
    'the indefinite form inside': ['30 04 30 80 00 00', 'E_DER_LENGTH'],
    'one length octet where none is needed': ['04 81 01 00', 'E_DER_LENGTH'],
    'length 127 in the long form': [`04 81 7f ${'00'.repeat(127)}`, 'E_DER_LENGTH'],
    'a leading zero length octet': [`04 82 00 80 ${'00'.repeat(128)}`, 'E_DER_LENGTH'],
    'five length octets': ['04 85 01 00 00 00 00', 'E_DER_LENGTH'],
    'the reserved length octet FF': ['04 ff 00', 'E_DER_LENGTH'],
    'four length octets that lie': ['04 84 ff ff ff ff 00', 'E_DER_TRUNCATED'],
    'no length octet': ['04', 'E_DER_TRUNCATED'],
    'a cut length': ['04 82 01', 'E_DER_TRUNCATED'],
    'a cut content': ['04 02 00', 'E_DER_TRUNCATED'],
    'nothing at all': ['', 'E_DER_TRUNCATED'],
    'an inner value that runs past its parent': ['30 03 04 02 00 ff', 'E_DER_TRUNCATED'],
    'an octet after the value': ['04 00 00', 'E_DER_TRAILING'],
  };
  for (const [name, [bytes, code]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      const enter = (reader: DerReader): unknown => (reader.at(0x30) ? reader.sequence().any() : reader.any());
      assert.throws(() => read(bytes, enter), { code, fault: 'peer' });
    });
  }

  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    it(`accepts a content of ${length} octets`, () => {
      const value = der.octetString(new Uint8Array(length).fill(7));
      assert.equal(DerReader.whole(value, (reader) => reader.octetString()).length, length);
    });
  }
});

describe('identifier octets (X.690 §8.1.2)', () => {
  it('names the tag it expected, the one it found and where', () => {
    assert.throws(() => read('30 03 02 01 05', (reader) => reader.sequence().octetString()), {
      code: 'E_DER_TAG',
      message: 'expected tag 04 and found 02 at offset 2',
    });
  });

  const refused: Record<string, string> = {
    'tag numbers above 30': '1f 1f 00',
    'context tag numbers above 30': 'bf 1f 00',
    'end-of-contents octets': '00 00',
  };
  for (const [name, bytes] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => read(bytes, (reader) => reader.any()), { code: 'E_DER_TAG' });
    });
  }

  it('refuses a constructed string (§10.2) and a primitive sequence (§8.9.1)', () => {
    assert.throws(() => read('24 04 04 02 00 00', (reader) => reader.octetString()), { code: 'E_DER_TAG' });
    assert.throws(() => read('10 00', (reader) => reader.sequence()), { code: 'E_DER_TAG' });
  });
});

describe('limits', () => {
  it('refuses one byte too many before reading any', () => {
    const limits = { maxBytes: 4, maxDepth: 4 };
    assert.throws(() => DerReader.over(new Uint8Array(5), limits), { code: 'E_DER_TOO_LARGE' });
    assert.doesNotThrow(() => DerReader.over(new Uint8Array(4), limits));
  });

  it('refuses one level too many', () => {
    const limits = { maxBytes: 100, maxDepth: 2 };
    const twoLevels = hex('30 02 30 00');
    const threeLevels = hex('30 04 30 02 30 00');
    const descend = (reader: DerReader): void => {
      while (!reader.done) descend(reader.sequence());
    };
    assert.doesNotThrow(() => DerReader.whole(twoLevels, descend, limits));
    assert.throws(() => DerReader.whole(threeLevels, descend, limits), { code: 'E_DER_TOO_DEEP' });
  });
});

describe('BOOLEAN (X.690 §8.2, §11.1)', () => {
  it('is FF or 00', () => {
    assert.equal(
      read('01 01 ff', (reader) => reader.boolean()),
      true,
    );
    assert.equal(
      read('01 01 00', (reader) => reader.boolean()),
      false,
    );
  });
  for (const bytes of ['01 01 01', '01 01 fe', '01 00', '01 02 ff ff']) {
    it(`refuses ${bytes}`, () => {
      assert.throws(() => read(bytes, (reader) => reader.boolean()), { code: 'E_DER_VALUE' });
    });
  }
});

describe('NULL (X.690 §8.8)', () => {
  it('has no content', () => {
    assert.doesNotThrow(() => read('05 00', (reader) => reader.null()));
    assert.throws(() => read('05 01 00', (reader) => reader.null()), { code: 'E_DER_VALUE' });
  });
});

describe('INTEGER (X.690 §8.3)', () => {
  const values: Record<string, bigint> = {
    '02 01 00': 0n,
    '02 01 7f': 127n,
    '02 02 00 80': 128n,
    '02 01 80': -128n,
    '02 02 ff 7f': -129n,
    '02 01 ff': -1n,
    '02 09 00 ff ff ff ff ff ff ff ff': (1n << 64n) - 1n,
  };
  for (const [bytes, value] of Object.entries(values)) {
    it(`reads ${bytes} as ${value}`, () => {
      assert.equal(
        read(bytes, (reader) => reader.bigInteger()),
        value,
      );
      assert.equal(toHex(der.integer(value)), bytes.replaceAll(' ', ''));
    });
  }

  for (const bytes of ['02 00', '02 02 00 00', '02 02 00 7f', '02 02 ff 80', '02 02 ff ff']) {
    it(`refuses ${bytes}`, () => {
      assert.throws(() => read(bytes, (reader) => reader.bigInteger()), { code: 'E_DER_VALUE' });
    });
  }

  it('is read as a small number up to 2^31-1 and no further', () => {
    assert.equal(
      read('02 04 7f ff ff ff', (reader) => reader.smallInteger()),
      0x7fff_ffff,
    );
    assert.throws(() => read('02 05 00 80 00 00 00', (reader) => reader.smallInteger()), { code: 'E_DER_VALUE' });
    assert.throws(() => read('02 01 ff', (reader) => reader.smallInteger()), { code: 'E_DER_VALUE' });
  });

  it('of half a megabyte is read in time that grows with its length, not its square', { timeout: 5000 }, () => {
    const huge = der.value(TAG.INTEGER, new Uint8Array(500_000).fill(0x41));
    assert.ok(DerReader.whole(huge, (reader) => reader.bigInteger()) > 0n);
  });

  it('can be read under another tag', () => {
    assert.equal(
      read('0a 01 05', (reader) => reader.smallInteger(TAG.ENUMERATED)),
      5,
    );
    assert.equal(
      read('80 01 05', (reader) => reader.smallInteger(0x80)),
      5,
    );
  });
});

describe('BIT STRING (X.690 §8.6, §11.2)', () => {
  it('gives whole octets', () => {
    assert.deepEqual(
      read('03 03 00 0a 0b', (reader) => reader.bitStringOctets()),
      hex('0a 0b'),
    );
    assert.deepEqual(
      read('03 01 00', (reader) => reader.bitStringOctets()),
      hex(''),
    );
  });

  it('gives the numbers of named bits', () => {
    assert.deepEqual(
      read('03 02 05 a0', (reader) => reader.namedBits()),
      [0, 2],
    );
    assert.deepEqual(
      read('03 03 07 00 80', (reader) => reader.namedBits()),
      [8],
    );
    assert.deepEqual(
      read('03 01 00', (reader) => reader.namedBits()),
      [],
    );
  });

  const refused: Record<string, string> = {
    'no content': '03 00',
    'eight unused bits': '03 02 08 00',
    'unused bits of nothing': '03 01 01',
    'unused bits that are set': '03 02 05 a1',
  };
  for (const [name, bytes] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => read(bytes, (reader) => reader.namedBits()), { code: 'E_DER_VALUE' });
      assert.throws(() => read(bytes, (reader) => reader.bitStringOctets()), { code: 'E_DER_VALUE' });
    });
  }

  it('refuses trailing zero bits where bits have names', () => {
    assert.throws(() => read('03 02 04 a0', (reader) => reader.namedBits()), { code: 'E_DER_VALUE' });
    assert.throws(() => read('03 03 00 a0 00', (reader) => reader.namedBits()), { code: 'E_DER_VALUE' });
    assert.throws(() => read('03 02 00 00', (reader) => reader.namedBits()), { code: 'E_DER_VALUE' });
  });

  it('refuses part of an octet where octets are expected', () => {
    assert.throws(() => read('03 02 05 a0', (reader) => reader.bitStringOctets()), { code: 'E_DER_VALUE' });
  });

  it('refuses more named bits than anything defines', () => {
    const many = der.bitString(new Uint8Array(33).fill(0xff));
    assert.throws(() => DerReader.whole(many, (reader) => reader.namedBits()), { code: 'E_DER_TOO_LARGE' });
  });
});

describe('SET OF (X.690 §11.6)', () => {
  const readNumbers = (reader: DerReader): number[] => reader.setOf((member) => member.smallInteger());

  it('comes in ascending order', () => {
    assert.deepEqual(read('31 06 02 01 01 02 01 02', readNumbers), [1, 2]);
    assert.deepEqual(read('31 07 02 01 7f 02 02 00 80', readNumbers), [127, 128]);
  });

  it('may repeat a member, as a set of values may', () => {
    assert.deepEqual(read('31 06 02 01 01 02 01 01', readNumbers), [1, 1]);
  });

  it('is refused out of order', () => {
    assert.throws(() => read('31 06 02 01 02 02 01 01', readNumbers), { code: 'E_DER_VALUE' });
  });

  it('can be read under an implicit tag', () => {
    const numbers = read('a1 03 02 01 01', (reader) => reader.setOf((member) => member.smallInteger(), 0xa1));
    assert.deepEqual(numbers, [1]);
  });

  it('orders octet by octet, the shorter first', () => {
    assert.ok(compareOctets(hex('01 02'), hex('01 03')) < 0);
    assert.ok(compareOctets(hex('01'), hex('01 00')) < 0);
    assert.ok(compareOctets(hex('80'), hex('7f ff')) > 0);
    assert.equal(compareOctets(hex('01'), hex('01')), 0);
  });
});

describe('optional values', () => {
  it('are entered only when they are next', () => {
    const present = hex('30 07 a0 03 02 01 02 81 00');
    DerReader.whole(present, (reader) => {
      const fields = reader.sequence();
      assert.equal(fields.optionalContext(1), undefined);
      assert.equal(fields.optionalContext(0)?.smallInteger(), 2);
      assert.equal(fields.optionalContextPrimitive(2), undefined);
      assert.deepEqual(fields.optionalContextPrimitive(1), hex(''));
      assert.equal(fields.optionalAny(), undefined);
      assert.equal(fields.nextTag, undefined);
      fields.finish();
    });
  });

  it('tells where it stands', () => {
    const reader = DerReader.over(hex('30 03 02 01 05'));
    const inside = reader.sequence();
    assert.equal(reader.offset, 5);
    assert.equal(inside.offset, 2);
    assert.equal(inside.nextTag, 0x02);
  });

  it('views the input and does not copy it', () => {
    const bytes = hex('04 01 07');
    const content = DerReader.whole(bytes, (reader) => reader.octetString());
    bytes[2] = 8;
    assert.equal(content[0], 8);
  });
});
