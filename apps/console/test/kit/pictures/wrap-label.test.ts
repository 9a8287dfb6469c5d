import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { spokenName } from '../../../src/kit/pictures/spoken-name.ts';
import { wrapLabel } from '../../../src/kit/pictures/wrap-label.ts';

describe('a label in a picture', () => {
  it('breaks between words', () => {
    assert.deepEqual(wrapLabel('Its maker is trusted by the owner', 16, 3), [
      'Its maker is',
      'trusted by the',
      'owner',
    ]);
  });

  it('breaks a word that is longer than a line', () => {
    assert.deepEqual(wrapLabel('0123456789abcdef', 10, 2), ['0123456789', 'abcdef']);
  });

  it('says where something is left out', () => {
    assert.deepEqual(wrapLabel('one two three four', 9, 1), ['one two…']);
  });

  it('keeps within its lines and widths, and keeps characters whole, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-composite', maxLength: 60 }),
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (text, width, lines) => {
          const broken = wrapLabel(text, width, lines);
          assert.ok(broken.length <= lines);
          for (const line of broken) {
            assert.ok([...line].length <= width, `${line} is longer than ${width}`);
            assert.ok(line.isWellFormed(), `${line} has half a character`);
          }
        },
      ),
    );
  });

  it('is called by what is seen, and by the whole where a part was left out', () => {
    assert.equal(spokenName(['Its maker', 'is trusted'], 'Its maker is trusted'), 'Its maker is trusted');
    assert.equal(spokenName(['one two…'], 'one two three four'), 'one two, one two three four');
  });
});
