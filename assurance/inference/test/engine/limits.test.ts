import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { InferenceEngine, type InferenceErrorCode, type Problem } from '../../src/index.ts';
import { add, addRules, at, engineFor, fact, goal, holds, NOW, rule } from '../support/world.ts';

const TEXT = 'x'.repeat(4000);

/** What each rule does too much of, its text, and what the answer says. */
const EXCESSES: readonly (readonly [string, string, InferenceErrorCode])[] = [
  ['counts without an end', 'bad :- between(1, 100000, X), between(1, 100000, Y), X * Y < 0.', 'E_INFERENCE_WORK'],
  ['generates more than it may in one go', 'bad :- between(1, 9007199254740991, _), fail.', 'E_INFERENCE_WORK'],
  [
    'collects exponentially',
    'bad :- findall(1, (two, two, two, two, two, two, two, two, two, two, two, two, two, two, two, two, two, two), L), length(L, 1).\ntwo. two.',
    'E_INFERENCE_WORK',
  ],
  ['looks at facts times facts times facts', 'bad :- n(A), n(B), n(C), A + B + C < 0.', 'E_INFERENCE_WORK'],
  ['doubles a text', `bad :- A = '${TEXT}', atom_concat(A, A, B), atom_concat(B, B, _).`, 'E_INFERENCE_EVALUATION'],
  [
    'floods the table of atoms',
    'bad :- between(1, 90000, X), atom_concat(flood, X, A), between(1, 90000, Y), atom_concat(A, Y, z).',
    'E_INFERENCE_WORK',
  ],
  ['multiplies a number up', 'bad :- X is 9007199254740991 * 9007199254740991, X > 0.', 'E_INFERENCE_EVALUATION'],
  ['multiplies a number up in steps', 'bad :- up(3).\nup(X) :- Y is X * X, up(Y).', 'E_INFERENCE_EVALUATION'],
  ['divides by zero', 'bad :- X is 1 / 0, X > 0.', 'E_INFERENCE_EVALUATION'],
  ['compares what is no number', 'bad :- m(A), A < 1.', 'E_INFERENCE_EVALUATION'],
  ['compares a variable', 'bad :- _ < 1.', 'E_INFERENCE_EVALUATION'],
  ['splits a text every way', 'bad :- sub_atom(abcdef, _, _, _, P), P == zzz.', 'E_INFERENCE_EVALUATION'],
  ['counts up by recursion', 'bad :- up(0).\nup(X) :- Y is X + 1, up(Y).', 'E_INFERENCE_WORK'],
  ['depends on its own absence', 'bad :- \\+ bad.', 'E_INFERENCE_UNSTRATIFIED'],
  ['depends on its own absence by a detour', 'bad :- other.\nother :- \\+ bad.', 'E_INFERENCE_UNSTRATIFIED'],
  ['depends on its own count', 'bad :- aggregate_all(count, bad, 0).', 'E_INFERENCE_UNSTRATIFIED'],
];

describe('a rule that does too much', () => {
  let engine: InferenceEngine;
  before(async () => {
    engine = await InferenceEngine.start({ at: at() });
    const numbers = Array.from({ length: 100 }, (_, n) => fact('n', n));
    await engine.apply([...addRules(rule('ok', 'ok :- n(7).')), ...add(...numbers, fact('m', 'a text'))], at());
  });
  after(() => engine.close());

  for (const [what, source, code] of EXCESSES) {
    it(`is stopped when it ${what}, and named`, async () => {
      await engine.apply(addRules(rule('excess', source)), at());
      const verdict = await engine.decide(goal('bad'));
      assert.equal(verdict.holds, false);
      assert.deepEqual([verdict.problem?.code, verdict.problem?.ruleName], [code, 'excess']);
      assert.equal(verdict.proof.kind, 'limit');
      assert.equal(await holds(engine, 'ok'), true);
      await engine.apply([{ removeRule: 'rule:excess' }], at());
    });
  }

  it('is stopped at facts without end, whether there are a few more than it may fetch or a crowd', async (test) => {
    for (const count of [60, 150, 900]) {
      const small = await engineFor(test, { work: 100 });
      const numbers = Array.from({ length: count }, (_, n) => fact('n', n));
      await small.apply([...addRules(rule('any', 'any :- n(A), A > 1e6.\none(X) :- n(X).')), ...add(...numbers)], at());
      const any = await small.decide(goal('any'));
      assert.deepEqual(any.problem?.code, count < 100 ? undefined : 'E_INFERENCE_WORK', `${count} facts`);
      assert.deepEqual([await holds(small, 'one', 7), await holds(small, 'one', count)], [true, false]);
    }
  });

  it('gives no to whatever needs it, and says so when nothing is known to be absent', async (test) => {
    const engine = await engineFor(test);
    const source =
      'permit(X) :- device(X, _, _), \\+ vulnerable(X).\nvulnerable(X) :- up(X, 0).\nup(X, N) :- M is N + 1, up(X, M).';
    await engine.apply([...addRules(rule('policy', source)), ...add(fact('device', 'd', 's', 'm'))], at());
    const verdict = await engine.decide(goal('permit', 'd'));
    assert.deepEqual([verdict.holds, verdict.problem?.code], [false, 'E_INFERENCE_WORK']);
  });

  it('answers queries as far as it comes, and says that it is not all', async (test) => {
    const engine = await engineFor(test, { work: 1000 });
    await engine.apply(add(...Array.from({ length: 20 }, (_, n) => fact('n', n))), at());
    assert.deepEqual(await engine.query('n(X), X > 17'), { answers: [{ X: 18 }, { X: 19 }], isComplete: true });
    const cut = await engine.query('n(X)', { limit: 2 });
    assert.deepEqual(cut, { answers: [{ X: 0 }, { X: 1 }], isComplete: false });
    const stopped = await engine.query('n(A), n(B), n(C)');
    assert.deepEqual([stopped.answers.length, stopped.isComplete], [0, false]);
    assert.equal(stopped.problem?.code, 'E_INFERENCE_WORK');
  });

  it('comes to the same end whatever is asked before', async (test) => {
    const engine = await engineFor(test, { work: 500 });
    const source = 'deep(0).\ndeep(N) :- N > 0, M is N - 1, deep(M).';
    await engine.apply(addRules(rule('deep', source)), at());
    const answers: (Problem | undefined)[] = [];
    for (const _ of [1, 2, 3]) {
      assert.equal(await holds(engine, 'deep', 100), true);
      answers.push((await engine.decide(goal('deep', 600))).problem);
    }
    assert.deepEqual(new Set(answers.map((problem) => problem?.code)), new Set(['E_INFERENCE_WORK']));
  });
});

describe('the watchdog', () => {
  /** So much is allowed that only the clock stops a rule. */
  const patient = { work: 1e12, inferences: 1e12, watchdog: 1500 };
  const endless = 'endless(X) :- between(1, 1000000, A), between(1, 1000000, B), A * B < 0, n(X).';

  it('ends the engine, puts the rule in quarantine, and answers everything else', async (test) => {
    const engine = await engineFor(test, patient);
    await engine.apply(
      [
        ...addRules(
          rule('endless', endless),
          rule('needs', 'needs(X) :- n(X), \\+ endless(X).'),
          rule('ok', 'ok(X) :- n(X).'),
        ),
        ...add(fact('n', 1)),
      ],
      at(),
    );
    assert.equal((await engine.decide(goal('ok', 1), { watch: true })).holds, true);
    const verdict = await engine.decide(goal('endless', 1), { watch: true });
    assert.equal(verdict.holds, false);
    assert.deepEqual(
      engine.problems.map(({ rule: id, severity, code }) => [id, severity, code]),
      [['rule:endless', 'quarantined', 'E_INFERENCE_QUARANTINED']],
    );
    const needs = await engine.decide(goal('needs', 1));
    assert.deepEqual(
      [needs.holds, needs.problem?.code, needs.problem?.ruleName],
      [false, 'E_INFERENCE_QUARANTINED', 'endless'],
    );
    assert.equal(await holds(engine, 'ok', 1), true);
    // The facts came back with the engine, and goes on being kept up to date.
    const { flipped } = await engine.apply([{ remove: fact('n', 1) }], at());
    assert.deepEqual(flipped, [{ goal: goal('ok', 1), holds: false }]);
    // A new text under the same id gets a new chance.
    await engine.apply(addRules({ ...rule('endless', 'endless(X) :- n(X).') }), at());
    await engine.apply(add(fact('n', 1)), at());
    assert.deepEqual([await holds(engine, 'endless', 1), await holds(engine, 'needs', 1)], [true, false]);
    assert.deepEqual(engine.problems, []);
  });

  it('has what nobody is to blame for asked again after a while', async (test) => {
    // No answer of so many rows comes within a millisecond, and no rule is tried on the way.
    const engine = await engineFor(test, { ...patient, watchdog: 1 });
    const many = Array.from({ length: 20_000 }, (_, n) => fact('n', n, `a text ${n}`));
    await engine.apply(add(...many), at());
    const pattern = { relation: 'n', arguments: [undefined, undefined] };
    assert.equal((await engine.solve(pattern, { watch: true })).problem?.code, 'E_INFERENCE_TIMEOUT');
    assert.deepEqual(engine.problems, []);
    assert.deepEqual(engine.nextDueAt, at(NOW + 30));
    assert.equal((await engine.advance(at(NOW + 29))).reevaluated, 0);
    assert.equal((await engine.advance(at(NOW + 30))).reevaluated, 1);
    assert.deepEqual(engine.nextDueAt, at(NOW + 60));
  });

  it('stops a query, and the engine goes on', async (test) => {
    const engine = await engineFor(test, patient);
    await engine.apply(add(fact('n', 1)), at());
    const result = await engine.query('between(1, 1000000, A), between(1, 1000000, B), A * B < 0');
    assert.deepEqual([result.isComplete, result.problem?.code], [false, 'E_INFERENCE_TIMEOUT']);
    assert.deepEqual((await engine.query('n(X)')).answers, [{ X: 1 }]);
  });
});
