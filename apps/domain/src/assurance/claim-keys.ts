/** The keys with which claims are made in the house, each in a vault of its own: the owner's, and that of this node. */

import { type ClaimSigner, didKeySigner } from '@sallyport/assurance-claims';
import type { Vault } from '@sallyport/ca';
import type { LogStore } from '@sallyport/store';
import { fail } from '../errors.ts';
import { OWNER_KEY_MADE } from './events.ts';
import { CLAIM_KEYS, OWNER } from './register.ts';

/**
 * Whose key: the owner states what people state, the node what it concluded, its databots what they worked out, and the
 * authentication server whose mailbox is whose.
 */
export type ClaimKeyHolder = 'owner' | 'node' | 'databot' | 'authentication-server';

export interface ClaimKeysOptions {
  readonly store: LogStore;
  readonly openVault: (name: string) => Promise<Vault>;
}

interface Held {
  readonly vault: Vault;
  readonly signer: ClaimSigner;
}

const STREAM = 'claim-keys';

/** Opened, or made, when first asked for: opening a vault takes some tenths of a second. */
export class ClaimKeys {
  readonly #options: ClaimKeysOptions;
  readonly #held = new Map<ClaimKeyHolder, Promise<Held>>();

  constructor(options: ClaimKeysOptions) {
    this.#options = options;
  }

  /**
   * @throws E_DOMAIN_CLAIM_KEY when the vault holds another key than the one the log knows as the owner's; E_CA_VAULT,
   *   E_KEYSTORE_…, E_STORE_…
   */
  async signerOf(holder: ClaimKeyHolder): Promise<ClaimSigner> {
    const held = this.#held.get(holder) ?? this.#open(holder);
    this.#held.set(holder, held);
    try {
      return (await held).signer;
    } catch (thrown) {
      this.#held.delete(holder);
      throw thrown;
    }
  }

  async close(): Promise<void> {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const each of await Promise.allSettled(held)) {
      if (each.status === 'fulfilled') await each.value.vault.close();
    }
  }

  async #open(holder: ClaimKeyHolder): Promise<Held> {
    const vault = await this.#options.openVault(`claims-${holder}`);
    try {
      const signer = didKeySigner(await vault.key(holder, 'Ed25519'));
      if (holder === 'owner') await this.#requireOwner(signer.issuer);
      return { vault, signer };
    } catch (thrown) {
      await vault.close();
      throw thrown;
    }
  }

  /** A replica without the owner's vault would make a key that nobody trusts, and say nothing. */
  async #requireOwner(key: string): Promise<void> {
    const { store } = this.#options;
    if ((await store.table(CLAIM_KEYS).get(OWNER)) === undefined) {
      await store.append([OWNER_KEY_MADE.create(STREAM, { key })]);
    }
    const known = (await store.table(CLAIM_KEYS).get(OWNER))?.key;
    if (known !== key) throw fail('E_DOMAIN_CLAIM_KEY', 'the vault claims-owner holds another key than the log knows');
  }
}
