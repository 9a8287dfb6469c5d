import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { type Fact, InferenceEngine } from '../../src/index.ts';
import { askNative, withoutNative } from '../support/native.ts';
import { add, addRules, at, fact, goal, NOW, remove, rule } from '../support/world.ts';

/**
 * Everything that the language has, in rules whose answers do not depend on the order of facts. The
 * maximum goes to a variable of its own: aggregate_all(max(X), …, Bound) of SWI-Prolog 9.0 holds even of nothing.
 */
const RULES = [
  rule('a', 'both(X) :- left(X, _), right_side(X, _).\neither(X) :- left(X, _) ; right_side(X, _).'),
  rule('b', 'only_left(X) :- left(X, _), \\+ right_side(X, _).\nneither(X) :- thing(X), \\+ either(X).'),
  rule('c', 'many(X) :- thing(X), aggregate_all(count, left(X, _), N), N >= 2.'),
  rule('d', 'heavy(X) :- thing(X), aggregate_all(sum(W), left(X, W), Sum), Sum > 5.'),
  rule(
    'e',
    'peak(X, M) :- thing(X), aggregate_all(max(W), left(X, W), Most), M = Most.\nlow(X) :- aggregate_all(min(W), left(X, W), M), M < 2.',
  ),
  rule('f', 'all_small(X) :- thing(X), forall(left(X, W), W =< 3).'),
  rule('g', 'chosen(X) :- thing(X), ( left(X, 1) -> right_side(X, _) ; left(X, _) ).'),
  rule('h', 'collected(X) :- thing(X), findall(W, left(X, W), L), length(L, N), N > 0, memberchk(2, L).'),
  rule('i', 'between_them(X) :- left(X, W), right_side(X, V), between(V, W, 3).'),
  rule('j', 'fresh(X) :- seen(X, At), recent(At, 60).\nstale(X) :- seen(X, _), \\+ fresh(X).'),
  rule('k', 'named(X) :- thing(X), atom_concat(t, Rest, X), Rest \\== one, sub_atom(X, 0, 1, _, t).'),
  rule(
    'l',
    'linked(X, Y) :- link(X, Y).\nlinked(X, Y) :- link(X, Z), Z \\= X, further(Z, Y).\nfurther(X, Y) :- link(X, Y).',
  ),
  rule('m', 'odd(X) :- left(X, W), 1 is W mod 2, 0 =\\= W // 2, X = X.'),
];
const RELATIONS = ['thing/1', 'left/2', 'right_side/2', 'seen/2', 'link/2'];
const THINGS = ['t1', 't2', 'tone', 'other'];
const GOALS = THINGS.flatMap((thing) => [
  ...['both', 'either', 'only_left', 'neither', 'many', 'heavy', 'low', 'all_small', 'chosen', 'collected'].map(
    (name) => goal(name, thing),
  ),
  ...['between_them', 'fresh', 'stale', 'named', 'odd'].map((name) => goal(name, thing)),
  ...[1, 4].map((peak) => goal('peak', thing, peak)),
  ...THINGS.map((other) => goal('linked', thing, other)),
]);

const thing = fc.constantFrom(...THINGS);
const weight = fc.integer({ min: 0, max: 5 });
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  thing.map((x) => fact('thing', x)),
  fc.tuple(thing, weight).map(([x, w]) => fact('left', x, w)),
  fc.tuple(thing, weight).map(([x, w]) => fact('right_side', x, w)),
  fc.tuple(thing, fc.integer({ min: -90, max: 5 })).map(([x, ago]) => fact('seen', x, NOW + ago)),
  fc.tuple(thing, thing).map(([x, y]) => fact('link', x, y)),
);

/** Facts that stay, facts that come and go again, and when each batch ends. */
const history = fc.record({
  stay: fc.array(anyFact, { maxLength: 25 }),
  pass: fc.array(anyFact, { maxLength: 10 }),
  order: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  batch: fc.integer({ min: 1, max: 6 }),
});

describe('what is inferred step by step', () => {
  it('is what is inferred at once, and what a native SWI-Prolog infers', { skip: withoutNative }, async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ stay, pass, order, batch }) => {
        const engine = await InferenceEngine.start({ at: at(NOW - 100) });
        try {
          for (const asked of GOALS) await engine.decide(asked, { watch: true });
          const watched = new Map(GOALS.map((asked) => [JSON.stringify(asked), false]));
          const rank = () => order.next().value;
          const stays = new Set(stay.map(({ id }) => id));
          const passing = pass.filter(({ id }) => !stays.has(id));
          const coming = [...addRules(...RULES), ...add(...stay, ...passing)]
            .map((change) => ({ change, rank: rank() }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ change }) => change);
          const changes = [...coming, ...remove(...passing)];
          for (let start = 0; start < changes.length; start += batch) {
            const time = at(NOW - 100 + Math.min(100, start));
            const { flipped } = await engine.apply(changes.slice(start, start + batch), time);
            for (const { goal: turned, holds } of flipped) watched.set(JSON.stringify(turned), holds);
          }
          const { flipped } = await engine.advance(at());
          for (const { goal: turned, holds } of flipped) watched.set(JSON.stringify(turned), holds);
          const native = askNative({ rules: RULES, facts: stay, at: at(), relations: RELATIONS }, GOALS);
          assert.deepEqual([...watched.values()], native, 'step by step, as flips were told');
          const fresh = await InferenceEngine.start({ at: at() });
          await fresh.apply([...add(...[...stay].reverse()), ...addRules(...RULES)], at());
          for (const [index, asked] of GOALS.entries()) {
            const verdict = await fresh.decide(asked);
            assert.deepEqual(
              [verdict.holds, verdict.proof.holds, verdict.problem],
              [native[index], native[index], undefined],
            );
            assert.deepEqual(await engine.explain(asked), verdict.proof, 'and the proof is the same');
          }
          await fresh.close();
        } finally {
          await engine.close();
        }
      }),
      { numRuns: fuzzRuns(5) },
    );
  });
});
