import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scan } from '../../src/rules/scan.ts';

const LIMITS = { textBytes: 64 * 1024 };
const deep = '('.repeat(300);

describe('the first look at a rule text', () => {
  it('counts bytes, not letters', () => {
    assert.equal(scan('ü'.repeat(40_000), LIMITS)?.code, 'E_INFERENCE_TEXT_TOO_LARGE');
    assert.equal(scan('u'.repeat(40_000), LIMITS), undefined);
  });

  it('passes over brackets in quotes, comments and characters', () => {
    for (const text of [
      `a('${deep}').`,
      `a("${deep}").`,
      `% ${deep}\na.`,
      `/* ${deep} */ a.`,
      `a(0'(, 0'().`,
      `a('it''s ${deep}').`,
    ])
      assert.equal(scan(text, LIMITS), undefined, text.slice(0, 20));
  });

  it('is not led to take brackets for quoted ones', () => {
    for (const text of [
      `a('\\x41\\', ${deep}`,
      `a('\\101\\', ${deep}`,
      `a('b', ${deep}`,
      `X = 16'FF, ${deep}`,
      `a('\\'', ${deep}`,
      `a("'", ${deep}`,
      `% '\n${deep}`,
    ])
      assert.equal(scan(text, LIMITS)?.code, 'E_INFERENCE_CLAUSES', text.slice(0, 20));
  });

  it('says where it went too deep, and where letters deceive', () => {
    assert.equal(scan(`a.\nb.\nc :- ${deep}`, LIMITS)?.line, 3);
    assert.equal(scan('a.\nb :- \u2066c.', LIMITS)?.line, 2);
  });
});
