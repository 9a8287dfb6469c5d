import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatText } from '../../src/i18n/format.ts';

const DEVICES = { one: '{count} device of {maker}', other: '{count} devices of {maker}' };

describe('a text with values', () => {
  it('has its values in place of their names', () => {
    assert.equal(formatText('{a} trusts {b}, {a}', 'en', { a: 'Ada', b: 'Acme' }), 'Ada trusts Acme, Ada');
  });

  it('has another form for one than for the rest', () => {
    assert.equal(formatText(DEVICES, 'en', { count: 1, maker: 'Acme' }), '1 device of Acme');
    assert.equal(formatText(DEVICES, 'en', { count: 0, maker: 'Acme' }), '0 devices of Acme');
  });

  it('writes numbers as the language does', () => {
    assert.equal(formatText(DEVICES, 'en', { count: 10_000, maker: 'x' }), '10,000 devices of x');
    assert.equal(formatText(DEVICES, 'de', { count: 10_000, maker: 'x' }), '10.000 devices of x');
  });

  it('takes a value as it is, whatever it looks like', () => {
    assert.equal(formatText('{a}{b}', 'en', { a: '{b}', b: '$&<b>' }), '{b}$&<b>');
  });

  it('shows the name of a value that is missing', () => {
    assert.equal(formatText('{a}', 'en', {}), '{a}');
  });
});
