import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { add, addRules, at, engineFor, fact, goal, rule } from './support/world.ts';

const RUNS = fuzzRuns(300);

/** Pieces of texts that Prolog could make something of. */
const piece = fc.constantFrom(
  ...[
    'a',
    'b(X)',
    'X',
    '_',
    'n(X)',
    'says',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ';',
    '->',
    ':-',
    '-->',
    '\\+',
    '.',
    '.\n',
    ' ',
  ],
  ...[
    '|',
    "'",
    '"',
    '`',
    "0'",
    '\\',
    '%',
    '/*',
    '*/',
    '1',
    '1.5',
    '1e400',
    '0x1f',
    "16'f",
    'is',
    '+',
    '*',
    '**',
    '<',
    '=..',
    '=',
  ],
  ...[
    'call',
    'findall',
    'aggregate_all',
    'member',
    'shell(ls)',
    'halt',
    '!',
    ':',
    'system:',
    '$',
    '@',
    '#',
    '??',
    '~',
    '^',
    '\\x41\\',
  ],
  ...[
    'end_of_file',
    'op(1,xfx,a)',
    '_{a:1}',
    'X.y',
    '\u0000',
    '\u2028',
    'ü',
    '𝄞',
    '\n',
    '\t',
    'count',
    'recent(X,1)',
    'now(X)',
  ],
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  fc.string({ maxLength: 60 }),
);

describe('whatever is said', () => {
  it('in a rule text, it is refused or in force, and the engine answers as before', async (test) => {
    const engine = await engineFor(test);
    await engine.apply([...addRules(rule('ok', 'fine(X) :- number_of(X).')), ...add(fact('number_of', 1))], at());
    await fc.assert(
      fc.asyncProperty(text, async (source) => {
        await engine.apply(addRules({ id: 'fuzz', name: 'fuzz', source }), at());
        for (const asked of [goal('a'), goal('b', 1)])
          assert.equal(typeof (await engine.decide(asked)).holds, 'boolean');
        assert.equal((await engine.decide(goal('fine', 1))).holds, true);
        assert.ok(engine.problems.every(({ severity }) => severity !== 'quarantined'));
      }),
      { numRuns: RUNS },
    );
  });

  it('in a query, it is refused with a code or answered', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(add(fact('n', 1), fact('b', 'x')), at());
    await fc.assert(
      fc.asyncProperty(text, async (query) => {
        try {
          const { answers } = await engine.query(query);
          assert.ok(answers.length <= 1024);
        } catch (thrown) {
          assert.match(String(thrown instanceof Error && 'code' in thrown ? thrown.code : thrown), /^E_INFERENCE_/);
        }
      }),
      { numRuns: RUNS },
    );
    assert.deepEqual((await engine.query('n(X)')).answers, [{ X: 1 }]);
  });
});
