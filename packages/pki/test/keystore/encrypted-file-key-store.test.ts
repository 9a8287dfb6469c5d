import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Secret, seededRandom, systemRandom, utf8 } from '@sallyport/core';
import { generateKeyPair, KEY_TYPES, verifySignature } from '@sallyport/pki';
import { EncryptedFileKeyStore } from '@sallyport/pki/keystore';
import { signatureAlgorithmOf } from '../../src/algorithms.ts';

/** Cheap on purpose. */
const scrypt = { cost: 2 ** 10, blockSize: 8, parallelization: 1 };
const passphrase = Secret.of('correct horse battery staple');
let root = '';

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'sallyport-keystore-'));
});
after(() => rm(root, { recursive: true, force: true }));

let count = 0;
async function openStore(directory = join(root, `store-${count++}`), secret = passphrase) {
  const store = await EncryptedFileKeyStore.open({ directory, passphrase: secret, random: systemRandom, scrypt });
  return { store, directory };
}

describe('EncryptedFileKeyStore', () => {
  it('keeps keys of every type over a restart, and they sign as before', async () => {
    const { store, directory } = await openStore();
    const message = utf8('message');
    for (const type of KEY_TYPES.filter((each) => each !== 'RSA-4096')) {
      await store.generate(type.toLowerCase(), type);
    }
    const [publicKey] = [(await store.open('p-384')).publicKey];
    await store.close();

    const { store: again } = await openStore(directory);
    assert.deepEqual(await again.list(), ['ed25519', 'p-256', 'p-384', 'p-521', 'rsa-2048', 'rsa-3072']);
    for (const name of await again.list()) {
      const key = await again.open(name);
      assert.equal(key.type.toLowerCase(), name);
      assert.equal(key.name, name);
      const { oid } = signatureAlgorithmOf(key.publicKey);
      assert.ok(verifySignature({ oid, parameters: undefined }, key.publicKey, message, await key.sign(message)));
      assert.equal(key.privateKeyObject().type, 'private');
    }
    assert.ok((await again.open('p-384')).publicKey.equals(publicKey));
  });

  it('refuses a wrong passphrase when the store is opened, and says so', async () => {
    const { store, directory } = await openStore();
    await store.generate('ca', 'P-256');
    await assert.rejects(openStore(directory, Secret.of('wrong')), { code: 'E_KEYSTORE_PASSPHRASE' });
  });

  it('tells a damaged file from a wrong passphrase, whichever byte is damaged', async () => {
    const { store, directory } = await openStore();
    await store.generate('ca', 'Ed25519');
    const path = join(directory, 'ca.key');
    const intact = await readFile(path);
    for (let at = 0; at < intact.length; at += 1) {
      const damaged = Buffer.from(intact);
      damaged[at] = (damaged[at] ?? 0) ^ 0x01;
      await writeFile(path, damaged);
      const outcome = await store.open('ca').then(
        () => 'opened',
        (error: { code: string }) => error.code,
      );
      // Changed white space between the fields changes nothing.
      const insignificant = /\s/.test(String.fromCharCode(intact[at] ?? 0)) && outcome === 'opened';
      assert.ok(outcome === 'E_KEYSTORE_CORRUPT' || insignificant, `byte ${at}: ${outcome}`);
    }
    for (const length of [0, 1, 100, intact.length - 3]) {
      await writeFile(path, intact.subarray(0, length));
      await assert.rejects(store.open('ca'), { code: 'E_KEYSTORE_CORRUPT' });
    }
    await writeFile(path, Buffer.alloc(40_000, 0x20));
    await assert.rejects(store.open('ca'), { code: 'E_KEYSTORE_CORRUPT' });
  });

  it('refuses a file under another name than the one it was sealed for', async () => {
    const { store, directory } = await openStore();
    await store.generate('ca', 'P-256');
    await writeFile(join(directory, 'registrar.key'), await readFile(join(directory, 'ca.key')));
    await assert.rejects(store.open('registrar'), { code: 'E_KEYSTORE_CORRUPT' });
  });

  it('refuses scrypt parameters that would exhaust the machine', async () => {
    const { store, directory } = await openStore();
    await store.generate('ca', 'P-256');
    const { createHash } = await import('node:crypto');
    const document = JSON.parse(await readFile(join(directory, 'ca.key'), 'utf8'));
    for (const bad of [
      { cost: 2 ** 24 },
      { cost: 1000 },
      { blockSize: 2 ** 20 },
      { parallelization: 64 },
      { cost: -2 },
      { cost: 1.5 },
    ]) {
      const body = {
        header: { ...document.header, scrypt: { ...document.header.scrypt, ...bad } },
        nonce: document.nonce,
        sealed: document.sealed,
      };
      const sha256 = createHash('sha256').update(JSON.stringify(body)).digest('hex');
      await writeFile(join(directory, 'ca.key'), JSON.stringify({ ...body, sha256 }));
      await assert.rejects(store.open('ca'), { code: 'E_KEYSTORE_CORRUPT' });
    }
  });

  it('never replaces a key, not even when two are generated at once', async () => {
    const { store } = await openStore();
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => store.generate('ca', 'P-256')));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    await assert.rejects(store.generate('ca', 'P-256'), { code: 'E_KEYSTORE_EXISTS' });
  });

  it('leaves files only their owner can read, and no temporary ones', async () => {
    const { store, directory } = await openStore();
    await store.generate('ca', 'P-256');
    await assert.rejects(store.generate('ca', 'P-256'), { code: 'E_KEYSTORE_EXISTS' });
    assert.deepEqual(await readdir(directory), ['ca.key']);
    assert.equal((await stat(join(directory, 'ca.key'))).mode & 0o777, 0o600);
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
  });

  it('writes nothing of the private key in the clear', async () => {
    const { store, directory } = await openStore();
    const { privateKey } = generateKeyPair('Ed25519');
    await store.import('ca', privateKey);
    const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
    const file = await readFile(join(directory, 'ca.key'));
    assert.ok(!file.includes(seed));
    assert.ok(!file.includes(seed.toString('base64').slice(0, 20)));
    assert.ok(!file.includes(seed.toString('hex')));
  });

  it('refuses names that could leave the directory or clash', async () => {
    const { store } = await openStore();
    for (const name of ['', '.', '..', '../x', 'a/b', 'A', 'ca.key\0', '-a', 'x'.repeat(65), 'é']) {
      await assert.rejects(store.generate(name, 'P-256'), { code: 'E_KEYSTORE_NAME' });
      await assert.rejects(store.open(name), { code: 'E_KEYSTORE_NAME' });
      await assert.rejects(store.remove(name), { code: 'E_KEYSTORE_NAME' });
    }
  });

  it('forgets a removed key and says when there is none', async () => {
    const { store } = await openStore();
    await store.generate('ca', 'P-256');
    await store.remove('ca');
    await assert.rejects(store.open('ca'), { code: 'E_KEYSTORE_NOT_FOUND' });
    await assert.rejects(store.remove('ca'), { code: 'E_KEYSTORE_NOT_FOUND' });
    assert.deepEqual(await store.list(), []);
  });

  it('does nothing once closed', async () => {
    const { store } = await openStore();
    await store.generate('ca', 'P-256');
    await store.close();
    await assert.rejects(store.open('ca'), { code: 'E_KEYSTORE_CLOSED' });
    await assert.rejects(store.generate('b', 'P-256'), { code: 'E_KEYSTORE_CLOSED' });
    await assert.rejects(store.list(), { code: 'E_KEYSTORE_CLOSED' });
  });

  it('derives once for all the keys of a directory', async () => {
    const directory = join(root, 'shared-salt');
    const options = { directory, passphrase, random: seededRandom('salt'), scrypt };
    const first = await EncryptedFileKeyStore.open(options);
    await first.generate('a', 'P-256');
    const second = await EncryptedFileKeyStore.open({ ...options, random: systemRandom });
    await second.generate('b', 'P-256');
    const salts = await Promise.all(
      ['a', 'b'].map(
        async (name) => JSON.parse(await readFile(join(directory, `${name}.key`), 'utf8')).header.scrypt.salt,
      ),
    );
    assert.equal(salts[0], salts[1]);
  });

  it('says when the directory cannot be used', async () => {
    const directory = join(root, 'a-file');
    await writeFile(directory, '');
    await assert.rejects(openStore(directory), { code: 'E_KEYSTORE_IO' });
  });
});
