import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { memoryVault, openFileVault } from '@sallyport/ca';
import { Secret, systemRandom } from '@sallyport/core';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { ClaimKeys } from '../../src/assurance/claim-keys.ts';
import { assuranceRegister, CLAIM_KEYS, OWNER } from '../../src/assurance/register.ts';

let store: LogStore;
let directory: string;

beforeEach(async () => {
  store = await openSqliteStore({ path: ':memory:', projections: [assuranceRegister] });
  directory = await mkdtemp(join(tmpdir(), 'sallyport-claim-keys-'));
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

function kept(passphrase = 'a test passphrase'): ClaimKeys {
  return new ClaimKeys({
    store,
    openVault: (name) =>
      openFileVault({ directory: join(directory, name), passphrase: Secret.of(passphrase), random: systemRandom }),
  });
}

describe('the keys of claims', () => {
  it('are made when first needed, differ, and are the same after a restart', async () => {
    const before = kept();
    const [owner, node] = [await before.signerOf('owner'), await before.signerOf('node')];
    assert.match(owner.issuer, /^did:key:z6Mk/);
    assert.notEqual(owner.issuer, node.issuer);
    await before.close();
    const after = kept();
    assert.equal((await after.signerOf('owner')).issuer, owner.issuer);
    assert.equal((await after.signerOf('node')).issuer, node.issuer);
    await after.close();
  });

  it('are opened once for all who ask at the same time', async () => {
    let opened = 0;
    const keys = new ClaimKeys({
      store,
      openVault: async () => {
        opened++;
        return memoryVault();
      },
    });
    const [one, other] = await Promise.all([keys.signerOf('owner'), keys.signerOf('owner')]);
    assert.equal(one, other);
    assert.equal(opened, 1);
    await keys.close();
  });

  it('do not open with another passphrase, and open with the right one afterwards', async () => {
    const right = kept();
    await right.signerOf('owner');
    await right.close();
    await assert.rejects(kept('another passphrase').signerOf('owner'), { code: 'E_KEYSTORE_PASSPHRASE' });
    await kept().signerOf('owner');
  });

  it('refuse to make another owner for a log that knows one', async () => {
    const first = new ClaimKeys({ store, openVault: async () => memoryVault() });
    const { issuer } = await first.signerOf('owner');
    const replica = new ClaimKeys({ store, openVault: async () => memoryVault() });
    await assert.rejects(replica.signerOf('owner'), { code: 'E_DOMAIN_CLAIM_KEY' });
    assert.equal((await store.table(CLAIM_KEYS).get(OWNER))?.key, issuer);
    assert.notEqual((await replica.signerOf('node')).issuer, issuer);
  });
});
