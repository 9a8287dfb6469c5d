/**
 * What an authenticator is asked to sign. A challenge carries its own mark, so that any replica knows it for the domain's without
 * anything being kept, however many are asked for. That it counts once is seen to where it is used up, in the log.
 */

import { type Clock, MINUTE, type Milliseconds, type Random, toBase64Url } from '@sallyport/core';
import type { HouseKey } from './house-key.ts';

const LIFETIME: Milliseconds = 5 * MINUTE;
const NONCE_OCTETS = 16;
const TIME_OCTETS = 8;
const MARK_OCTETS = 32;

export interface ChallengesOptions {
  readonly key: HouseKey;
  readonly random: Random;
  readonly clock: Clock;
}

export class Challenges {
  readonly #options: ChallengesOptions;

  constructor(options: ChallengesOptions) {
    this.#options = options;
  }

  /** @param purpose what it is for, and for whom: it counts for nothing else */
  async make(purpose: string): Promise<Uint8Array<ArrayBuffer>> {
    const { key, random, clock } = this.#options;
    const challenge = new Uint8Array(NONCE_OCTETS + TIME_OCTETS + MARK_OCTETS);
    challenge.set(random.bytes(NONCE_OCTETS));
    new DataView(challenge.buffer).setBigUint64(NONCE_OCTETS, BigInt(clock.now().getTime() + LIFETIME));
    challenge.set(await key.mark(textOf(purpose, challenge)), NONCE_OCTETS + TIME_OCTETS);
    return challenge;
  }

  /** Whether it was made here for this purpose, and is not too old. @param challenge base64url, from a stranger */
  async isOurs(purpose: string, challenge: string): Promise<boolean> {
    const bytes = new Uint8Array(Buffer.from(challenge, 'base64url'));
    if (bytes.length !== NONCE_OCTETS + TIME_OCTETS + MARK_OCTETS || toBase64Url(bytes) !== challenge) return false;
    const mark = bytes.subarray(NONCE_OCTETS + TIME_OCTETS);
    if (!(await this.#options.key.isMarked(textOf(purpose, bytes), mark))) return false;
    const expiresAt = Number(new DataView(bytes.buffer).getBigUint64(NONCE_OCTETS));
    return this.#options.clock.now().getTime() < expiresAt;
  }
}

function textOf(purpose: string, challenge: Uint8Array): string {
  return `${purpose} ${toBase64Url(challenge.subarray(0, NONCE_OCTETS + TIME_OCTETS))}`;
}
