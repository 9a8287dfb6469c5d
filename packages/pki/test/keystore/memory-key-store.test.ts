import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryKeyStore } from '@sallyport/pki/keystore';

describe('MemoryKeyStore', () => {
  it('generates, opens, lists and removes', async () => {
    const store = new MemoryKeyStore();
    const key = await store.generate('ca', 'P-256');
    assert.equal(await store.open('ca'), key);
    assert.deepEqual(await store.list(), ['ca']);
    await store.remove('ca');
    await assert.rejects(store.open('ca'), { code: 'E_KEYSTORE_NOT_FOUND' });
    await assert.rejects(store.remove('ca'), { code: 'E_KEYSTORE_NOT_FOUND' });
  });

  it('refuses what every key store refuses', async () => {
    const store = new MemoryKeyStore();
    await store.generate('ca', 'P-256');
    await assert.rejects(store.generate('ca', 'P-256'), { code: 'E_KEYSTORE_EXISTS' });
    await assert.rejects(store.generate('../ca', 'P-256'), { code: 'E_KEYSTORE_NAME' });
    await store.close();
    await assert.rejects(store.open('ca'), { code: 'E_KEYSTORE_CLOSED' });
  });
});
