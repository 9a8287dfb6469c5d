/** The key that encrypts key files, from a passphrase by scrypt (RFC 7914). */

import { scrypt } from 'node:crypto';
import { plain, Secret, toHex } from '@sallyport/core';
import { fail } from './errors.ts';

/** Cost of scrypt: memory is 128 · cost · blockSize bytes. */
export interface ScryptParameters {
  /** N, a power of two. */
  readonly cost: number;
  /** r. */
  readonly blockSize: number;
  /** p. */
  readonly parallelization: number;
}

/** 128 MiB and some tenths of a second: what OWASP recommends for scrypt. */
export const DEFAULT_SCRYPT: ScryptParameters = { cost: 2 ** 17, blockSize: 8, parallelization: 1 };

/** What a file may ask of this machine at most, so that a planted file cannot exhaust it. */
const MAX_MEMORY = 256 << 20;
const MAX_PARALLELIZATION = 4;
/** Different salts remembered at once. */
const MAX_REMEMBERED = 16;
export const SALT_OCTETS = 16;
const KEY_OCTETS = 32;

export function isAcceptableScrypt({ cost, blockSize, parallelization }: ScryptParameters): boolean {
  const whole = [cost, blockSize, parallelization].every((each) => Number.isSafeInteger(each) && each >= 1);
  const powerOfTwo = cost >= 2 && Number.isInteger(Math.log2(cost));
  return whole && powerOfTwo && 128 * cost * blockSize <= MAX_MEMORY && parallelization <= MAX_PARALLELIZATION;
}

/** Derives keys for one passphrase, each salt once while remembered. */
export class KeyDerivation {
  readonly #passphrase: Secret;
  readonly #derived = new Map<string, Promise<Secret>>();

  constructor(passphrase: Secret) {
    this.#passphrase = Secret.of(passphrase.expose());
  }

  /** @throws E_KEYSTORE_CORRUPT when the parameters are out of bounds */
  async key(salt: Uint8Array, parameters: ScryptParameters): Promise<Secret> {
    if (!isAcceptableScrypt(parameters)) throw fail('E_KEYSTORE_CORRUPT', 'scrypt parameters out of bounds');
    const id = `${toHex(salt)}/${parameters.cost}/${parameters.blockSize}/${parameters.parallelization}`;
    let derived = this.#derived.get(id);
    if (derived === undefined) {
      derived = derive(this.#passphrase, salt, parameters);
      this.#forgetOldest();
      this.#derived.set(id, derived);
    }
    return derived;
  }

  /** Overwrites the passphrase and every derived key. */
  async wipe(): Promise<void> {
    this.#passphrase.wipe();
    const keys = await Promise.allSettled(this.#derived.values());
    this.#derived.clear();
    for (const key of keys) if (key.status === 'fulfilled') key.value.wipe();
  }

  #forgetOldest(): void {
    if (this.#derived.size < MAX_REMEMBERED) return;
    const [oldest] = this.#derived.keys();
    if (oldest !== undefined) this.#derived.delete(oldest);
  }
}

function derive(passphrase: Secret, salt: Uint8Array, parameters: ScryptParameters): Promise<Secret> {
  const { cost, blockSize, parallelization } = parameters;
  const maxmem = 2 * 128 * blockSize * (cost + parallelization) + (1 << 20);
  return new Promise((resolve, reject) => {
    const options = { cost, blockSize, parallelization, maxmem };
    scrypt(passphrase.expose(), salt, KEY_OCTETS, options, (error, key) => {
      if (error !== null) {
        reject(fail('E_KEYSTORE_IO', 'scrypt failed', { cause: error }));
        return;
      }
      resolve(Secret.of(plain(key)));
      key.fill(0);
    });
  });
}
