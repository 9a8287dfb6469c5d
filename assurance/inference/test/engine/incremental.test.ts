import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fact, InferenceEngine } from '../../src/index.ts';
import { add, addRules, at, engineFor, fact, goal, holds, NOW, remove, rule } from '../support/world.ts';

const POLICY = rule(
  'policy',
  `permit(D) :- trusts(P, D, device), person(P), \\+ vulnerable(D), \\+ bad_contact(D).
   vulnerable(D) :- device_type(D, T, _), threshold(Most), vulnerability_score(T, S, _, _), S >= Most.
   bad_contact(D) :- contact(D, Where, At), denylisted(Where, _), recent(At, 120).`,
);
const THRESHOLD = rule('threshold', 'threshold(6).');
const trusted = (device: string) => fact('trusts', 'owner', device, 'device');
const ofType = (device: string, type: string) => fact('device_type', device, type, 'owner');

async function house(test: Parameters<typeof engineFor>[0]): Promise<InferenceEngine> {
  const engine = await engineFor(test);
  const devices = ['a', 'b', 'c'].flatMap((device) => [
    trusted(device),
    ofType(device, device === 'c' ? 'lamp' : 'lock'),
  ]);
  await engine.apply([...addRules(POLICY, THRESHOLD), ...add(fact('person', 'owner'), ...devices)], at());
  for (const device of ['a', 'b', 'c']) await engine.decide(goal('permit', device), { watch: true });
  return engine;
}

const devicesOf = ({ flipped }: Awaited<ReturnType<InferenceEngine['apply']>>) =>
  flipped
    .map(
      ({
        goal: {
          arguments: [device],
        },
        holds: does,
      }) => `${does ? '+' : '-'}${device}`,
    )
    .sort();

describe('a watched goal', () => {
  it('is judged anew when a fact comes that it looked for, and no other goal is', async (test) => {
    const engine = await house(test);
    const outcome = await engine.apply(add(fact('vulnerability_score', 'lamp', 7, NOW, 'bot')), at());
    assert.deepEqual([devicesOf(outcome), outcome.reevaluated], [['-c'], 1]);
  });

  it('is judged anew when a fact goes that it stood on', async (test) => {
    const engine = await house(test);
    const outcome = await engine.apply(remove(trusted('b')), at());
    assert.deepEqual([devicesOf(outcome), outcome.reevaluated], [['-b'], 1]);
    assert.deepEqual(devicesOf(await engine.apply(add(trusted('b')), at())), ['+b']);
  });

  it('is left alone by facts that it did not look for', async (test) => {
    const engine = await house(test);
    const outcome = await engine.apply(
      add(
        fact('trusts', 'owner', 'x', 'device'),
        fact('vulnerability_score', 'other', 9, NOW, 'bot'),
        fact('unheard_of', 1),
      ),
      at(),
    );
    assert.deepEqual([outcome.flipped, outcome.reevaluated], [[], 0]);
  });

  it('flips once when several changes come together, and not when they cancel each other', async (test) => {
    const engine = await house(test);
    const both = await engine.apply(
      [...remove(trusted('a')), ...add(fact('vulnerability_score', 'lock', 8, NOW, 'bot'))],
      at(),
    );
    assert.deepEqual([devicesOf(both), both.reevaluated], [['-a', '-b'], 2]);
    const none = await engine.apply([...remove(trusted('b')), ...add(trusted('b'))], at());
    assert.deepEqual([none.flipped, none.reevaluated], [[], 0]);
  });

  it('holds until the last claim that states its fact is gone', async (test) => {
    const engine = await house(test);
    const again: Fact = { ...trusted('a'), id: 'claim:again' };
    assert.deepEqual((await engine.apply(add(again), at())).reevaluated, 0);
    assert.deepEqual(devicesOf(await engine.apply(remove(trusted('a')), at())), []);
    assert.deepEqual(devicesOf(await engine.apply(remove(again), at())), ['-a']);
  });

  it('does not count a claim twice that comes twice', async (test) => {
    const engine = await house(test);
    await engine.apply(add(trusted('a')), at());
    assert.deepEqual(devicesOf(await engine.apply(remove(trusted('a')), at())), ['-a']);
  });

  it('turns at the very second at which a recent event is no longer recent', async (test) => {
    const engine = await house(test);
    const contact = [fact('contact', 'a', 'evil', NOW - 20), fact('denylisted', 'evil', 'list')];
    assert.deepEqual(devicesOf(await engine.apply(add(...contact), at())), ['-a']);
    assert.deepEqual(engine.nextDueAt, at(NOW + 100));
    const early = await engine.advance(at(NOW + 99));
    assert.deepEqual([early.flipped, early.reevaluated], [[], 0]);
    assert.deepEqual(devicesOf(await engine.advance(at(NOW + 100))), ['+a']);
    assert.equal(engine.nextDueAt, undefined);
  });

  it('is due at every advance when it asks what time it is', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(addRules(rule('night', `night :- now(T), T >= ${NOW + 10}.`)), at());
    assert.equal((await engine.decide(goal('night'), { watch: true })).holds, false);
    assert.equal((await engine.advance(at(NOW + 9))).reevaluated, 1);
    assert.equal((await engine.advance(at(NOW + 10))).flipped.length, 1);
    assert.equal((await engine.advance(at(NOW + 9))).flipped.length, 1, 'also when time goes back');
  });

  it('is not judged any more when it is let go of', async (test) => {
    const engine = await house(test);
    engine.unwatch(goal('permit', 'a'));
    const outcome = await engine.apply(remove(trusted('a')), at());
    assert.deepEqual([outcome.flipped, outcome.reevaluated], [[], 0]);
  });

  it('keeps the facts of its question, and the newest count', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(addRules(rule('first', 'permit :- given(owners, 0), \\+ closed.')), at());
    const given = (owners: number) => [fact('given', 'owners', owners)];
    assert.equal((await engine.decide(goal('permit'), { watch: true, given: given(1) })).holds, false);
    assert.equal((await engine.decide(goal('permit'), { watch: true, given: given(0) })).holds, true);
    assert.equal((await engine.apply(add(fact('closed')), at())).flipped.length, 1);
    assert.equal((await engine.apply(remove(fact('closed')), at())).flipped[0]?.holds, true);
    assert.equal(await holds(engine, 'given', 'owners', 0), false, 'and no other question sees them');
  });
});

describe('a rule text', () => {
  it('takes the place of another, and gives it back when it goes', async (test) => {
    const engine = await house(test);
    await engine.apply(add(fact('vulnerability_score', 'lamp', 5, NOW, 'bot')), at());
    const strict = rule('threshold', 'threshold(4).', { id: 'rule:strict', replaces: [THRESHOLD.id] });
    const outcome = await engine.apply(addRules(strict), at());
    assert.deepEqual([devicesOf(outcome), outcome.reevaluated], [['-c'], 3]);
    assert.deepEqual(devicesOf(await engine.apply([{ removeRule: strict.id }], at())), ['+c']);
  });

  it('does not take the place of another while it is refused', async (test) => {
    const engine = await house(test);
    const broken = rule('threshold', 'threshold(4', { id: 'rule:broken', replaces: [THRESHOLD.id] });
    const outcome = await engine.apply(addRules(broken), at());
    assert.deepEqual(
      outcome.problems.map(({ rule: id, code }) => [id, code]),
      [[broken.id, 'E_INFERENCE_SYNTAX']],
    );
    assert.equal(await holds(engine, 'threshold', 6), true);
  });

  it('is judged in the order of names, not of arrival', async (test) => {
    const texts = [rule('b', 'which(X) :- ( r(X) -> true ; X = none ).'), rule('c', 'r(2).'), rule('a', 'r(1).')];
    for (const order of [texts, [...texts].reverse()]) {
      const engine = await engineFor(test);
      for (const text of order) await engine.apply(addRules(text), at());
      assert.deepEqual((await engine.query('which(X)')).answers, [{ X: 1 }]);
    }
  });

  it('is warned of when it names a relation that nobody knows', async (test) => {
    const engine = await engineFor(test);
    const { problems } = await engine.apply(
      addRules(rule('typo', 'ok(D) :- device(D, _, _),\n  \\+ denylist(D).\n')),
      at(),
    );
    assert.deepEqual(
      problems.map(({ code, severity, line, sentence }) => [code, severity, line, sentence]),
      [['E_INFERENCE_UNKNOWN_RELATION', 'warning', 1, 'nobody defines or states denylist/1']],
    );
    await engine.apply(add(fact('denylist', 'x')), at());
    assert.deepEqual(engine.problems, []);
  });
});

describe('a pattern', () => {
  it('gives every answer once, and tells when their set changes', async (test) => {
    const engine = await engineFor(test);
    const source =
      'obligation(D, vlan, V) :- vlan_of(D, V).\nobligation(D, vlan, V) :- default_vlan(V), \\+ vlan_of(D, _).';
    await engine.apply([...addRules(rule('vlans', source)), ...add(fact('default_vlan', 1))], at());
    const pattern = { relation: 'obligation', arguments: ['d', undefined, undefined] };
    assert.deepEqual(await engine.solve(pattern, { watch: true }), { answers: [['d', 'vlan', 1]] });
    const other = await engine.apply(add(fact('vlan_of', 'e', 7)), at());
    assert.deepEqual([other.changed, other.reevaluated], [[], 0]);
    assert.deepEqual((await engine.apply(add(fact('vlan_of', 'd', 7), fact('vlan_of', 'd', 'x')), at())).changed, [
      pattern,
    ]);
    assert.deepEqual((await engine.solve(pattern, { watch: true })).answers, [
      ['d', 'vlan', 7],
      ['d', 'vlan', 'x'],
    ]);
    assert.deepEqual(await engine.solve(goal('vlan_of', 'e', 7)), { answers: [['e', 7]] });
    assert.deepEqual(await engine.solve(goal('vlan_of', 'e', 8)), { answers: [] });
    engine.unwatch(pattern);
    assert.equal((await engine.apply(remove(fact('vlan_of', 'd', 7)), at())).reevaluated, 0);
  });
});

describe('values', () => {
  it('come back as they went in', async (test) => {
    const engine = await engineFor(test);
    const values = [
      "it's",
      'a\\b',
      '',
      '[]',
      'ü𝄞',
      'Variable',
      '_x',
      0,
      -1,
      1.5,
      2 ** 31,
      -(2 ** 40),
      9007199254740991,
      true,
      false,
      null,
    ];
    await engine.apply(add(...values.map((value, n) => fact('value', n, value))), at());
    const { answers } = await engine.query('value(N, V)');
    assert.deepEqual(
      answers.map(({ V }) => V),
      values,
    );
    for (const [n, value] of values.entries())
      assert.equal(await holds(engine, 'value', n, value), true, String(value));
  });

  it('are refused that rules cannot hold, and nothing of the batch is taken in', async (test) => {
    const engine = await engineFor(test);
    for (const value of ['\u0001', 'x'.repeat(5000), '\ud800', Number.NaN, 2 ** 60, Number.POSITIVE_INFINITY]) {
      await assert.rejects(engine.apply(add(fact('n', 1), fact('bad', value)), at()), { code: 'E_INFERENCE_FACT' });
    }
    await assert.rejects(engine.apply(add(fact('Bad', 1)), at()), { code: 'E_INFERENCE_FACT' });
    await assert.rejects(engine.decide(goal('p', Number.NaN)), { code: 'E_INFERENCE_GOAL' });
    await assert.rejects(engine.apply([], new Date(Number.NaN)), { code: 'E_INFERENCE_TIME' });
    assert.equal(await holds(engine, 'n', 1), false);
  });

  it('are not asked for of an engine that is closed', async () => {
    const engine = await InferenceEngine.start({ at: at() });
    await engine.close();
    await engine.close();
    await assert.rejects(engine.decide(goal('p')), { code: 'E_INFERENCE_CLOSED' });
  });
});
