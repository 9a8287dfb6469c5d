/** Passwords: what is kept of one, and how one is checked. */

import { fromBase64, type Random, Secret, toBase64 } from '@sallyport/core';
import { z } from 'zod';
import type { SealedPassword } from './events.ts';
import type { HouseKey } from './house-key.ts';
import { DEFAULT_COST, type ScryptCost, type ScryptQueue } from './scrypt-queue.ts';

export const MIN_PASSWORD = 12;
const MAX_PASSWORD = 256;
const MIN_DIFFERENT = 5;
const SALT_OCTETS = 16;

/** Any characters: length is what makes a password hard to guess, but for twelve times the same. */
export const newPasswordSchema = z
  .string()
  .min(MIN_PASSWORD, `is shorter than ${MIN_PASSWORD} characters`)
  .max(MAX_PASSWORD, `is longer than ${MAX_PASSWORD} characters`)
  .refine(
    (password) => new Set(password).size >= MIN_DIFFERENT,
    `has fewer than ${MIN_DIFFERENT} different characters`,
  );

/** One that is given to be checked: no rule of its form tells anything. */
export const givenPasswordSchema = z.string().min(1).max(MAX_PASSWORD);

const verifierSchema = z.object({
  cost: z.number(),
  blockSize: z.number(),
  parallelization: z.number(),
  salt: z.string(),
  hash: z.string(),
});

export interface PasswordsOptions {
  readonly key: HouseKey;
  readonly queue: ScryptQueue;
  readonly random: Random;
  /** For new passwords; old ones say what they were hashed with. */
  readonly cost?: ScryptCost;
}

export class Passwords {
  readonly #options: PasswordsOptions;
  readonly #cost: ScryptCost;

  constructor(options: PasswordsOptions) {
    this.#options = options;
    this.#cost = options.cost ?? DEFAULT_COST;
  }

  /** What is kept of a password. @throws E_ACCOUNT_BUSY, E_ACCOUNT_KEY */
  async keep(account: string, password: string): Promise<SealedPassword> {
    const { key, queue, random } = this.#options;
    const salt = random.bytes(SALT_OCTETS);
    const hash = await queue.hash(bytesOf(password), salt, this.#cost);
    return key.seal(
      account,
      JSON.stringify({ ...this.#cost, salt: toBase64(salt), hash: toBase64(hash.expose()) } satisfies Verifier),
    );
  }

  /**
   * Whether it is the one. Where there is none to compare with, the same work is done for nothing, so that the time tells nobody
   * who has an account or a password.
   * @throws E_ACCOUNT_BUSY, E_ACCOUNT_KEY
   */
  async check(account: string, kept: SealedPassword | null, given: string): Promise<boolean> {
    const { key, queue } = this.#options;
    if (kept === null) {
      await queue.hash(bytesOf(given), new Uint8Array(SALT_OCTETS), this.#cost);
      return false;
    }
    const { salt, hash, ...cost } = verifierSchema.parse(JSON.parse(await key.unseal(account, kept)));
    const own = await queue.hash(bytesOf(given), fromBase64(salt), cost);
    return own.equals(Secret.of(fromBase64(hash)));
  }
}

type Verifier = z.infer<typeof verifierSchema>;

/** One text, however the keyboard composed its letters (RFC 8265 §4.2). */
function bytesOf(password: string): Secret {
  return Secret.of(password.normalize('NFC'));
}
