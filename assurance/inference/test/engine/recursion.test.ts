import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { add, addRules, at, engineFor, fact, goal, holds, remove, rule } from '../support/world.ts';

const FORMS = {
  left: 'path(X, Y) :- path(X, Z), edge(Z, Y).\npath(X, Y) :- edge(X, Y).',
  right: 'path(X, Y) :- edge(X, Y).\npath(X, Y) :- edge(X, Z), path(Z, Y).',
  double: 'path(X, Y) :- path(X, Z), path(Z, Y).\npath(X, Y) :- edge(X, Y).',
  mutual:
    'path(X, Y) :- edge(X, Y).\npath(X, Y) :- way(X, Y).\nway(X, Y) :- path(X, Z), edge(Z, Y).\nway(X, Y) :- edge(X, Z), way(Z, Y).',
};

/** What can be reached, found otherwise. */
function reachable(edges: readonly (readonly [number, number])[], from: number): ReadonlySet<number> {
  const reached = new Set(edges.filter(([source]) => source === from).map(([, target]) => target));
  for (const node of reached) for (const [source, target] of edges) if (source === node) reached.add(target);
  return reached;
}

const node = fc.nat({ max: 6 });

describe('recursion', () => {
  for (const [form, source] of Object.entries(FORMS)) {
    it(`finds what can be reached, whatever circles there are, ${form}`, async (test) => {
      const engine = await engineFor(test);
      await engine.apply(addRules(rule('path', source)), at());
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(node, node), { maxLength: 14 }), async (edges) => {
          const facts = edges.map(([a, b]) => fact('edge', a, b));
          await engine.apply(add(...facts), at());
          for (let from = 0; from <= 6; from++) {
            const { answers } = await engine.query(`path(${from}, X)`);
            assert.deepEqual(new Set(answers.map(({ X }) => X)), reachable(edges, from));
          }
          await engine.apply(remove(...facts), at());
        }),
        { numRuns: 25 },
      );
    });
  }

  it('is judged anew when a link in the middle goes, and proved without a circle', async (test) => {
    const engine = await engineFor(test);
    const circle = [fact('edge', 'a', 'b'), fact('edge', 'b', 'c'), fact('edge', 'c', 'a')];
    await engine.apply([...addRules(rule('path', FORMS.left)), ...add(...circle)], at());
    const verdict = await engine.decide(goal('path', 'a', 'a'), { watch: true });
    assert.equal(verdict.holds, true);
    const goals: string[] = [];
    for (let at_ = verdict.proof; ; ) {
      assert.ok(!goals.includes(at_.goal), 'no goal is its own proof');
      goals.push(at_.goal);
      const [next] = at_.children;
      if (next === undefined) break;
      at_ = next;
    }
    assert.deepEqual(goals, ['path(a, a)', 'path(a, c)', 'path(a, b)', 'edge(a, b)']);
    const { flipped } = await engine.apply(remove(fact('edge', 'b', 'c')), at());
    assert.deepEqual(flipped, [{ goal: goal('path', 'a', 'a'), holds: false }]);
    assert.deepEqual((await engine.explain(goal('path', 'a', 'a'))).holds, false);
  });

  it('may be negated by what does not recur through it', async (test) => {
    const engine = await engineFor(test);
    const source = `${FORMS.right}\nalone(X) :- node(X), \\+ path(X, _).`;
    await engine.apply([...addRules(rule('path', source)), ...add(fact('node', 'a'), fact('edge', 'b', 'b'))], at());
    assert.equal(await holds(engine, 'alone', 'a'), true);
    await engine.apply(add(fact('edge', 'a', 'b')), at());
    assert.equal(await holds(engine, 'alone', 'a'), false);
  });
});
