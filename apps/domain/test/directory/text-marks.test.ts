import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TextMarks } from '../../src/directory/text-marks.ts';

describe('the marks of a text', () => {
  it('never deny what stands in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), fc.nat(), (text, one, other) => {
        const [from, to] = [one % (text.length + 1), other % (text.length + 1)];
        assert.ok(new TextMarks(text).mayHold(text.slice(Math.min(from, to), Math.max(from, to))));
      }),
    );
  });

  it('deny most of what does not', () => {
    const numbers = Array.from({ length: 256 }, (_, at) => `thing-${String(at).padStart(8, '0')}`);
    const marks = new TextMarks(numbers.join('\n'));
    const absent = Array.from({ length: 1000 }, (_, at) => `nothing-${at}`);
    assert.ok(absent.filter((word) => marks.mayHold(word)).length < 10);
  });
});
