/** A device: what it was born with, who owns it, and the keys under both. */

import { type PledgeIdentity, pledgeIdentity } from '@sallyport/brski';
import { bytesEqual, type Secret } from '@sallyport/core';
import type { TlsIdentity } from '@sallyport/http';
import { type Certificate, type KeyType, spkiOf } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import { type Birth, BLANK, type DeviceState, decodeState, encodeState, type Ownership } from './device-state.ts';
import { fail } from './errors.ts';
import type { DeviceStorage } from './storage/device-storage.ts';
import { directoryStorage } from './storage/directory-storage.ts';
import { memoryStorage } from './storage/memory-storage.ts';

export interface DeviceOptions {
  /** `memory` for simulations; a directory to survive; or storage of the device's own. */
  readonly storage: 'memory' | { readonly directory: string; readonly passphrase?: Secret } | DeviceStorage;
}

/** What a new owner leaves in the device; the key was made before, under `keyName`. */
export type NewOwnership = Ownership;

export const BIRTH_KEY = 'birth';
const LDEVID_KEY = /^ldevid-(\d{1,9})$/;

export class Device {
  readonly #storage: DeviceStorage;
  #state: DeviceState;
  #isOnboarding = false;

  private constructor(storage: DeviceStorage, state: DeviceState) {
    this.#storage = storage;
    this.#state = state;
  }

  /** @throws E_DEVICE_STORAGE, E_DEVICE_STATE, E_KEYSTORE_… */
  static async open(options: DeviceOptions): Promise<Device> {
    const storage = await openStorage(options.storage);
    try {
      const document = await storage.readState();
      const device = new Device(storage, document === undefined ? BLANK : decodeState(document));
      await device.forgetUnusedKeys();
      return device;
    } catch (error) {
      await storage.close();
      throw error;
    }
  }

  get birth(): Birth | undefined {
    return this.#state.birth;
  }

  get ownership(): Ownership | undefined {
    return this.#state.ownership;
  }

  /** A configured device does not start BRSKI by itself (RFC 8995 §5). */
  get isConfigured(): boolean {
    return this.#state.ownership !== undefined;
  }

  /**
   * Makes the birth key, on the device (CAHN 0.2). One that waits for its certificate is kept: the factory may have
   * certified it and only the answer was lost, and it gives a serial number to one key.
   * @throws E_DEVICE_BORN, E_KEYSTORE_…
   */
  async makeBirthKey(type: KeyType): Promise<StoredKey> {
    if (this.#state.birth !== undefined) throw fail('E_DEVICE_BORN', 'the device has a birth certificate');
    const { keys } = this.#storage;
    if ((await keys.list()).includes(BIRTH_KEY)) {
      const waiting = await keys.open(BIRTH_KEY);
      if (waiting.type === type) return waiting;
      await keys.remove(BIRTH_KEY);
    }
    return keys.generate(BIRTH_KEY, type);
  }

  /** Installs the IDevID (CAHN 0.4). @throws E_DEVICE_BORN, E_DEVICE_BIRTH, E_BRSKI_…, E_DEVICE_STORAGE */
  async installBirth(birth: Omit<Birth, 'keyName'>): Promise<void> {
    if (this.#state.birth !== undefined) throw fail('E_DEVICE_BORN', 'the device has a birth certificate');
    const key = await this.#storage.keys.open(BIRTH_KEY);
    if (!bytesEqual(birth.idevid.spki, spkiOf(key.publicKey))) {
      throw fail('E_DEVICE_BIRTH', 'the birth certificate is for another key');
    }
    if (birth.voucherAnchors.length === 0) throw fail('E_DEVICE_BIRTH', 'the factory gave no anchor for vouchers');
    pledgeIdentity({ certificate: birth.idevid, chain: birth.chain, signer: key });
    await this.#write({ birth: { ...birth, keyName: BIRTH_KEY }, ownership: undefined });
  }

  /** The device as a pledge. @throws E_DEVICE_NOT_BORN, E_DEVICE_STATE, E_KEYSTORE_… */
  async pledgeIdentity(): Promise<PledgeIdentity> {
    const { birth, key } = await this.#born();
    return pledgeIdentity({ certificate: birth.idevid, chain: birth.chain, signer: key });
  }

  /** What the device shows in TLS until it has an owner. @throws as {@link Device.pledgeIdentity} */
  async birthTlsIdentity(): Promise<TlsIdentity> {
    const { birth, key } = await this.#born();
    return tlsIdentity(key, [birth.idevid, ...birth.chain]);
  }

  /** What the device shows in TLS in its owner's domain; undefined without an owner. */
  async domainTlsIdentity(): Promise<TlsIdentity | undefined> {
    const { ownership } = this.#state;
    if (ownership === undefined) return undefined;
    return tlsIdentity(await this.#storage.keys.open(ownership.keyName), [ownership.ldevid, ...ownership.chain]);
  }

  /** Makes a key for a domain certificate, beside any in use (CAHN D.1). */
  async makeDomainKey(type: KeyType): Promise<StoredKey> {
    const numbers = (await this.#storage.keys.list()).map((name) => Number(LDEVID_KEY.exec(name)?.[1] ?? 0));
    return this.#storage.keys.generate(`ldevid-${Math.max(0, ...numbers) + 1}`, type);
  }

  /** Gives the device to its owner (CAHN D.7): on disk, at one stroke, before this resolves. */
  async installOwnership(ownership: NewOwnership): Promise<void> {
    if (this.#state.birth === undefined) throw fail('E_DEVICE_NOT_BORN', 'the device has no birth certificate');
    await this.#write({ ...this.#state, ownership });
    await this.forgetUnusedKeys();
  }

  /** Removes domain keys that belong to no certificate: those of enrolments that failed, and of former owners. */
  async forgetUnusedKeys(): Promise<void> {
    const { keys } = this.#storage;
    for (const name of await keys.list()) {
      if (LDEVID_KEY.test(name) && name !== this.#state.ownership?.keyName) await keys.remove(name);
    }
  }

  /** Back to factory state: forgets the owner and keeps birth key, IDevID and anchors (RFC 8995 §1.3.4). */
  async reset(): Promise<void> {
    if (this.#isOnboarding) throw fail('E_DEVICE_BUSY', 'the device is coming aboard');
    await this.#write({ ...this.#state, ownership: undefined });
    await this.forgetUnusedKeys();
  }

  /**
   * Runs an onboarding, the only one at a time (RFC 8995 §5).
   * @param start `automatic` is refused on a configured device
   * @throws E_DEVICE_CONFIGURED, E_DEVICE_BUSY, E_DEVICE_NOT_BORN
   */
  async whileOnboarding<T>(start: 'automatic' | 'by-hand', run: () => Promise<T>): Promise<T> {
    if (this.#state.birth === undefined) throw fail('E_DEVICE_NOT_BORN', 'the device has no birth certificate');
    if (this.#isOnboarding) throw fail('E_DEVICE_BUSY', 'the device is coming aboard already');
    if (this.isConfigured && start === 'automatic') {
      throw fail('E_DEVICE_CONFIGURED', 'the device has an owner and does not look for another by itself');
    }
    this.#isOnboarding = true;
    try {
      return await run();
    } finally {
      this.#isOnboarding = false;
    }
  }

  close(): Promise<void> {
    return this.#storage.close();
  }

  async #born(): Promise<{ readonly birth: Birth; readonly key: StoredKey }> {
    const { birth } = this.#state;
    if (birth === undefined) throw fail('E_DEVICE_NOT_BORN', 'the device has no birth certificate');
    return { birth, key: await this.#storage.keys.open(birth.keyName) };
  }

  async #write(state: DeviceState): Promise<void> {
    await this.#storage.writeState(encodeState(state));
    this.#state = state;
  }
}

async function openStorage(storage: DeviceOptions['storage']): Promise<DeviceStorage> {
  if (storage === 'memory') return memoryStorage();
  return 'keys' in storage ? storage : directoryStorage(storage);
}

function tlsIdentity(key: StoredKey, certificates: readonly Certificate[]): TlsIdentity {
  return { key: key.privateKeyObject(), certificateChain: certificates.map(({ der }) => der) };
}
