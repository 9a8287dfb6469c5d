import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reasonNodesOf, reasonsOf, renderProof } from '../../src/index.ts';
import { add, addRules, at, engineFor, fact, goal, NOW, rule } from '../support/world.ts';

const RULES = rule(
  'door',
  `open(D) :- trusted(D), \\+ kept_shut(D, _).
   trusted(D) :- trusts(P, D, device), person(P).
   kept_shut(D, old) :- device_type(D, T, _), made_in(T, Year), Year < 2020.
   kept_shut(D, loud) :- noise(D, Level), loudest(Most), Level > Most.
   loudest(70).
   says(\\+ trusted(D), "nobody trusts {D}").
   says(kept_shut(D, old), "{D} is of {Year}, says {By}") :- device_type(D, T, By), made_in(T, Year).
   says(kept_shut(D, loud), "{D} is louder than {Most}") :- loudest(Most).`,
);

async function door(test: Parameters<typeof engineFor>[0], ...facts: readonly ReturnType<typeof fact>[]) {
  const engine = await engineFor(test);
  await engine.apply([...addRules(RULES), ...add(...facts)], at(NOW));
  return (await engine.decide(goal('open', 'd'))).proof;
}

const TRUST = [fact('trusts', 'p', 'd', 'device'), fact('person', 'p')];
const OLD = [fact('device_type', 'd', 't', 'maker'), fact('made_in', 't', 2015)];

describe('a proof', () => {
  it('of yes shows the claims it stands on, and what was looked for in vain', async (test) => {
    const proof = await door(test, ...TRUST);
    assert.equal(
      renderProof(proof),
      [
        'yes  open(d)',
        '├─ yes  trusted(d)',
        '│  ├─ yes  { trusts (p, d, device) } [person-], claimed by person@email.com',
        '│  └─ yes  { person (p) } [person-], claimed by person@email.com',
        '└─ yes  not so: kept_shut(d, _)',
        '   └─ no   kept_shut(d, _)',
        '      ├─ no   nobody states device_type(d, _, _)',
        '      └─ no   nobody states noise(d, _)',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      reasonsOf(proof),
      TRUST.map(({ statement }) => statement),
    );
  });

  it('of no says in the words of the rules’ authors what is missing', async (test) => {
    const proof = await door(test, ...OLD);
    assert.deepEqual(reasonsOf(proof), ['nobody trusts d']);
    assert.match(
      renderProof(proof),
      /└─ no {3}nobody trusts d\n {8}trusted\(d\)\n {3}└─ no {3}nobody states trusts\(_, d, device\)/,
    );
  });

  it('of no gives every reason, with the facts that a sentence was made of', async (test) => {
    const proof = await door(test, ...TRUST, ...OLD, fact('noise', 'd', 80));
    assert.deepEqual(reasonsOf(proof), ['d is of 2015, says maker', 'd is louder than 70']);
    const [, negation] = proof.children;
    assert.deepEqual([negation?.kind, negation?.holds], ['not', false]);
    assert.deepEqual(
      negation?.children[0]?.children.map(({ goal: text }) => text),
      ['device_type(d, t, maker)', 'made_in(t, 2015)', '2015<2020'],
    );
  });

  it('has its steps in pieces, too, for whoever says them in other words', async (test) => {
    const proof = await door(test, ...TRUST, ...OLD, fact('noise', 'd', 80));
    assert.deepEqual(proof.asked, { relation: 'open', arguments: ['d'] });
    const [old, loud] = proof.children[1]?.children ?? [];
    assert.deepEqual(old?.said, { text: '{D} is of {Year}, says {By}', values: { D: 'd', Year: 2015, By: 'maker' } });
    assert.deepEqual(loud?.said, { text: '{D} is louder than {Most}', values: { D: 'd', Most: 70 } });
    assert.deepEqual(reasonNodesOf(proof), [old, loud]);
    const [typed, , compared] = old?.children ?? [];
    assert.deepEqual(typed?.asked, { relation: 'device_type', arguments: ['d', 't', 'maker'] });
    assert.equal(compared?.asked, undefined, 'a comparison is no relation');
    const missing = (await door(test, ...OLD)).children[0]?.children[0];
    assert.deepEqual(missing?.asked, { relation: 'trusts', arguments: [undefined, 'd', 'device'] });
  });

  it('names of several claims that state a fact the first, whatever came first', async (test) => {
    const again = (id: string) => ({ ...fact('person', 'p'), id, statement: `{ person (p) } [${id}-]` });
    for (const ids of [
      ['claim:a', 'claim:b'],
      ['claim:b', 'claim:a'],
    ]) {
      const proof = await door(test, ...TRUST.slice(0, 1), ...ids.map(again));
      assert.equal(proof.children[0]?.children[1]?.claim?.id, 'claim:a');
    }
  });

  it('stays within its limits', async (test) => {
    const engine = await engineFor(test, { proofNodes: 20, proofDepth: 3 });
    const deep = 'a(N) :- n(N).\na(N) :- N > 0, M is N - 1, a(M).\nwide :- forall(n(X), a(X)).';
    await engine.apply(
      [...addRules(rule('deep', deep)), ...add(...Array.from({ length: 40 }, (_, n) => fact('n', n)))],
      at(),
    );
    const count = ({ children }: ReturnType<typeof Object>): number =>
      1 + children.map(count).reduce((sum: number, one: number) => sum + one, 0);
    for (const asked of [goal('a', 100), goal('wide')]) {
      const { proof, holds } = await engine.decide(asked);
      assert.equal(holds, true);
      assert.ok(count(proof) <= 25, String(count(proof)));
    }
  });
});
