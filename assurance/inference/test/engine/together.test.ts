import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { add, addRules, at, engineFor, fact, goal, remove, rule } from '../support/world.ts';

const DEVICES = Array.from({ length: 50 }, (_, number) => number);

describe('goals that are asked about together', () => {
  it('are each answered for themselves, with what is given to each', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(
      addRules(rule('even', 'even(X) :- n(X), 0 is X mod 2.\ncoloured(X, C) :- n(X), given(colour, C).')),
      at(),
    );
    await engine.apply(add(...DEVICES.map((number) => fact('n', number))), at());
    const colourOf = (number: number) => (number % 3 === 0 ? 'red' : 'blue');
    const evens = DEVICES.map((number) => engine.decide(goal('even', number), { watch: true }));
    const reds = DEVICES.map((number) =>
      engine.decide(goal('coloured', number, 'red'), { given: [fact('given', 'colour', colourOf(number))] }),
    );
    for (const [number, { goal: asked, holds, proof }] of (await Promise.all(evens)).entries()) {
      assert.deepEqual([asked, holds, proof.holds], [goal('even', number), number % 2 === 0, number % 2 === 0]);
    }
    assert.deepEqual(
      (await Promise.all(reds)).map(({ holds }) => holds),
      DEVICES.map((number) => number % 3 === 0),
    );
  });

  it('are answered as of the changes that were asked for before, and none after', async (test) => {
    const engine = await engineFor(test);
    const asked = () => engine.decide(goal('n', 1), { watch: true });
    const answers = [asked(), asked()];
    const came = engine.apply(add(fact('n', 1)), at());
    answers.push(asked(), asked());
    const went = engine.apply(remove(fact('n', 1)), at());
    answers.push(asked());
    assert.deepEqual(
      (await Promise.all(answers)).map(({ holds }) => holds),
      [false, false, true, true, false],
    );
    assert.deepEqual([(await came).flipped.length, (await went).flipped.length], [1, 1], 'and what was told turns');
  });

  it('do not suffer for one of them that brings the engine down', async (test) => {
    const engine = await engineFor(test, { work: 1e12, inferences: 1e12, watchdog: 1500 });
    const endless = 'endless(X) :- between(1, 1000000, A), between(1, 1000000, B), A * B < 0, n(X).';
    await engine.apply([...addRules(rule('endless', endless)), ...add(fact('n', 1))], at());
    const [first, bad, last] = await Promise.all([
      engine.decide(goal('n', 1)),
      engine.decide(goal('endless', 1)),
      engine.decide(goal('n', 1)),
    ]);
    assert.deepEqual([first.holds, bad.holds, last.holds], [true, false, true]);
    assert.equal(bad.problem?.code, 'E_INFERENCE_TIMEOUT');
  });

  it('are refused when the engine is closed, and answered when they were asked before', async (test) => {
    const engine = await engineFor(test);
    const before = engine.decide(goal('n', 1));
    const closing = engine.close();
    await assert.rejects(engine.decide(goal('n', 1)), { code: 'E_INFERENCE_CLOSED' });
    assert.equal((await before).holds, false);
    await closing;
  });
});
