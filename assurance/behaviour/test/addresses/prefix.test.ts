import assert from 'node:assert/strict';
import { isIPv4 } from 'node:net';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hostName } from '../../src/addresses/host-name.ts';
import { canonicalAddress, isWithin, parsePrefix, prefixText } from '../../src/addresses/prefix.ts';
import { PrefixTable } from '../../src/addresses/prefix-table.ts';

const prefixes = fc
  .tuple(fc.constantFrom(4, 16), fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.nat(128))
  .map(([octets, bytes, length]) => {
    const address =
      octets === 4
        ? [...bytes.slice(0, 4)].join('.')
        : bytes.reduce(
            (text, byte, at) => `${text}${at > 0 && at % 2 === 0 ? ':' : ''}${byte.toString(16).padStart(2, '0')}`,
            '',
          );
    return { address, text: `${address}/${length % (octets * 8 + 1)}` };
  });

describe('prefixes', () => {
  it('are read as they are written', () => {
    for (const text of ['0.0.0.0/0', '10.0.0.0/8', '198.51.100.7', '::/0', '2001:db8::/32', 'fd00::5']) {
      assert.equal(prefixText(parsePrefix(text) ?? assert.fail(text)), text);
    }
    assert.equal(prefixText(parsePrefix('10.1.2.3/8', 'mask') ?? assert.fail()), '10.0.0.0/8');
  });

  for (const text of [
    '',
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0',
    'fe80::1%eth0',
    '::/129',
    '1.2.3.4 ',
  ]) {
    it(`are not ${JSON.stringify(text)}`, () => assert.equal(parsePrefix(text), undefined));
  }

  it('have an address in front that node takes for one, and no other', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('0', '1', '2', '5', '9', '.', '-', '/', ' '), maxLength: 16 }),
      fc.tuple(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300)).map((numbers) => numbers.join('.')),
    );
    fc.assert(fc.property(text, (each) => assert.equal(canonicalAddress(each), isIPv4(each) ? each : undefined)));
  });

  it('of IPv4 inside IPv6 are of IPv4 when they are addresses', () => {
    assert.equal(canonicalAddress('::FFFF:198.51.100.7'), '198.51.100.7');
    assert.equal(parsePrefix('::ffff:198.51.100.7')?.family, 4);
    assert.equal(parsePrefix('::ffff:0:0/96')?.family, 6);
  });

  it('hold what is longer and begins alike', () => {
    const within = (inner: string, outer: string) =>
      isWithin(parsePrefix(inner) ?? assert.fail(), parsePrefix(outer) ?? assert.fail());
    assert.equal(within('10.1.0.0/16', '10.0.0.0/8'), true);
    assert.equal(within('10.0.0.0/8', '10.1.0.0/16'), false);
    assert.equal(within('11.0.0.0/16', '10.0.0.0/8'), false);
    assert.equal(within('::1', '0.0.0.0/0'), false);
  });
});

describe('a table of prefixes', () => {
  it('finds what a look at each of them finds, the longest first', () => {
    fc.assert(
      fc.property(fc.array(prefixes, { maxLength: 40 }), fc.array(prefixes, { maxLength: 5 }), (given, asked) => {
        const table = new PrefixTable<string>();
        const all = given.map(({ text }) => parsePrefix(text, 'mask') ?? assert.fail(text));
        for (const prefix of all) table.set(prefix, prefixText(prefix));
        for (const { address } of [...asked, ...given]) {
          const host = parsePrefix(address) ?? assert.fail(address);
          const expected = all.filter((prefix) => isWithin(host, prefix)).sort((a, b) => b.length - a.length);
          assert.deepEqual([...table.matches(address)], [...new Set(expected.map(prefixText))]);
          assert.equal(table.has(address), expected.length > 0);
        }
      }),
    );
  });

  it('finds nothing for what is no address', () => {
    const table = new PrefixTable<true>();
    table.set(parsePrefix('0.0.0.0/0') ?? assert.fail(), true);
    assert.deepEqual([table.has('10.0.0.1'), table.has('example.com'), table.has('::1')], [true, false, false]);
  });
});

describe('names of hosts', () => {
  it('have one spelling', () => assert.equal(hostName('_Sip._TCP.Example.COM.'), '_sip._tcp.example.com'));

  for (const text of [
    '',
    '.',
    'a..b',
    '-a.example',
    'a-.example',
    'a b',
    'é.example',
    '10.0.0.1',
    '::1',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}aaa`,
    '*.example.com',
  ]) {
    it(`are not ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(hostName(text), undefined));
  }
});
