import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VirtualTime } from '@sallyport/core';
import { openSqliteStore } from '@sallyport/store';
import fc from 'fast-check';
import { hearObservations } from '../../src/observed/hearing.ts';
import { checkObservation, listedFact, type Observation, type ObservedFact } from '../../src/observed/observed-fact.ts';
import { observationsProjection, storedObservations } from '../../src/observed/stored-observations.ts';

const factOf = (name: number, value: number): ObservedFact => ({
  id: `observed:contact/${name}`,
  relation: 'contact',
  arguments: ['urn:dev:mac:0011223344556677', `host-${name}`, value],
  statement: `a contact with host-${name}`,
});

const OBSERVATION = fc.oneof(
  fc.record({ put: fc.tuple(fc.nat(5), fc.nat(3)).map(([name, value]) => factOf(name, value)) }),
  fc.record({ drop: fc.nat(5).map((name) => factOf(name, 0).id) }),
);

/** What stands after these, one after the other. */
function standing(observations: readonly Observation[]): readonly ObservedFact[] {
  const facts = new Map<string, ObservedFact>();
  for (const observation of observations) {
    if ('put' in observation) facts.set(observation.put.id, observation.put);
    else facts.delete(observation.drop);
  }
  return [...facts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}

const onError = (error: unknown) => assert.fail(String(error));

describe('observations in the log', () => {
  it('stand as if they had been made one after the other, and are told in that order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(OBSERVATION, { maxLength: 80 }), { maxLength: 4 }), async (rounds) => {
        await using store = await openSqliteStore({ path: ':memory:', projections: [observationsProjection] });
        const record = await storedObservations({ store, timer: new VirtualTime(), onError });
        const told: Observation[] = [];
        record.onRecorded((observations) => told.push(...observations));
        for (const round of rounds) await record.record(round);
        const expected = standing(rounds.flat());
        assert.deepEqual(await collect(record.load()), expected);
        assert.deepEqual(standing(told), expected);
      }),
      { numRuns: 40 },
    );
  });

  it('are heard of from another replica, and never lost between loading and hearing', async () => {
    await using store = await openSqliteStore({ path: ':memory:', projections: [observationsProjection] });
    const time = new VirtualTime();
    const here = await storedObservations({ store, timer: time, lookEvery: 500, onError });
    const there = await storedObservations({ store, timer: time, onError });
    await here.record([{ put: factOf(1, 1) }, { put: factOf(2, 1) }]);
    const taken: Observation[] = [];
    const load = here.load.bind(here);
    here.load = async function* () {
      for await (const fact of load()) {
        yield fact;
        // Another fact goes while those of before are read.
        if (fact.id === factOf(1, 1).id) await here.record([{ drop: fact.id }]);
      }
    };
    const stop = await hearObservations(here, async (some) => void taken.push(...some), onError);
    assert.deepEqual(standing(taken), [factOf(2, 1)]);
    await there.record([{ put: factOf(3, 1) }]);
    await time.advance(500);
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(standing(taken), [factOf(2, 1), factOf(3, 1)]);
    stop();
    await here.close();
    assert.equal(time.waiting, 0);
  });

  it('are refused when they cannot be held', () => {
    const fact = factOf(1, 1);
    const attempts: readonly Observation[] = [
      { put: { ...fact, id: 'ni:///sha-256;x' } },
      { drop: 'observed:' },
      { put: { ...fact, relation: 'Contact' } },
      { put: { ...fact, relation: "permit('E.2')" } },
      { put: { ...fact, arguments: Array.from({ length: 17 }, () => 1) } },
      { put: { ...fact, arguments: ['x'.repeat(4097)] } },
      { put: { ...fact, arguments: [Number.NaN] } },
      { put: { ...fact, arguments: ['a\u0007b'] } },
    ];
    for (const attempt of attempts) {
      assert.throws(() => checkObservation(attempt), { code: 'E_ASSURANCE_OBSERVATION' }, JSON.stringify(attempt));
    }
    checkObservation({ put: fact });
  });

  it('name each entry of a list once, whatever is in it', () => {
    const ids = [listedFact('a', 'b/c'), listedFact('a/b', 'c'), listedFact('a', '\ud800')].map(({ id }) => id);
    assert.equal(new Set(ids).size, 3);
    for (const id of ids) checkObservation({ drop: id });
  });
});
