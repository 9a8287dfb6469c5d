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

/** The owner's key in a vault of its own; to open one takes some tenths of a second. */
const VAULTS: Readonly<Record<ClaimKeyHolder, string>> = {
  owner: 'claims-owner',
  node: 'claims-node',
  databot: 'claims-node',
  'authentication-server': 'claims-node',
};

const STREAM = 'claim-keys';

/** Opened, or made, when first asked for. */
export class ClaimKeys {
  readonly #options: ClaimKeysOptions;
  readonly #vaults = new Map<string, Promise<Vault>>();
  readonly #signers = new Map<ClaimKeyHolder, Promise<ClaimSigner>>();

  constructor(options: ClaimKeysOptions) {
    this.#options = options;
  }

  /**
   * @throws E_DOMAIN_CLAIM_KEY when the vault holds another key than the one the log knows as the owner's; E_CA_VAULT,
   *   E_KEYSTORE_…, E_STORE_…
   */
  signerOf(holder: ClaimKeyHolder): Promise<ClaimSigner> {
    return once(this.#signers, holder, () => this.#open(holder));
  }

  /** The name of the owner's key: as the log has it, so that its vault need not be opened to know it. @throws as {@link signerOf} */
  async owner(): Promise<string> {
    const known = await this.#options.store.table(CLAIM_KEYS).get(OWNER);
    return known?.key ?? (await this.signerOf('owner')).issuer;
  }

  async close(): Promise<void> {
    const vaults = [...this.#vaults.values()];
    this.#vaults.clear();
    this.#signers.clear();
    for (const each of await Promise.allSettled(vaults)) if (each.status === 'fulfilled') await each.value.close();
  }

  async #open(holder: ClaimKeyHolder): Promise<ClaimSigner> {
    const name = VAULTS[holder];
    const vault = await once(this.#vaults, name, () => this.#options.openVault(name));
    const signer = didKeySigner(await vault.key(holder, 'Ed25519'));
    if (holder === 'owner') await this.#requireOwner(signer.issuer);
    return signer;
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

/** One work for all who ask; what failed is tried again. */
async function once<Key, Value>(works: Map<Key, Promise<Value>>, key: Key, work: () => Promise<Value>): Promise<Value> {
  const running = works.get(key) ?? work();
  works.set(key, running);
  try {
    return await running;
  } catch (thrown) {
    works.delete(key);
    throw thrown;
  }
}
