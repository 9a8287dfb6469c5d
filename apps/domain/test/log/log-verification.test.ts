import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { VirtualTime } from '@sallyport/core';
import { openSqliteStore } from '@sallyport/store';
import { withCode } from '@sallyport/testing';
import { LogVerification } from '../../src/log/log-verification.ts';

async function filled(count: number) {
  const store = await openSqliteStore({ path: ':memory:' });
  await store.append(Array.from({ length: count }, (_, n) => ({ stream: 's', type: 't', data: n })));
  return { store, verification: new LogVerification(store, new VirtualTime()) };
}

describe('checking the log', () => {
  it('tells how far it has come, and afterwards what it found and for whom', async () => {
    const { store, verification } = await filled(1_500);
    const seen: number[] = [];
    const watch = setInterval(() => seen.push(verification.running?.checked ?? -1), 0);
    const head = await verification.run('Ada');
    clearInterval(watch);
    assert.deepEqual(head, await store.chainHead());
    assert.equal(verification.running, undefined);
    const { last } = verification;
    assert.equal(last?.by, 'Ada');
    assert.deepEqual(last?.head, head);
    assert.equal(last?.fault, undefined);
    await store.close();
  });

  it('remembers a fault, and whoever asked hears of it', async () => {
    const { store, verification } = await filled(3);
    const noted = { position: 2, hash: 'ab'.repeat(32) };
    await assert.rejects(verification.run('Ada', noted), withCode('E_STORE_CHAIN'));
    assert.equal(verification.last?.fault?.code, 'E_STORE_CHAIN');
    assert.equal(verification.last?.head, undefined);
    assert.deepEqual(verification.last?.noted, noted);
    await store.close();
  });

  it('ends with whoever asked for it, and says nothing of the log then', async () => {
    const { store, verification } = await filled(3_000);
    const gone = new AbortController();
    const [checking, waiting] = [
      verification.run('Ada', undefined, gone.signal),
      verification.run('Ada', undefined, gone.signal),
    ];
    while (verification.running === undefined || verification.running.checked === 0) await setImmediate();
    gone.abort();
    await assert.rejects(checking, withCode('E_DOMAIN_LOG_GIVEN_UP'));
    await assert.rejects(waiting, withCode('E_DOMAIN_LOG_GIVEN_UP'));
    assert.deepEqual([verification.running, verification.last], [undefined, undefined]);
    assert.deepEqual(await verification.run('Ida'), await store.chainHead());
    await store.close();
  });

  it('is done one after the other, and refused when too many wait', async () => {
    const { store, verification } = await filled(10);
    const runs = Array.from({ length: 5 }, (_, n) => verification.run(`person ${n}`));
    const outcomes = await Promise.allSettled(runs);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled', 'rejected'],
    );
    await assert.rejects(runs[4] ?? Promise.resolve(), withCode('E_DOMAIN_LOG_BUSY'));
    await verification.run('later');
    await store.close();
  });
});
