/** Random rule texts of the whole language, with values that are easily taken for each other. */

import fc from 'fast-check';
import type { Fact, Goal, Pattern, RuleText, Value } from '../../src/index.ts';
import { fact, NOW, rule } from './world.ts';

/** As facts have them, and as rules write them. */
const VALUES: readonly (readonly [Value, string])[] = [
  [0, '0'],
  [1, '1'],
  [2, '2'],
  [-1, '-1'],
  [1.5, '1.5'],
  ['a', 'a'],
  ['b', "'b'"],
  ['1', "'1'"],
  ['1.0', "'1.0'"],
  ['', "''"],
  [true, 'true'],
  [null, 'null'],
];
/** Numbers that no fact holds in this form. */
const WRITTEN = ['1.0', '2.0', '0.0', '1.5e0'];
const VARIABLES = ['X', 'Y', 'Z', 'W'];
const LAYERS = 4;
const BASE: readonly (readonly [string, number])[] = [
  ['f', 2],
  ['g', 1],
  ['h', 3],
];

const value = fc.constantFrom(...VALUES);
const variable = fc.constantFrom(...VARIABLES);
const written = fc.oneof(
  value.map(([, text]) => text),
  fc.constantFrom(...WRITTEN),
);
const term = fc.oneof(
  { weight: 6, arbitrary: variable },
  { weight: 2, arbitrary: written },
  { weight: 1, arbitrary: fc.constant('_') },
);
const terms = (count: number) => fc.tuple(...Array.from({ length: count }, () => term)).map((all) => all.join(', '));

const layerArity = (layer: number): number => (layer % 3) + 1;

const baseGoal = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...BASE).chain(([name, arity]) => terms(arity).map((inner) => `${name}(${inner})`)),
  },
  // What a question brings along is looked up like any fact.
  { weight: 1, arbitrary: fc.constantFrom('given(a, 0)', 'given(a, 1)', 'given(a, X)', 'given(_, Y)') },
);

/** Uses relations of lower layers anyhow, and those of its own only where that can be evaluated. */
function relationGoal(layer: number, isPositive: boolean): fc.Arbitrary<string> {
  const highest = isPositive ? layer : layer - 1;
  if (highest < 0) return baseGoal;
  return fc.oneof(
    { weight: 3, arbitrary: baseGoal },
    {
      weight: 2,
      arbitrary: fc
        .integer({ min: 0, max: highest })
        .chain((lower) => terms(layerArity(lower)).map((inner) => `r${lower}(${inner})`)),
    },
  );
}

const sameGoal = fc.tuple(term, fc.constantFrom('=', '\\=', '==', '\\=='), term).map((parts) => parts.join(' '));

/** What meets no number where one is needed gives up, so there are few of these. */
const countingGoal = fc.oneof(
  fc
    .tuple(variable, fc.constantFrom('<', '>=', '=:=', '=\\='), fc.constantFrom('1', '1.5', 'W'))
    .map((parts) => parts.join(' ')),
  fc
    .tuple(variable, variable, fc.constantFrom('+ 1', '* 2', '- 1.0', '// 1', '/ 2'))
    .map(([to, from, more]) => `${to} is ${from} ${more}`),
  fc.tuple(variable, fc.constantFrom('1', '3')).map(([name, span]) => `( g(${name}), recent(${name}, ${span}) )`),
  fc.tuple(variable, fc.constantFrom('a', "'1'", 'W')).map(([name, text]) => `atom_concat(${text}, '', ${name})`),
);

const timeGoal = fc.oneof(
  variable.map((name) => `( now(T), ${name} is T mod 3 )`),
  fc
    .tuple(fc.integer({ min: -4, max: 2 }), fc.constantFrom('1', '2.5', '4'))
    .map(([ago, span]) => `( ${ago % 2 === 0 ? `g(${NOW + ago}), ` : ''}recent(${NOW + ago}, ${span}) )`),
);

const simpleGoal = fc.oneof(
  { weight: 5, arbitrary: sameGoal },
  { weight: 1, arbitrary: countingGoal },
  { weight: 2, arbitrary: timeGoal },
  { weight: 2, arbitrary: variable.map((name) => `between(0, 2, ${name})`) },
  { weight: 2, arbitrary: fc.tuple(variable, written).map(([name, text]) => `member(${name}, [${text}, a, 2])`) },
  { weight: 1, arbitrary: fc.constantFrom('true', 'fail') },
);

function goals(layer: number, depth: number, isPositive: boolean): fc.Arbitrary<string> {
  const plain = fc.oneof(
    { weight: 5, arbitrary: relationGoal(layer, isPositive) },
    { weight: 2, arbitrary: simpleGoal },
  );
  if (depth === 0) return plain;
  const inner = goals(layer, depth - 1, isPositive);
  const absent = goals(layer, depth - 1, false);
  return fc.oneof(
    { weight: 8, arbitrary: plain },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `( ${a}, ${b} )`) },
    { weight: 1, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `( ${a} ; ${b} )`) },
    { weight: 1, arbitrary: fc.tuple(absent, inner, inner).map(([c, a, b]) => `( ${c} -> ${a} ; ${b} )`) },
    { weight: 1, arbitrary: fc.tuple(absent, inner).map(([c, a]) => `( ${c} -> ${a} )`) },
    { weight: 1, arbitrary: absent.map((a) => `\\+ ${a}`) },
    { weight: 1, arbitrary: fc.tuple(absent, absent).map(([a, b]) => `forall(${a}, ${b})`) },
    {
      weight: 1,
      arbitrary: fc.tuple(variable, absent, variable).map(([v, a, n]) => `( findall(${v}, ${a}, L), length(L, ${n}) )`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('count', 'count', 'sum(1)', 'max(Y)', 'min(X)'), absent, term)
        .map(([what, a, n]) => `aggregate_all(${what}, ${a}, ${n})`),
    },
  );
}

const clause = fc.integer({ min: 0, max: LAYERS - 1 }).chain((layer) =>
  fc
    .tuple(terms(layerArity(layer)), fc.array(goals(layer, 2, true), { minLength: 1, maxLength: 2 }))
    // Each list has a name of its own.
    .map(([head, body]) => {
      let lists = 0;
      const text = body.join(', ').replace(/\(L, | L\), length/g, (match) => match);
      return `r${layer}(${head}) :- ${text.replace(/, L\), length\(L,/g, () => {
        lists += 1;
        return `, L${lists}), length(L${lists},`;
      })}.`;
    }),
);

export const ruleText: fc.Arbitrary<RuleText> = fc
  .tuple(fc.nat({ max: 5 }), fc.array(clause, { minLength: 1, maxLength: 3 }))
  .map(([name, clauses]) => rule(`text${name}`, clauses.join('\n')));

export const anyFact: fc.Arbitrary<Fact> = fc
  .oneof(
    fc
      .constantFrom(...BASE)
      .chain(([name, arity]) =>
        fc
          .tuple(...Array.from({ length: arity }, () => value))
          .map((values) => fact(name, ...values.map(([is]) => is))),
      ),
    fc.integer({ min: -4, max: 2 }).map((ago) => fact('g', NOW + ago)),
  )
  // The number 1 and the text 1 are two facts.
  .map((one) => ({ ...one, id: `claim:${one.relation}${JSON.stringify(one.arguments)}` }));

const known = value.map(([is]) => is);
export const anyGoal: fc.Arbitrary<Goal> = fc
  .integer({ min: 0, max: LAYERS - 1 })
  .chain((layer) =>
    fc
      .tuple(...Array.from({ length: layerArity(layer) }, () => known))
      .map((values) => ({ relation: `r${layer}`, arguments: values })),
  );
/** What questions bring along. */
export const anyGiven: fc.Arbitrary<readonly Fact[]> = fc.constantFrom(
  [],
  [fact('given', 'a', 0)],
  [fact('given', 'a', 1)],
  [fact('given', 'a', 1), fact('given', 'b', 0)],
);
export const anyPattern: fc.Arbitrary<Pattern> = fc.integer({ min: 0, max: LAYERS - 1 }).chain((layer) =>
  fc
    .tuple(...Array.from({ length: layerArity(layer) }, () => fc.option(known, { nil: undefined })))
    .filter((values) => values.includes(undefined))
    .map((values) => ({ relation: `r${layer}`, arguments: values })),
);
