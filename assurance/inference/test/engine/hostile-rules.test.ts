import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { InferenceEngine, type InferenceErrorCode } from '../../src/index.ts';
import { add, addRules, at, engineFor, fact, goal, holds, rule } from '../support/world.ts';

/** What each text tries, the text, and how it is refused. */
const REFUSED: readonly (readonly [string, string, InferenceErrorCode])[] = [
  ['run a command', 'a :- shell(ls).', 'E_INFERENCE_FORBIDDEN'],
  ['run a command from a directive', ':- shell(ls).', 'E_INFERENCE_DIRECTIVE'],
  ['run a command at initialization', ':- initialization(shell(ls)).', 'E_INFERENCE_DIRECTIVE'],
  ['open a file', 'a :- open(secret, read, _).', 'E_INFERENCE_FORBIDDEN'],
  ['consult a file', 'a :- consult(secret).', 'E_INFERENCE_FORBIDDEN'],
  ['consult by a list', 'a :- [secret].', 'E_INFERENCE_FORBIDDEN'],
  ['assert a clause', 'a :- assertz(permit(x, y)).', 'E_INFERENCE_FORBIDDEN'],
  ['retract a clause', 'a :- retract(permit(x, y)).', 'E_INFERENCE_FORBIDDEN'],
  ['redefine a system predicate', 'write(_).', 'E_INFERENCE_HEAD'],
  ['redefine a control structure', '(_, _).', 'E_INFERENCE_HEAD'],
  ['redefine equality', 'A = A.', 'E_INFERENCE_HEAD'],
  ['redefine a predicate of the language', 'recent(_, _).', 'E_INFERENCE_HEAD'],
  ['forge what somebody claims', 'trusts(me, maker, manufacturer).', 'E_INFERENCE_HEAD'],
  ['forge a right', 'right(me, write_rules) :- true.', 'E_INFERENCE_HEAD'],
  ['forge what is observed', 'proved(device, certificate).', 'E_INFERENCE_HEAD'],
  ['forge it with another number of arguments', 'trusts(me, maker).', 'E_INFERENCE_HEAD'],
  ['define a predicate of another module', 'system:a.', 'E_INFERENCE_HEAD'],
  ['define the engine anew', 'rule_runtime:charge(_, _).', 'E_INFERENCE_HEAD'],
  ['call into another module', 'a :- system:shell(ls).', 'E_INFERENCE_FORBIDDEN'],
  ['call into the engine', 'a :- rule_runtime:begin(0).', 'E_INFERENCE_FORBIDDEN'],
  ['change the syntax', ':- op(700, xfx, is_bad).', 'E_INFERENCE_DIRECTIVE'],
  ['change the syntax while it runs', 'a :- op(700, xfx, is_bad).', 'E_INFERENCE_FORBIDDEN'],
  ['call a goal that it was given', 'a(G) :- call(G).', 'E_INFERENCE_FORBIDDEN'],
  ['call a variable', 'a(G) :- G.', 'E_INFERENCE_FORBIDDEN'],
  ['call a goal that it builds', 'a :- G =.. [shell, ls], call(G).', 'E_INFERENCE_FORBIDDEN'],
  ['hide a goal in a condition', 'a :- ( b -> shell(ls) ; c ).', 'E_INFERENCE_FORBIDDEN'],
  ['hide a goal in a negation', 'a :- \\+ shell(ls).', 'E_INFERENCE_FORBIDDEN'],
  ['hide a goal in a collection', 'a :- findall(x, shell(ls), _).', 'E_INFERENCE_FORBIDDEN'],
  ['hide a goal in a count', 'a :- aggregate_all(count, shell(ls), _).', 'E_INFERENCE_FORBIDDEN'],
  ['hide a goal in a sentence', 'says(a, "x") :- shell(ls).', 'E_INFERENCE_FORBIDDEN'],
  ['cut', 'a :- b, !.', 'E_INFERENCE_FORBIDDEN'],
  ['throw', 'a :- throw(x).', 'E_INFERENCE_FORBIDDEN'],
  ['catch its limits', 'a :- catch(b, _, true).', 'E_INFERENCE_FORBIDDEN'],
  ['lift its limits', 'a :- call_with_inference_limit(b, 100000000, _).', 'E_INFERENCE_FORBIDDEN'],
  ['halt', 'a :- halt.', 'E_INFERENCE_FORBIDDEN'],
  ['abort', 'a :- abort.', 'E_INFERENCE_FORBIDDEN'],
  ['print', "a :- format('~w', [x]).", 'E_INFERENCE_FORBIDDEN'],
  ['set a global variable', 'a :- nb_setval(work, 0).', 'E_INFERENCE_FORBIDDEN'],
  ['set a flag', 'a :- set_prolog_flag(stack_limit, 1000000000).', 'E_INFERENCE_FORBIDDEN'],
  ['call JavaScript', 'a :- _ := eval(x).', 'E_INFERENCE_FORBIDDEN'],
  ['make a thread', 'a :- thread_create(b, _).', 'E_INFERENCE_FORBIDDEN'],
  ['read the clock behind the engine’s back', 'a :- get_time(_).', 'E_INFERENCE_FORBIDDEN'],
  ['expand terms', 'term_expansion(a, b).', 'E_INFERENCE_HEAD'],
  ['expand goals', 'user:goal_expansion(a, b).', 'E_INFERENCE_HEAD'],
  ['write a grammar', 'a --> b.', 'E_INFERENCE_DIRECTIVE'],
  ['power up a number', 'a :- X is (9 ** 9) ** 9, X > 0.', 'E_INFERENCE_FORBIDDEN'],
  ['shift a number', 'a :- X is 1 << 100000000, X > 0.', 'E_INFERENCE_FORBIDDEN'],
  ['write a giant number', `a(1${'0'.repeat(10_000)}).`, 'E_INFERENCE_TERM'],
  ['write a giant exponent', 'a(1.0e301).', 'E_INFERENCE_TERM'],
  ['build a term', 'a(f(X)) :- a(X).', 'E_INFERENCE_TERM'],
  ['build a cyclic term', 'a :- X = f(X), b(X).', 'E_INFERENCE_TERM'],
  ['double a list', 'a :- findall(x, b, L), findall(L, member(_, [1, 2]), _).', 'E_INFERENCE_TERM'],
  ['pass a list on', 'a :- findall(X, b(X), L), c(L).', 'E_INFERENCE_TERM'],
  ['quote what the reader does not show', 'a :- {|html||<b>|} = _.', 'E_INFERENCE_FORBIDDEN'],
  ['go on after the end', 'a.\nend_of_file.\nb :- shell(ls).', 'E_INFERENCE_SYNTAX'],
  ['write empty brackets', 'a().', 'E_INFERENCE_TERM'],
  ['call with empty brackets', 'a :- b().', 'E_INFERENCE_TERM'],
  ['say something of empty brackets', 'says(a(), "x").', 'E_INFERENCE_TERM'],
  ['hide brackets behind a number', `a :- X = 16'FF, ${'('.repeat(30_000)}`, 'E_INFERENCE_CLAUSES'],
  ['leave a clause open', 'a :- b', 'E_INFERENCE_SYNTAX'],
  ['leave a quote open', "a :- b('", 'E_INFERENCE_SYNTAX'],
  ['put a control character in', 'a("x\\u0001y").', 'E_INFERENCE_TERM'],
  ['put a letter in that turns the direction of reading', 'says(a, "x\\u202ey").', 'E_INFERENCE_TERM'],
  ['show one thing and mean another', 'a :- b. % \u202e .c', 'E_INFERENCE_SYNTAX'],
  ['nest brackets', `a :- ${'('.repeat(20_000)}b${')'.repeat(20_000)}.`, 'E_INFERENCE_CLAUSES'],
  ['nest lists', `a :- b(${'['.repeat(20_000)}`, 'E_INFERENCE_CLAUSES'],
  ['nest terms', `a(${'f('.repeat(20_000)}x${')'.repeat(20_000)}).`, 'E_INFERENCE_CLAUSES'],
  ['nest negations', `a :- ${'\\+ '.repeat(5000)}b.`, 'E_INFERENCE_CLAUSES'],
  ['write a long conjunction', `a :- ${'b, '.repeat(5000)}b.`, 'E_INFERENCE_CLAUSES'],
  ['write many clauses', 'a.\n'.repeat(5000), 'E_INFERENCE_CLAUSES'],
  ['write a long text', `a. % ${'x'.repeat(70_000)}`, 'E_INFERENCE_TEXT_TOO_LARGE'],
  ['name a variable that is nowhere', 'says(a(X), "{Y}").', 'E_INFERENCE_SAYS'],
  ['say something of a goal that it builds', 'says(shell(ls), "x").', 'E_INFERENCE_SAYS'],
];

describe('a hostile rule text', () => {
  /** One engine goes through all of it: each text must leave it as it was. */
  let engine: InferenceEngine;
  before(async () => {
    engine = await InferenceEngine.start({ at: at() });
    await engine.apply([...addRules(rule('ok', 'ok(X) :- good(X).')), ...add(fact('good', 1))], at());
  });
  after(() => engine.close());

  for (const [what, source, code] of REFUSED) {
    it(`cannot ${what}`, async () => {
      const { problems } = await engine.apply(addRules(rule('hostile', source)), at());
      const found = problems.filter(({ rule: id }) => id === 'rule:hostile');
      assert.deepEqual(
        found.map((problem) => [problem.code, problem.severity]),
        [[code, 'refused']],
      );
      assert.equal(await holds(engine, 'ok', 1), true);
      await engine.apply([{ removeRule: 'rule:hostile' }], at());
    });
  }

  it('says in which line it goes wrong', async () => {
    const source = 'a(X) :- b(X).\n\n% a comment\na(X) :-\n    c(X),\n    shell(X).\n';
    const { problems } = await engine.apply(addRules(rule('hostile', source)), at());
    assert.equal(problems.find(({ rule: id }) => id === 'rule:hostile')?.line, 4);
    await engine.apply([{ removeRule: 'rule:hostile' }], at());
  });

  it('is refused whole, with the clauses that were in order', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(addRules(rule('mixed', 'good(1).\nbad :- halt.')), at());
    assert.equal(await holds(engine, 'good', 1), false);
  });

  it('cannot be asked as a query either', async (test) => {
    const engine = await engineFor(test);
    for (const text of ['shell(ls)', 'a, call(b)', 'lists:append(X, Y, [])', 'a. b', ':- a', 'b()', '']) {
      await assert.rejects(engine.query(text), ({ code }) => String(code).startsWith('E_INFERENCE_'), text);
    }
    assert.deepEqual(await engine.query('X = 1'), { answers: [{ X: 1 }], isComplete: true });
  });

  it('does not give facts the place of its relation, nor take theirs', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(
      [...add(fact('permit', 'E.2', 'device')), ...addRules(rule('permit', 'permit(_, nobody).'))],
      at(),
    );
    assert.equal(await holds(engine, 'permit', 'E.2', 'device'), false);
    assert.equal((await engine.decide(goal('permit', 'E.2', 'nobody'))).holds, true);
  });
});
