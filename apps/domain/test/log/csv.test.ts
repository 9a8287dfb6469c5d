import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csvLine } from '../../src/log/csv.ts';

describe('a cell that a spreadsheet would take for a formula', () => {
  for (const sign of ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', "'"]) {
    it(`is text where it begins with ${JSON.stringify(sign)}`, () => {
      assert.equal(csvLine([`${sign}cmd|' /C calc'!A0`, 'a']), `"'${sign}cmd|' /C calc'!A0",a\r\n`);
    });
  }

  it('is left alone where it begins otherwise', () => {
    assert.equal(csvLine(['a=b', '', '1', 'x"y']), 'a=b,,1,"x""y"\r\n');
  });
});
