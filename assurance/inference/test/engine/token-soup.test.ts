import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import fc from 'fast-check';
import { InferenceEngine } from '../../src/index.ts';
import { add, addRules, at, fact, holds, rule } from '../support/world.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 300);

/** What Prolog's reader, the checks behind it and the compiler could stumble over. */
const TOKENS = [
  ...[
    'a',
    'b(X)',
    'p(X, Y)',
    'X',
    '_',
    'Y1',
    "'q r'",
    '"text"',
    '`codes`',
    "0'a",
    "0''",
    '0',
    '1.5',
    '1.0Inf',
    '1r3',
    "16'FF",
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '()',
    '[]',
    '{}',
    '|',
    ',',
    ';',
    ':-',
    '-->',
    '->',
    '*->',
    '\\+',
    '=',
    '==',
    '\\==',
    'is',
    '<',
  ],
  ...['+', '-', '*', '/', '//', 'mod', '@', '?', '!', ':', '.', '. ', '.\n', '%', '/*', '*/', '\\', '$', '#', '^', '&'],
  ...[
    'findall(X, a, L)',
    'aggregate_all(count, b(X), N)',
    'forall(',
    'member(X, [a])',
    'length(L, N)',
    'recent(X, 5)',
    'now(T)',
  ],
  ...[
    'says(',
    'says(a, "x {X}")',
    'says(\\+ b(X), "{X}") :- p(X, _)',
    'end_of_file',
    'dynamic',
    'table',
    'initialization',
    'trusts(a, b, c)',
  ],
  ...[
    '_{a: 1}',
    '.put(x)',
    '{|x||y|}',
    'é',
    'Ａ',
    '𝄞',
    '\t',
    '\n',
    '\u00a0',
    "'\\x41\\'",
    "'\\z'",
    '"\\u0041"',
    '1e10',
    '1_000',
    '1 000',
    '0b2',
    '0o8',
  ],
];
const soup = fc
  .array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 14 })
  .chain((tokens) => fc.constantFrom('', ' ').map((between) => `${tokens.join(between)}.`));

describe('a text of anything', () => {
  let engine: InferenceEngine;
  before(async () => {
    engine = await InferenceEngine.start({ at: at() });
    await engine.apply([...addRules(rule('ok', 'ok(X) :- good(X).')), ...add(fact('good', 1))], at());
  });
  after(() => engine.close());

  it('is a rule or none, and leaves the engine as it was', async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (source) => {
        await engine.apply(addRules(rule('soup', source)), at());
        assert.equal(await holds(engine, 'ok', 1), true);
        assert.deepEqual(
          engine.problems.filter(({ code }) => code === 'E_INFERENCE_CRASHED' || code === 'E_INFERENCE_QUARANTINED'),
          [],
        );
        await engine.apply([{ removeRule: 'rule:soup' }], at());
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 120_000 },
    );
  });

  it('is a question or none', async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (text) => {
        try {
          const { answers } = await engine.query(text);
          assert.ok(answers.length <= 1024);
        } catch (thrown) {
          assert.ok(isSallyportError(thrown) && thrown.fault !== 'internal', String(thrown));
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 60_000 },
    );
  });
});
