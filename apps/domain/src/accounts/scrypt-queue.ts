/** Slow hashes, a few at a time: each takes memory, and strangers may ask for as many as they like. */

import { scrypt } from 'node:crypto';
import { Secret } from '@sallyport/core';
import { fail } from './errors.ts';

/** RFC 7914 §2. Memory is 128 × cost × blockSize octets. */
export interface ScryptCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** 64 MiB and some tenths of a second: one of the settings that OWASP's Password Storage Cheat Sheet holds for equal. */
export const DEFAULT_COST: ScryptCost = { cost: 2 ** 16, blockSize: 8, parallelization: 2 };

const HASH_OCTETS = 32;
const AT_A_TIME = 2;
const MAX_WAITING = 16;
const RETRY_SECONDS = 2;

export class ScryptQueue {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @throws E_ACCOUNT_BUSY when too many wait already */
  async hash(password: Secret, salt: Uint8Array, cost: ScryptCost): Promise<Secret> {
    await this.#turn();
    try {
      return await derive(password, salt, cost);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= AT_A_TIME) {
      if (this.#waiting.length >= MAX_WAITING) {
        throw fail('E_ACCOUNT_BUSY', 'too many passwords are being checked', {
          details: { retryAfter: RETRY_SECONDS },
        });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running++;
  }
}

function derive(password: Secret, salt: Uint8Array, cost: ScryptCost): Promise<Secret> {
  const options = { ...cost, maxmem: 256 * cost.cost * cost.blockSize };
  return new Promise((resolve, reject) => {
    scrypt(password.expose(), salt, HASH_OCTETS, options, (error, key) => {
      if (error === null) resolve(Secret.of(key));
      else reject(fail('E_ACCOUNT_BUSY', 'the password cannot be checked now', { cause: error }));
      key?.fill(0);
    });
  });
}
