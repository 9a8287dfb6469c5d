import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { printable, wrapped } from '../src/terminal.ts';
import { testContext } from './support/context.ts';

describe('wrapped text', () => {
  const wrap = (text: string, columns?: number) => wrapped(testContext({}, columns).terminal, text);

  it('is broken between words and indented', () => {
    assert.equal(wrap('sallyport: no device has this number', 20), 'sallyport: no device\n  has this number');
  });

  it('keeps the indentation it begins with', () => {
    assert.equal(wrap('  List the devices.', 12), '  List the\n  devices.');
  });

  it('leaves a word alone that fits on no line', () => {
    assert.equal(wrap('a bbbbbbbbbbbb c', 6), 'a\n  bbbbbbbbbbbb\n  c');
  });

  it('is left alone where nobody wraps', () => {
    assert.equal(wrap('one two three'), 'one two three');
  });
});

describe('text made safe to show', () => {
  it('shows what would move the cursor or turn the line around', () => {
    assert.equal(printable('a\u001b[2Jb\u202ec\n'), 'a\\u{1b}[2Jb\\u{202e}c\\u{a}');
  });
});
