/** Dry runs one after the other: how far they are, and how they end. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, systemRandom, VirtualTime } from '@sallyport/core';
import { DryRuns } from '../../src/assurance/dry-runs.ts';
import type { DryRunResult } from '../../src/assurance/policy-answers.ts';
import { fail } from '../../src/errors.ts';

const RESULT: DryRunResult = {
  decidesNow: 'claims',
  wouldDecide: 'claims',
  isRefused: false,
  judged: 0,
  leftOut: 0,
  permittedBefore: 0,
  permittedAfter: 0,
  wouldBePutOut: 0,
  wouldBeLetIn: 0,
  wouldDiffer: 0,
  turns: [],
  problems: [],
};

/** Each change is a name; what is worked out ends when the test says so, or when it is stopped. */
function ground() {
  const time = new VirtualTime('2026-03-01T12:00:00Z');
  const errors: unknown[] = [];
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<DryRunResult>>();
  const told = new Map<string, (part: number) => void>();
  const endOf = (name: string) => {
    const end = ends.get(name) ?? Promise.withResolvers<DryRunResult>();
    ends.set(name, end);
    return end;
  };
  const runs = new DryRuns<string>({
    work: (name, progress, signal) => {
      begun.push(name);
      told.set(name, progress);
      signal.addEventListener('abort', () => endOf(name).reject(fail('E_DOMAIN_DRY_RUN_STOPPED', 'stopped')));
      return endOf(name).promise;
    },
    clock: time,
    timer: time,
    random: systemRandom,
    onError: (error) => errors.push(error),
  });
  const soon = () => new Promise((resolve) => setImmediate(resolve));
  const begin = async (name: string) => {
    const beginning = runs.begin(name, 0);
    await time.advance(0);
    await soon();
    return beginning;
  };
  const show = async (id: string) => {
    const showing = runs.show(id, 0);
    await time.advance(0);
    return showing;
  };
  return { runs, time, errors, begun, endOf, told, begin, show, soon };
}

describe('dry runs', () => {
  it('end with the last of those who wait for them, and go on for the others', async () => {
    const { runs, begun, begin, soon, endOf } = ground();
    const [one, other] = [new AbortController(), new AbortController()];
    const first = runs.begin('first', MINUTE, one.signal);
    const waits = runs.begin('second', MINUTE, one.signal);
    await soon();
    assert.deepEqual(begun, ['first']);
    const { id } = await begin('third');
    const showing = runs.show(id, MINUTE, other.signal);
    one.abort();
    assert.deepEqual([(await first).state, (await waits).state], ['stopped', 'stopped']);
    await soon();
    // What had not begun was not even tried.
    assert.deepEqual(begun, ['first', 'third']);
    const alsoShowing = runs.show(id, MINUTE);
    other.abort();
    assert.equal((await showing).state, 'running');
    endOf('third').resolve(RESULT);
    assert.equal((await alsoShowing).state, 'done');
  });

  it('go on for whoever looked and no longer waits', async () => {
    const { runs, time, soon, endOf } = ground();
    const page = new AbortController();
    const beginning = runs.begin('first', 1000, page.signal);
    await soon();
    await time.advance(1000);
    const { id, state } = await beginning;
    assert.equal(state, 'running');
    page.abort();
    endOf('first').resolve(RESULT);
    assert.equal((await runs.show(id, MINUTE)).state, 'done');
  });

  it('are not begun for somebody who is gone already', async () => {
    const { runs, begun } = ground();
    assert.equal((await runs.begin('first', MINUTE, AbortSignal.abort())).state, 'stopped');
    assert.deepEqual(begun, []);
  });

  it('come one after the other, and tell how far they are', async () => {
    const { begun, endOf, told, begin, show, soon } = ground();
    const first = await begin('first');
    const second = await begin('second');
    assert.deepEqual(begun, ['first']);
    assert.deepEqual([(await show(first.id)).state, (await show(second.id)).state], ['running', 'waiting']);
    told.get('first')?.(0.5);
    told.get('first')?.(0.25);
    assert.equal((await show(first.id)).progress, 0.5);
    endOf('first').resolve(RESULT);
    await soon();
    const done = await show(first.id);
    assert.deepEqual([done.state, done.progress, done.result, done.error], ['done', 1, RESULT, null]);
    assert.deepEqual(begun, ['first', 'second']);
    endOf('second').resolve(RESULT);
  });

  it('answer as soon as they are done to whoever is willing to wait', async () => {
    const { runs, endOf } = ground();
    endOf('quick').resolve(RESULT);
    assert.equal((await runs.begin('quick', MINUTE)).state, 'done');
  });

  it('fail with what went wrong, and tell of what nobody foresaw', async () => {
    const { errors, endOf, begin, show, soon } = ground();
    const refused = await begin('refused');
    endOf('refused').reject(fail('E_DOMAIN_POLICY', 'no such policy'));
    await soon();
    const { state, error, result } = await show(refused.id);
    assert.deepEqual(
      [state, error?.code, error?.detail, result],
      ['failed', 'E_DOMAIN_POLICY', 'no such policy', null],
    );
    assert.deepEqual(errors, []);
    const broken = await begin('broken');
    endOf('broken').reject(new TypeError('a slip'));
    await soon();
    assert.deepEqual((await show(broken.id)).error, { code: 'E_DOMAIN_DRY_RUN_FAILED', detail: 'a slip' });
    assert.equal(errors.length, 1);
  });

  it('end when they take too long', async () => {
    const { time, begin, show, soon } = ground();
    const { id } = await begin('endless');
    await time.advance(5 * MINUTE);
    await soon();
    const { state, error } = await show(id);
    assert.deepEqual([state, error?.code], ['failed', 'E_DOMAIN_DRY_RUN_TIME']);
  });

  it('are stopped while they run, and before they began', async () => {
    const { runs, begun, begin, soon } = ground();
    const [first, second] = [await begin('first'), await begin('second')];
    const stopping = runs.stop(second.id);
    assert.equal((await runs.stop(first.id)).state, 'stopped');
    assert.equal((await stopping).state, 'stopped');
    await soon();
    assert.deepEqual(begun, ['first']);
  });

  it('are refused when many wait, and when the house is closed', async () => {
    const { runs, begin } = ground();
    for (let number = 0; number < 8; number++) await begin(`number ${number}`);
    await assert.rejects(runs.begin('one more', 0), { code: 'E_DOMAIN_DRY_RUN_BUSY' });
    await runs.close();
    await assert.rejects(runs.begin('too late', 0), { code: 'E_DOMAIN_DRY_RUN_BUSY' });
  });

  it('are forgotten when many came after, and not before', async () => {
    const { runs, endOf, begin, show, soon } = ground();
    const ids: string[] = [];
    for (let number = 0; number < 20; number++) {
      endOf(`number ${number}`).resolve(RESULT);
      ids.push((await begin(`number ${number}`)).id);
      await soon();
    }
    await assert.rejects(runs.show(ids[0] ?? '', 0), { code: 'E_DOMAIN_DRY_RUN' });
    assert.equal((await show(ids[19] ?? '')).state, 'done');
    assert.equal((await show(ids[5] ?? '')).state, 'done');
  });
});
