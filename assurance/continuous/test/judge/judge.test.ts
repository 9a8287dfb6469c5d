import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Goal, ProofNode, Verdict } from '@sallyport/assurance-inference';
import { ManualClock } from '@sallyport/core';
import { permitGoal } from '../../src/decide/goals.ts';
import { Watches } from '../../src/decide/watches.ts';
import { Judge } from '../../src/judge/judge.ts';
import { Truth } from '../../src/judge/truth.ts';
import { NOTHING, type Turn } from '../../src/judge/turn.ts';
import type { WorldView } from '../../src/judge/world.ts';
import { deviceFact } from '../../src/observed/observed-fact.ts';
import { BASIS } from '../support/house.ts';

const GOAL = permitGoal('E.2', 'urn:device:1');
const OBLIGATIONS = [['urn:device:1', 'vlan', '1']];
const PROOF: ProofNode = { sentence: '', goal: '', holds: true, kind: 'fact', children: [] };

/** A world that answers what the test says, and fails when it says so. */
function scripted(said: {
  permits: boolean;
  fails: number;
  observed: string[];
  closed: number;
  gate: Promise<void>;
  /** What goals were taken up at once. */
  followed: (readonly unknown[])[];
  /** Before what is taken up is answered, one for each time. */
  followGates: Promise<void>[];
}): WorldView {
  const step = async (): Promise<Turn> => {
    if (said.fails-- > 0) throw new TypeError('the engine is gone');
    return NOTHING;
  };
  return {
    nextAt: undefined,
    lastAt: new Date(0),
    problems: [],
    take: step,
    advance: step,
    rebase: step,
    observe: async (changes) => {
      const turn = await step();
      said.observed.push(...changes.map(({ after }) => after?.id ?? ''));
      return turn;
    },
    decide: async (goal: Goal): Promise<Verdict> => {
      await said.gate;
      return { goal, holds: said.permits, proof: PROOF };
    },
    solve: async () => ({ answers: said.permits ? OBLIGATIONS : [] }),
    follow: async (questions) => {
      said.followed.push(questions.map(({ pattern }) => pattern.arguments[1]));
      await said.followGates.shift();
      return questions.map(({ pattern }) => ({
        pattern,
        holds: said.permits,
        answers: !said.permits ? [] : pattern.relation === 'permit' ? [['E.2', 'urn:device:1']] : OBLIGATIONS,
      }));
    },
    settled: () => Promise.resolve(),
    isRefuted: () => false,
    judge: async (questions) => questions.map(({ goal }) => ({ goal, holds: said.permits })),
    defines: () => false,
    query: async () => ({ answers: [], isComplete: true }),
    unwatch: () => undefined,
    explain: async () => PROOF,
    standingOf: () => undefined,
    identityOf: (issuer) => issuer,
    identities: () => [],
    close: async () => void said.closed++,
  };
}

async function ground(max = 10) {
  const said = {
    permits: true,
    fails: 0,
    observed: [] as string[],
    closed: 0,
    gate: Promise.resolve(),
    followed: [] as (readonly unknown[])[],
    followGates: [] as Promise<void>[],
  };
  const told: Turn[] = [];
  const errors: unknown[] = [];
  const clock = new ManualClock();
  let [lost, starts, startsFail] = [0, 0, false];
  const judge = await Judge.start(
    {
      clock,
      truth: new Truth(),
      watches: new Watches({ max, isHeld: () => true }),
      start: async () => {
        starts++;
        if (startsFail) throw new TypeError('no engine can be started');
        return scripted(said);
      },
      turned: (turn) => told.push(turn),
      observed: () => undefined,
      due: () => undefined,
      lost: () => lost++,
      onError: (error) => errors.push(error),
    },
    BASIS,
  );
  return {
    said,
    clock,
    told,
    errors,
    judge,
    counts: () => ({ lost, starts }),
    failStarts: (does: boolean) => {
      startsFail = does;
    },
  };
}

const seen = (name: number) => [{ put: deviceFact(`urn:device:${name}`, String(name), null) }];

describe('a judge whose engine fails', () => {
  it('builds all anew from what was claimed and observed, and tells of what turned', async () => {
    const { said, told, judge, errors, counts } = await ground();
    await judge.observe(seen(1));
    const { watched } = await judge.watch({ goal: GOAL, given: [], deviceKey: 'maker/1' });
    await judge.solve({ relation: 'obligation', arguments: ['urn:device:1', undefined, undefined] }, [], watched);
    said.fails = 1;
    said.permits = false;
    said.observed.length = 0;
    await judge.observe(seen(2));
    assert.equal(errors.length, 1);
    assert.deepEqual(said.observed, [
      deviceFact('urn:device:1', '1', null).id,
      deviceFact('urn:device:2', '2', null).id,
    ]);
    const flipped = told.flatMap((turn) => turn.flipped);
    assert.deepEqual(
      flipped.map(({ goal, holds }) => [goal, holds]),
      [[GOAL, false]],
    );
    assert.equal(told.flatMap(({ changed }) => changed).length, 1);
    assert.equal(counts().starts, 2);
  });

  it('tells of a decision that turned also when something else was told while it was asked', async () => {
    const { said, told, judge } = await ground();
    const { promise, resolve } = Promise.withResolvers<void>();
    said.gate = promise;
    const asked = judge.watch({ goal: GOAL, given: [], deviceKey: 'maker/1' });
    await judge.advance();
    resolve();
    assert.equal((await asked).verdict.holds, true);
    said.permits = false;
    said.fails = 1;
    await judge.advance();
    assert.deepEqual(
      told.flatMap(({ flipped }) => flipped).map(({ holds }) => holds),
      [false],
    );
  });

  it('does not go on with a world that failed, though another could not be built shortly before', async () => {
    const { said, judge, clock, counts, failStarts } = await ground();
    failStarts(true);
    said.fails = 1;
    await judge.advance();
    failStarts(false);
    clock.advance(5000);
    await judge.advance();
    said.fails = 1;
    await judge.advance();
    assert.deepEqual(counts(), { lost: 1, starts: 4 });
  });

  it('has everybody ask again who may have asked otherwise than the last', async () => {
    const { said, told, judge } = await ground();
    const given = (ssid: string) => [
      { id: 'observed:given/ssid', relation: 'given', arguments: ['ssid', ssid], statement: '' },
    ];
    for (const ssid of ['home', 'guest']) await judge.watch({ goal: GOAL, given: given(ssid), deviceKey: 'maker/1' });
    for (const _ of [1, 2]) {
      said.fails = 1;
      await judge.advance();
    }
    assert.deepEqual(
      told.flatMap(({ flipped }) => flipped).map(({ holds }) => holds),
      [true],
      'once',
    );
  });

  it('decides nothing while no engine can be started, says so, and comes back when one can', async () => {
    const { said, judge, clock, counts, failStarts } = await ground();
    await judge.watch({ goal: GOAL, given: [], deviceKey: 'maker/1' });
    said.fails = 1;
    failStarts(true);
    await judge.advance();
    assert.equal(counts().lost, 1);
    assert.throws(() => judge.world, { code: 'E_ASSURANCE_LOST' });
    await assert.rejects(judge.watch({ goal: GOAL, given: [], deviceKey: 'maker/1' }), { code: 'E_ASSURANCE_LOST' });
    failStarts(false);
    // Not with every claim that comes: building takes its time.
    for (let name = 0; name < 5; name++) await judge.observe(seen(name));
    assert.equal(counts().starts, 2);
    clock.advance(5000);
    await judge.advance();
    assert.equal(counts().starts, 3);
    assert.equal(said.observed.length, 5);
    assert.equal((await judge.watch({ goal: GOAL, given: [], deviceKey: 'maker/1' })).verdict.holds, true);
  });

  it('answers nothing when it is closed', async () => {
    const { judge, said } = await ground();
    await judge.close();
    assert.equal(said.closed, 1);
    assert.throws(() => judge.world, { code: 'E_ASSURANCE_CLOSED' });
  });
});

describe('a world that takes up what was watched in another', () => {
  const goals = Array.from({ length: 300 }, (_, number) => permitGoal('E.2', `urn:device:${number}`));
  const watchAll = async (judge: Judge) => {
    for (const [number, goal] of goals.entries()) await judge.watch({ goal, given: [], deviceKey: `maker/${number}` });
  };
  const flippedIn = (turns: readonly Turn[]) => turns.flatMap(({ flipped }) => flipped).map(({ goal }) => goal);

  it('does so in parts behind the step, and has what is asked about meanwhile go first', async () => {
    const { said, told, judge } = await ground(1000);
    await watchAll(judge);
    const held = Promise.withResolvers<void>();
    said.followGates = [Promise.resolve(), held.promise];
    said.fails = 1;
    said.permits = false;
    await judge.advance();
    assert.equal(flippedIn(told).length, 128, 'the first part');
    const last = goals.at(-1) ?? GOAL;
    const { verdict } = await judge.watch({ goal: last, given: [], deviceKey: 'maker/299' });
    assert.equal(verdict.holds, false);
    assert.deepEqual(said.followed[2], [last.arguments[1]]);
    assert.deepEqual(flippedIn(told).slice(128), [last], 'whoever holds the answer of before is told');
    held.resolve();
    await judge.settled();
    assert.deepEqual(
      flippedIn(told)
        .map(({ arguments: values }) => values[1])
        .toSorted(),
      goals.map(({ arguments: values }) => values[1]).toSorted(),
      'each once',
    );
  });

  it('takes those up first that were let in', async () => {
    const { said, judge } = await ground(1000);
    said.permits = false;
    await watchAll(judge);
    said.permits = true;
    const last = goals.at(-1) ?? GOAL;
    await judge.watch({ goal: last, given: [], deviceKey: 'maker/299' });
    said.fails = 1;
    await judge.advance();
    assert.equal(said.followed[0]?.[0], last.arguments[1]);
    await judge.settled();
  });

  it('is given up when it fails meanwhile, and nothing is decided until another is built', async () => {
    const { said, judge, clock, counts, errors } = await ground(1000);
    await watchAll(judge);
    const failing = Promise.withResolvers<void>();
    said.followGates = [Promise.resolve(), failing.promise];
    said.fails = 1;
    await judge.advance();
    failing.reject(new TypeError('the engine is gone again'));
    await judge.settled();
    assert.deepEqual([counts().lost, errors.length], [1, 2]);
    assert.throws(() => judge.world, { code: 'E_ASSURANCE_LOST' });
    clock.advance(5000);
    await judge.advance();
    await judge.settled();
    assert.equal((await judge.watch({ goal: GOAL, given: [], deviceKey: 'maker/1' })).verdict.holds, true);
  });

  it('can be closed meanwhile', async () => {
    const { said, judge } = await ground(1000);
    await watchAll(judge);
    said.fails = 1;
    await judge.advance();
    await judge.close();
    assert.equal(said.closed, 2);
  });
});
