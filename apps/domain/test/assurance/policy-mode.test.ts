import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { PolicyMode, policyAdopted, policyDropped } from '../../src/assurance/policy-mode.ts';
import { assuranceRegister } from '../../src/assurance/register.ts';

let store: LogStore;

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [assuranceRegister] });
});
afterEach(() => store.close());

describe('who decides', () => {
  it('is the lists, until a policy is adopted and again when it is dropped', async () => {
    const mode = new PolicyMode(store);
    assert.equal(await mode.current(), undefined);
    await store.append([policyAdopted('build-5', ['ni:///sha-256;rule'])]);
    const adopted = await mode.current();
    assert.deepEqual([adopted?.policy, adopted?.rules], ['build-5', ['ni:///sha-256;rule']]);
    await store.append([policyDropped('build-5')]);
    assert.equal(await mode.current(), undefined);
  });

  it('is the same at every replica in the very next question, and after a restart', async () => {
    const there = new PolicyMode(store);
    assert.equal(await there.current(), undefined);
    await store.append([policyAdopted('build-5', [])]);
    assert.equal((await there.current())?.policy, 'build-5');
    assert.equal((await new PolicyMode(store).current())?.policy, 'build-5');
  });

  it('cannot be told when the log cannot be read', async () => {
    const mode = new PolicyMode(store);
    await mode.current();
    await store.close();
    await assert.rejects(mode.current(), { code: 'E_STORE_CLOSED' });
  });
});
