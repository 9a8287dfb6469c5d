import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { ATTRIBUTES, describeAttributes } from '@sallyport/radius';
import { obligationAttributes } from '../../src/index.ts';

const of = (...pairs: readonly (readonly [string, string])[]) =>
  obligationAttributes(pairs.map(([type, value]) => ({ type, value })));
const refuses = (...pairs: readonly (readonly [string, string])[]) =>
  assert.throws(
    () => of(...pairs),
    (thrown) => isSallyportError(thrown, 'E_ADMISSION_OBLIGATION'),
    JSON.stringify(pairs),
  );

describe('the obligations of a decision', () => {
  it('put the station into a VLAN (RFC 3580 §3.31)', () => {
    const attributes = of(['vlan', '42']);
    assert.equal(ATTRIBUTES['Tunnel-Type'].first(attributes)?.value, 13);
    assert.equal(ATTRIBUTES['Tunnel-Medium-Type'].first(attributes)?.value, 6);
    assert.equal(ATTRIBUTES['Tunnel-Private-Group-ID'].first(attributes)?.value, '42');
    assert.equal(attributes.length, 3);
  });

  it('name filters, and make them (RFC 4849 §2)', () => {
    assert.deepEqual(ATTRIBUTES['Filter-Id'].all(of(['filter', 'lamps'], ['filter', 'night'])), ['lamps', 'night']);
    const rules = Array.from({ length: 20 }, (_, i) => `permit in udp from any to 192.0.2.${i} 53`);
    const attributes = of(...rules.map((rule) => ['filter-rule', rule] as const));
    const text = Buffer.concat(attributes.map(({ value }) => value)).toString();
    assert.deepEqual(text.split('\0'), rules);
    assert.ok(attributes.every(({ type, value }) => type === 92 && value.length <= 253));
    assert.ok(attributes.length > 1);
  });

  it('set times', () => {
    const shown = describeAttributes(of(['idle-timeout', '600'], ['interim-interval', '60']));
    assert.deepEqual(
      shown.map(({ name }) => name),
      ['Idle-Timeout', 'Acct-Interim-Interval'],
    );
  });

  it('may be said twice when they say the same', () => {
    assert.equal(of(['vlan', '7'], ['vlan', '7']).length, 3);
  });

  it('that cannot be met are no access', () => {
    refuses(['bandwidth', '1']);
    refuses(['vlan', '7'], ['vlan', '8']);
    refuses(['interim-interval', '59']);
  });

  for (const [type, value] of [
    ['vlan', '0'],
    ['vlan', '4095'],
    ['vlan', '042'],
    ['vlan', 'red'],
    ['filter', ''],
    ['filter', 'x'.repeat(254)],
    ['filter', '\ud800'],
    ['filter-rule', 'let it pass'],
    ['filter-rule', 'permit in ip from any to any\n'],
    ['filter-rule', 'permit \0'],
    ['session-timeout', '-1'],
    ['session-timeout', '1e3'],
    ['idle-timeout', '99999999999'],
  ] as const) {
    it(`refuse ${type} ${JSON.stringify(value.slice(0, 20))}`, () => refuses([type, value]));
  }
});
