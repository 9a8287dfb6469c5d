/**
 * The keys that frames are protected with, made of the network key and the network key sequence counter (Thread 1.1.1 §7.1, §7.3.1):
 * HMAC-SHA-256 of the counter in four bytes and `Thread`, of which the first half is MLE's key and the second the MAC's.
 */

import { createHmac, hkdfSync } from 'node:crypto';
import { concat, Secret, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { requireUint, writeUint } from '../network/numbers.ts';

export interface NetworkKeys {
  readonly mleKey: Secret;
  readonly macKey: Secret;
  /** What frames name the keys by: 1 to 128. */
  readonly keyIndex: number;
}

export const NETWORK_KEY_BYTES = 16;
const MAX_SEQUENCE = 0xffff_ffff;
const THREAD = utf8('Thread');
const TREL_SALT = utf8('ThreadSequenceMasterKey');
const TREL_INFO = utf8('ThreadOverInfraKey');

/** @throws E_THREAD_KEY_LENGTH, E_THREAD_ARGUMENT */
export function networkKeysOf(networkKey: Secret, sequence: number): NetworkKeys {
  requireKey(networkKey);
  const message = concat(writeUint('key sequence counter', sequence, 4), THREAD);
  const digest = createHmac('sha256', networkKey.expose()).update(message).digest();
  const keys = {
    mleKey: Secret.of(digest.subarray(0, 16)),
    macKey: Secret.of(digest.subarray(16)),
    keyIndex: keyIndexOf(sequence),
  };
  digest.fill(0);
  return keys;
}

/**
 * The key of TREL, Thread's link over IP infrastructure: HKDF-SHA-256 of the network key, salted with the counter.
 * @throws E_THREAD_KEY_LENGTH, E_THREAD_ARGUMENT
 */
export function trelKeyOf(networkKey: Secret, sequence: number): Secret {
  requireKey(networkKey);
  const salt = concat(writeUint('key sequence counter', sequence, 4), TREL_SALT);
  return Secret.of(new Uint8Array(hkdfSync('sha256', networkKey.expose(), salt, TREL_INFO, 16)));
}

/** The key index of a counter (Thread 1.1.1 §7): its low seven bits, and one. @throws E_THREAD_ARGUMENT */
export function keyIndexOf(sequence: number): number {
  return (requireUint('key sequence counter', sequence, MAX_SEQUENCE) & 0x7f) + 1;
}

/**
 * The counter that a frame's key index means, for a receiver at `sequence`: its own, the next or the last one; undefined otherwise.
 * Before the first there is none, after the last the count begins again.
 */
export function sequenceFor(keyIndex: number, sequence: number): number | undefined {
  return [sequence, sequence + 1, sequence - 1]
    .map((candidate) => candidate % (MAX_SEQUENCE + 1))
    .find((candidate) => candidate >= 0 && keyIndexOf(candidate) === keyIndex);
}

function requireKey({ length }: Secret): void {
  if (length !== NETWORK_KEY_BYTES) throw fail('E_THREAD_KEY_LENGTH', `a network key has 16 bytes, not ${length}`);
}
