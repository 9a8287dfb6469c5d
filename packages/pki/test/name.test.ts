import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { der, TAG } from '@sallyport/der';
import { Name, OID } from '@sallyport/pki';
import fc from 'fast-check';
import { cn } from './support.ts';

/** A name of one attribute with any string type. */
function typed(tag: number, text: string, oid: string = OID.commonName): Name {
  return Name.parse(der.sequence(der.set(der.sequence(der.objectIdentifier(oid), der.string(tag, text)))));
}

describe('Name.of', () => {
  it('writes each attribute in its string type and in the given order', () => {
    const name = Name.of([
      ['DC', 'example'],
      ['C', 'FR'],
      ['serialNumber', '4711'],
      ['CN', 'Gerät'],
    ]);
    const tags = name.rdns.map(([attribute]) => attribute?.valueDer[0]);
    assert.deepEqual(tags, [TAG.IA5_STRING, TAG.PRINTABLE_STRING, TAG.PRINTABLE_STRING, TAG.UTF8_STRING]);
    assert.equal(name.toString(), 'CN=Gerät,serialNumber=4711,C=FR,DC=example');
  });

  it('takes short names in any case, and OIDs', () => {
    const name = Name.of([
      ['cn', 'a'],
      ['2.5.4.10', 'b'],
      ['1.2.3.4', 'c'],
    ]);
    assert.equal(name.attribute('CN'), 'a');
    assert.equal(name.attribute(OID.commonName), 'a');
    assert.equal(name.attribute('o'), 'b');
    assert.equal(name.attribute('1.2.3.4'), 'c');
    assert.equal(name.attribute('L'), undefined);
  });

  for (const [why, attribute] of [
    ['an unknown short name', ['XX', 'a']],
    ['an empty value', ['CN', '']],
    ['a value over the bound', ['CN', 'x'.repeat(65)]],
    ['a country of three letters', ['C', 'FRA']],
    ['a serial number that is no PrintableString', ['serialNumber', 'a_b']],
    ['a mail address beyond ASCII', ['emailAddress', 'é@example.com']],
  ] as const) {
    it(`refuses ${why}`, () => {
      assert.throws(() => Name.of([attribute]), { code: 'E_PKI_NAME_INPUT' });
    });
  }
});

describe('Name.parse', () => {
  it('reads an empty name', () => {
    assert.ok(Name.parse(der.sequence()).isEmpty);
    assert.equal(Name.parse(der.sequence()).toString(), '');
  });

  it('reads several attributes in one relative distinguished name', () => {
    const attribute = (oid: string, text: string) =>
      der.sequence(der.objectIdentifier(oid), der.string(TAG.UTF8_STRING, text));
    const members = [attribute(OID.organizationName, 'b'), attribute(OID.commonName, 'a')];
    const name = Name.parse(der.sequence(der.setOf(members)));
    assert.equal(name.toString(), 'CN=a+O=b');
    assert.throws(() => Name.parse(der.sequence(der.set(...members))), { code: 'E_DER_VALUE' });
  });

  it('refuses an empty relative distinguished name, and names of unreasonable size', () => {
    assert.throws(() => Name.parse(der.sequence(der.set())), { code: 'E_PKI_NAME' });
    const rdn = cn('a').der.subarray(2);
    assert.throws(() => Name.parse(der.sequence(...new Array<Uint8Array>(65).fill(rdn))), { code: 'E_PKI_NAME' });
  });

  it('keeps values that are no text', () => {
    const value = der.bitString(Uint8Array.of(1));
    const name = Name.parse(der.sequence(der.set(der.sequence(der.objectIdentifier(OID.commonName), value))));
    assert.equal(name.attribute('CN'), undefined);
    assert.equal(name.toString(), 'CN=#03020001');
    assert.ok(name.equals(Name.parse(name.der)));
    assert.ok(!name.equals(cn('#03020001')));
  });
});

describe('Name.equals', () => {
  it('folds case and white space and disregards the string type', () => {
    const name = typed(TAG.UTF8_STRING, 'Fountain  Root CA');
    for (const other of [
      typed(TAG.PRINTABLE_STRING, 'fountain root ca'),
      typed(TAG.UTF8_STRING, ' FOUNTAIN\tROOT   CA '),
      typed(TAG.IA5_STRING, 'Fountain Root CA'),
      typed(TAG.UTF8_STRING, 'Ｆｏｕｎｔａｉｎ\u00a0Root CA'),
    ]) {
      assert.ok(name.equals(other));
      assert.ok(other.equals(name));
    }
  });

  it('tells apart what differs in text, type, order or number', () => {
    const [a, b] = [
      Name.of([
        ['O', 'x'],
        ['CN', 'y'],
      ]),
      Name.of([
        ['CN', 'y'],
        ['O', 'x'],
      ]),
    ];
    assert.ok(!a.equals(b));
    assert.ok(!cn('a').equals(cn('b')));
    assert.ok(!cn('a').equals(Name.of([['O', 'a']])));
    assert.ok(
      !cn('a').equals(
        Name.of([
          ['CN', 'a'],
          ['CN', 'a'],
        ]),
      ),
    );
    assert.ok(!cn('Root CA').equals(cn('RootCA')));
  });

  it('is not fooled by text that looks like structure', () => {
    assert.ok(!cn('a","2.5.4.3=b').equals(cn('a').der.length > 0 ? cn('a') : cn('b')));
    const two = Name.of([
      ['CN', 'a'],
      ['CN', 'b'],
    ]);
    assert.ok(!cn('a"]","["2.5.4.3=b').equals(two));
  });
});

describe('Name.isWithin', () => {
  it('is true for the name itself and for what stands below', () => {
    const base = Name.of([['O', 'Maker']]);
    const below = Name.of([
      ['O', 'MAKER'],
      ['CN', 'x'],
    ]);
    assert.ok(base.isWithin(base) && below.isWithin(base) && below.isWithin(Name.of([])));
    assert.ok(!base.isWithin(below));
    assert.ok(!Name.of([['CN', 'x']]).isWithin(base));
  });
});

describe('Name.toString', () => {
  for (const [text, printed] of [
    ['a,b', 'a\\,b'],
    ['a+b"c\\d<e>f;g', 'a\\+b\\"c\\\\d\\<e\\>f\\;g'],
    ['#a', '\\#a'],
    ['a#', 'a#'],
    [' a ', '\\ a\\ '],
    [' ', '\\ '],
    ['  ', '\\ \\ '],
    ['\\ ', '\\\\\\ '],
    ['a\nb', 'a\\0Ab'],
    ['a\0b', 'a\\00b'],
    ['\u202eab', '\\E2\\80\\AEab'],
    ['Lučić', 'Lučić'],
    ['a=b', 'a=b'],
  ] as const) {
    it(`escapes ${JSON.stringify(text)} as RFC 4514 §2.4 says`, () => {
      assert.equal(typed(TAG.UTF8_STRING, text).toString(), `CN=${printed}`);
    });
  }

  it('prints an attribute without a short name by its encoding', () => {
    assert.equal(typed(TAG.UTF8_STRING, 'x', '1.2.3.4').toString(), '1.2.3.4=#0c0178');
  });

  it('never gives a line break or another control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        if (!text.isWellFormed()) return;
        assert.doesNotMatch(typed(TAG.UTF8_STRING, text).toString(), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('gives different texts for different values', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\\', ' ', '#', ',', '0', 'A', '\n'), maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [first, second] = [typed(TAG.UTF8_STRING, a).toString(), typed(TAG.UTF8_STRING, b).toString()];
        assert.equal(first === second, a === b);
      }),
      { numRuns: 2000 },
    );
  });
});
