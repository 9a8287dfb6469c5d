import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InferenceEngine } from '../../src/index.ts';
import { add, addRules, at, engineFor, fact, goal, remove, rule } from '../support/world.ts';

const PERMIT = goal('permit', 'd');
const known = (ssid: string, mac = 'aa') => [fact('given', 'ssid', ssid), fact('given', 'mac', mac)];

async function ask(engine: InferenceEngine, given: ReturnType<typeof known>): Promise<boolean> {
  return (await engine.decide(PERMIT, { given, watch: true })).holds;
}

describe('a goal that was asked in several ways', () => {
  it('is judged in each of them, and turns when any does', async (test) => {
    const engine = await engineFor(test);
    const source = 'permit(D) :- given(ssid, Ssid), open(Ssid), \\+ closed(D), \\+ shut(Ssid).';
    await engine.apply([...addRules(rule('permit', source)), ...add(fact('open', 'home'))], at());
    assert.equal(await ask(engine, known('home')), true);
    assert.equal(await ask(engine, known('guest')), false);
    const shut = await engine.apply(add(fact('closed', 'd')), at());
    assert.deepEqual([shut.flipped.length, shut.reevaluated], [1, 1]);
    assert.equal((await engine.apply(add(fact('shut', 'guest')), at())).flipped.length, 0);
    await engine.apply(remove(fact('closed', 'd')), at());
    assert.equal((await engine.apply(add(fact('shut', 'home')), at())).flipped.length, 1);
  });

  it('is asked in one way where no rule looks at what differs', async (test) => {
    const engine = await engineFor(test, { work: 60 });
    await engine.apply(
      [...addRules(rule('permit', 'permit(D) :- given(ssid, home), trusted(D).')), ...add(fact('trusted', 'd'))],
      at(),
    );
    for (let mac = 0; mac < 40; mac++) assert.equal(await ask(engine, known('home', `mac ${mac}`)), true);
    for (let mac = 0; mac < 40; mac++) assert.equal(await ask(engine, known(`guest ${mac}`)), false);
    const { flipped } = await engine.apply(remove(fact('trusted', 'd')), at());
    assert.equal(flipped.length, 1);
    assert.deepEqual((await engine.advance(at())).flipped, [], 'and nothing was forgotten');
  });

  it('is told of when rules begin to look at what they did not look at', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(addRules(rule('permit', 'permit(_).')), at());
    assert.equal(await ask(engine, known('guest')), true);
    assert.equal(await ask(engine, known('home')), true);
    // What was asked last goes on holding, and the other does not.
    const { flipped } = await engine.apply(addRules(rule('permit', 'permit(_) :- given(ssid, home).')), at());
    assert.deepEqual(flipped, [{ goal: PERMIT, holds: true }]);
    assert.equal(await ask(engine, known('guest')), false);
    assert.deepEqual((await engine.advance(at())).flipped, []);
  });

  it('is told of when there are too many ways to watch them all', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(addRules(rule('permit', 'permit(_) :- given(ssid, Ssid), Ssid \\== street.')), at());
    for (let number = 0; number < 16; number++) await ask(engine, known(`room ${number}`));
    assert.deepEqual((await engine.advance(at())).flipped, []);
    await ask(engine, known('street'));
    assert.equal((await engine.advance(at())).flipped.length, 1);
    assert.deepEqual((await engine.advance(at())).flipped, []);
  });

  it('is known to be refuted in the ways in which it was answered by no, and in no other', async (test) => {
    const engine = await engineFor(test);
    const source = 'permit(D) :- given(ssid, Ssid), Ssid == home, \\+ closed(D).';
    await engine.apply(addRules(rule('permit', source)), at());
    const isRefuted = (ssid: string) => engine.isRefuted({ goal: PERMIT, given: known(ssid) });
    assert.equal(isRefuted('home'), false, 'nobody asked');
    assert.equal((await engine.decide(PERMIT, { given: known('guest') })).holds, false);
    assert.equal(isRefuted('guest'), false, 'nobody watches it');
    await ask(engine, known('home'));
    await ask(engine, known('guest'));
    assert.deepEqual([isRefuted('home'), isRefuted('guest'), isRefuted('street')], [false, true, false]);
    await engine.apply(add(fact('closed', 'd')), at());
    assert.deepEqual([isRefuted('home'), isRefuted('guest')], [true, true]);
    await engine.apply(remove(fact('closed', 'd')), at());
    assert.equal(isRefuted('home'), false);
    engine.unwatch(PERMIT);
    assert.equal(isRefuted('guest'), false);
  });

  it('is not known to be refuted when it could not be judged to its end', async (test) => {
    const engine = await engineFor(test);
    await engine.apply(addRules(rule('permit', 'permit(_) :- up(0).\nup(X) :- Y is X + 1, up(Y).')), at());
    const { holds, problem } = await engine.decide(PERMIT, { given: known('home'), watch: true });
    assert.deepEqual([holds, problem?.code], [false, 'E_INFERENCE_WORK']);
    assert.equal(engine.isRefuted({ goal: PERMIT, given: known('home') }), false);
  });

  it('is the same whether the questions come one by one or together', async (test) => {
    const engine = await engineFor(test);
    await engine.apply([...addRules(rule('permit', 'permit(_) :- given(ssid, home), \\+ closed.'))], at());
    const asked = Array.from({ length: 40 }, (_, mac) =>
      ask(engine, known(mac % 2 === 0 ? 'home' : 'guest', `mac ${mac}`)),
    );
    assert.deepEqual(new Set(await Promise.all(asked)), new Set([true, false]));
    await engine.advance(at());
    assert.equal((await engine.apply(add(fact('closed')), at())).flipped.length, 1);
  });
});
