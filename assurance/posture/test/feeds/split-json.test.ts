import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type JsonValue, utf8 } from '@sallyport/core';
import { fuzzRuns, refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { LineSplitter, type Piece, RecordSplitter } from '../../src/feeds/split-json.ts';

const RUNS = fuzzRuns(300);

/** Feeds a text in chunks of a size. */
function split(
  text: string,
  member: string | undefined,
  size = 7,
  maxRecordBytes = 1000,
): readonly (string | number)[] {
  const splitter = new RecordSplitter(member, maxRecordBytes);
  const pieces: Piece[] = [];
  const bytes = utf8(text);
  for (let at = 0; at < bytes.length; at += size) pieces.push(...splitter.push(bytes.subarray(at, at + size)));
  splitter.end();
  return pieces.map(shown);
}

function shown(piece: Piece): string | number {
  if ('bytes' in piece) return Buffer.from(piece.bytes).toString();
  return 'oversized' in piece ? piece.oversized : 'no object';
}

describe('a file of records', () => {
  it('is cut at the member that holds them, whatever stands around it', () => {
    const text =
      '{"other":[{"a":0}],"nested":{"vulnerabilities":[{"b":0}]},"vulnerabilities": [ {"c":{"d":[1]}} ,\n{"e":"}]\\"{"}],"end":1}';
    assert.deepEqual(split(text, 'vulnerabilities'), ['{"c":{"d":[1]}}', '{"e":"}]\\"{"}']);
  });

  it('is cut at the elements of a list, or at objects that follow one another', () => {
    assert.deepEqual(split('[{"a":1},{"b":[]}]', undefined), ['{"a":1}', '{"b":[]}']);
    assert.deepEqual(split('{"a":1}\n{"b":2}{"c":3}', undefined), ['{"a":1}', '{"b":2}', '{"c":3}']);
    assert.deepEqual(split('[]', undefined), []);
    assert.deepEqual(split('{"vulnerabilities":[]}', 'vulnerabilities'), []);
  });

  it('gives up a record that is too large and goes on with the next', () => {
    const large = `{"a":"${'x'.repeat(2000)}"}`;
    assert.deepEqual(split(`[${large},{"b":1}]`, undefined, 64), [large.length, '{"b":1}']);
  });

  it('tells of elements that are no objects', () => {
    assert.deepEqual(split('[1,{"a":1},"x,{}",[{"b":1}],null]', undefined), [
      'no object',
      '{"a":1}',
      'no object',
      'no object',
      'no object',
    ]);
  });

  it('that ends too early, or has no list, is refused', async () => {
    for (const text of ['{"vulnerabilities":[{"a":1}', '{"vulnerabilities":[{"a":"', '{"vulnerabilities":[]}}']) {
      await refuses(() => split(text, 'vulnerabilities'), 'E_POSTURE_FEED_FILE');
    }
    for (const text of ['{}', '{"other":[]}', '[{"a":1}]', '{"vulnerabilities":{"a":1}}', '', 'x']) {
      await refuses(() => split(text, 'vulnerabilities'), 'E_POSTURE_FEED_FORMAT');
    }
  });

  it('of any records in any chunks gives these records', () => {
    const record = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (records, size, named) => {
          const texts = records.map((one) => JSON.stringify(one));
          const list = `[${texts.join(' , ')}]`;
          const text = named ? `{"x":"vulnerabilities","vulnerabilities":${list}}` : list;
          assert.deepEqual(split(text, named ? 'vulnerabilities' : undefined, size, 1e6), texts);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('of any bytes is cut or refused by a typed error', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ a1', '"vulnerabilities":[') });
    fc.assert(
      fc.property(letters, fc.constantFrom('vulnerabilities', undefined), (text, member) => {
        try {
          split(text, member);
        } catch (error) {
          assert.ok(error instanceof Error && 'code' in error, String(error));
        }
      }),
      { numRuns: RUNS * 3 },
    );
  });
});

describe('JSON lines', () => {
  it('are cut at their ends; a line that is too long costs only itself', () => {
    const lines = new LineSplitter(20);
    const value: JsonValue = { a: 1 };
    const text = `${JSON.stringify(value)}\n\n  \r\n${'x'.repeat(50)}\n{"b"`;
    const pieces = [...lines.push(utf8(text)), ...lines.push(utf8(':2}')), ...lines.end()];
    assert.deepEqual(pieces.map(shown), ['{"a":1}', 50, '{"b":2}']);
  });
});
