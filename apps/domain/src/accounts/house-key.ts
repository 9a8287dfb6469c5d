/**
 * The key of the house for people's matters: seals passwords, and marks challenges as the domain's own. It comes out of a vault, so
 * that a log that got into wrong hands, or an export of it, is no place to guess passwords.
 */

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Vault } from '@sallyport/ca';
import { concat, fromBase64, plain, type Random, Secret, toBase64, toHex, utf8 } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import { fail } from './errors.ts';
import { ACCOUNTS_STREAM, HOUSE_KEY_MADE, type SealedPassword } from './events.ts';
import { HOUSE_KEY, HOUSE_KEYS } from './register/tables.ts';

export interface HouseKeyOptions {
  readonly store: LogStore;
  readonly random: Random;
  readonly openVault: () => Promise<Vault>;
}

interface Keys {
  readonly vault: Vault;
  readonly passwords: Secret;
  readonly challenges: Secret;
}

const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
const CIPHER = 'aes-256-gcm';

/** Opened when first needed: to open a vault takes some tenths of a second. */
export class HouseKey {
  readonly #options: HouseKeyOptions;
  #keys: Promise<Keys> | undefined;

  constructor(options: HouseKeyOptions) {
    this.#options = options;
  }

  /** Encrypts what a password is checked by. It opens for this account alone. @throws E_ACCOUNT_KEY, E_KEYSTORE_… */
  async seal(account: string, verifier: string): Promise<SealedPassword> {
    const { passwords } = await this.#open();
    const nonce = this.#options.random.bytes(NONCE_OCTETS);
    const cipher = createCipheriv(CIPHER, passwords.expose(), nonce, { authTagLength: TAG_OCTETS });
    cipher.setAAD(utf8(account));
    const sealed = concat(cipher.update(utf8(verifier)), cipher.final(), cipher.getAuthTag());
    return { nonce: toBase64(nonce), sealed: toBase64(sealed) };
  }

  /** @throws E_ACCOUNT_KEY when it was sealed under another key */
  async unseal(account: string, { nonce, sealed }: SealedPassword): Promise<string> {
    const { passwords } = await this.#open();
    const bytes = fromBase64(sealed);
    const end = bytes.length - TAG_OCTETS;
    try {
      const decipher = createDecipheriv(CIPHER, passwords.expose(), fromBase64(nonce), { authTagLength: TAG_OCTETS });
      decipher.setAAD(utf8(account));
      decipher.setAuthTag(bytes.subarray(end));
      return Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw fail('E_ACCOUNT_KEY', 'a password does not open with the key in the vault accounts', { cause });
    }
  }

  /** Marks a text as this domain's own. @throws E_ACCOUNT_KEY, E_KEYSTORE_… */
  async mark(text: string): Promise<Uint8Array> {
    const { challenges } = await this.#open();
    return plain(createHmac('sha256', challenges.expose()).update(text).digest());
  }

  /** @throws E_ACCOUNT_KEY, E_KEYSTORE_… */
  async isMarked(text: string, mark: Uint8Array): Promise<boolean> {
    const own = await this.mark(text);
    return own.length === mark.length && timingSafeEqual(own, mark);
  }

  async close(): Promise<void> {
    const [opened] = await Promise.allSettled([this.#keys]);
    this.#keys = undefined;
    if (opened?.status !== 'fulfilled' || opened.value === undefined) return;
    opened.value.passwords.wipe();
    opened.value.challenges.wipe();
    await opened.value.vault.close();
  }

  async #open(): Promise<Keys> {
    this.#keys ??= this.#derive();
    try {
      return await this.#keys;
    } catch (thrown) {
      this.#keys = undefined;
      throw thrown;
    }
  }

  async #derive(): Promise<Keys> {
    const vault = await this.#options.openVault();
    const key = (await vault.key('accounts', 'Ed25519')).privateKeyObject();
    const exported = key.export({ format: 'der', type: 'pkcs8' });
    const derived = (purpose: string) =>
      Secret.of(new Uint8Array(hkdfSync('sha256', exported, '', `sallyport accounts ${purpose}`, KEY_OCTETS)));
    const keys = { vault, passwords: derived('passwords'), challenges: derived('challenges') };
    const name = derived('name');
    exported.fill(0);
    await this.#require(toHex(name.expose()));
    return keys;
  }

  /** A replica without the vault would make a key that opens no password, and say nothing. */
  async #require(key: string): Promise<void> {
    const { store } = this.#options;
    const known = await store.transact(async (tx) => {
      const row = await tx.table(HOUSE_KEYS).get(HOUSE_KEY);
      if (row === undefined) await tx.append([HOUSE_KEY_MADE.create(ACCOUNTS_STREAM, { key })]);
      return row?.key ?? key;
    });
    if (known !== key) throw fail('E_ACCOUNT_KEY', 'the vault accounts holds another key than the log knows');
  }
}
