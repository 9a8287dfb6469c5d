import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldedName, isName, nameSchema } from '../../src/accounts/names.ts';

describe('a name', () => {
  it('may be of any script, and may look like one for computers', () => {
    for (const name of ['Änne Müller', '山田', '<script>alert(1)</script>', "Robert'); DROP TABLE", '🧰 Fixer']) {
      assert.equal(nameSchema.parse(name), name);
    }
    assert.equal(nameSchema.parse('  Anna '), 'Anna');
  });

  it('is composed in one way', () => {
    assert.equal(nameSchema.parse('A\u0308nne'), 'Änne');
  });

  it('is refused when it is empty or too long', () => {
    for (const wrong of ['', '   ', 'x'.repeat(65)]) assert.ok(!nameSchema.safeParse(wrong).success);
    assert.ok(nameSchema.safeParse('x'.repeat(64)).success);
  });

  it('is refused with characters that cannot be seen, or turn what follows', () => {
    for (const sign of ['\0', '\n', '\u202e', '\u200b', '\ufeff', '\ud800', '\u2028', '\ue000']) {
      assert.ok(!nameSchema.safeParse(`An${sign}na`).success, JSON.stringify(sign));
    }
  });

  it('is refused where it is compared as something much longer', () => {
    // One letter that stands for a sentence of eighteen.
    assert.ok(!nameSchema.safeParse('\ufdfa'.repeat(64)).success);
    assert.ok(!isName('\ufdfa'.repeat(64)));
    assert.ok(isName('\ufdfa'));
  });

  it('is the same as one that a person takes for the same', () => {
    assert.equal(foldedName('ANNA  Müller'), foldedName('anna müller'));
    assert.equal(foldedName('Ａｎｎａ'), foldedName('anna'));
    assert.notEqual(foldedName('Anna'), foldedName('Anne'));
  });
});
