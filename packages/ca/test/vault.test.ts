import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createRootCertificate, memoryVault, openFileVault, type Vault } from '@sallyport/ca';
import { DAY, isSallyportError, Secret, seededRandom } from '@sallyport/core';
import { type Certificate, Name } from '@sallyport/pki';

const now = new Date('2026-06-01T00:00:00Z');
const random = seededRandom('vault');
const passphrase = Secret.of('correct horse');

async function root(
  vault: Vault,
  days = 10,
  options: { at?: Date; renewBefore?: number; fits?: (kept: Certificate) => boolean } = {},
) {
  const key = await vault.key('ca', 'P-256');
  const at = options.at ?? now;
  const make = () =>
    createRootCertificate({
      subject: Name.of([['CN', 'Root']]),
      signer: key,
      random,
      notBefore: at,
      notAfter: new Date(at.getTime() + days * DAY),
    });
  return vault.certificate('ca', {
    key,
    now: at,
    make,
    ...(options.renewBefore === undefined ? {} : { renewBefore: options.renewBefore }),
    ...(options.fits === undefined ? {} : { fits: options.fits }),
  });
}

async function fileVault(directory = mkdtempSync(join(tmpdir(), 'sallyport-vault-'))) {
  return { directory, vault: await openFileVault({ directory, passphrase, random }) };
}

describe('a vault', () => {
  it('gives back the same key and certificate after it was closed and opened', async () => {
    const { directory, vault } = await fileVault();
    const made = await root(vault);
    await vault.close();
    const again = await fileVault(directory);
    assert.ok((await root(again.vault)).equals(made));
    await again.vault.close();
  });

  it('keeps no private key in the clear', async () => {
    const { directory, vault } = await fileVault();
    const key = await vault.key('ca', 'P-256');
    const secret = key.privateKeyObject().export({ format: 'der', type: 'pkcs8' });
    await vault.close();
    for (const file of readdirSync(join(directory, 'keys'))) {
      const path = join(directory, 'keys', file);
      assert.equal(statSync(path).mode & 0o077, 0);
      assert.equal(readFileSync(path).includes(secret.subarray(36, 68)), false);
    }
  });

  it('makes a certificate anew when too little of it is left', async () => {
    const vault = memoryVault();
    const made = await root(vault, 10, { renewBefore: 3 * DAY });
    assert.ok((await root(vault, 10, { at: new Date(now.getTime() + 6 * DAY), renewBefore: 3 * DAY })).equals(made));
    assert.equal(
      (await root(vault, 10, { at: new Date(now.getTime() + 8 * DAY), renewBefore: 3 * DAY })).equals(made),
      false,
    );
  });

  it('makes a certificate anew when the kept one no longer fits', async () => {
    const vault = memoryVault();
    const made = await root(vault);
    assert.equal((await root(vault, 10, { fits: () => false })).equals(made), false);
  });

  it('refuses a key of another type than asked for', async () => {
    const vault = memoryVault();
    await vault.key('ca', 'P-256');
    await assert.rejects(vault.key('ca', 'P-384'), (error) => isSallyportError(error, 'E_CA_VAULT'));
  });

  it('refuses a damaged certificate file, and does not write over it', async () => {
    const { directory, vault } = await fileVault();
    await root(vault);
    writeFileSync(join(directory, 'ca.pem'), 'not PEM');
    await assert.rejects(root(vault), (error) => isSallyportError(error, 'E_PEM_LABEL', 'E_CA_VAULT'));
    assert.equal(readFileSync(join(directory, 'ca.pem'), 'utf8'), 'not PEM');
    await vault.close();
  });

  it('refuses a certificate that is for another key', async () => {
    const one = await fileVault();
    const other = await fileVault();
    await root(one.vault);
    await root(other.vault);
    writeFileSync(join(one.directory, 'ca.pem'), readFileSync(join(other.directory, 'ca.pem')));
    await assert.rejects(root(one.vault), (error) => isSallyportError(error, 'E_CA_VAULT'));
    await one.vault.close();
    await other.vault.close();
  });

  it('refuses the wrong passphrase', async () => {
    const { directory, vault } = await fileVault();
    await vault.key('ca', 'P-256');
    await vault.close();
    await assert.rejects(openFileVault({ directory, passphrase: Secret.of('wrong horse'), random }), (error) =>
      isSallyportError(error, 'E_KEYSTORE_PASSPHRASE'),
    );
  });
});
