/** The keys that a node has of its network, and the counters that go with them. They outlive a restart of the node. */

import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Secret } from '@sallyport/core';
import { keyIndexOf, networkKeysOf, sequenceFor } from '../keys/network-keys.ts';

interface SequenceKeys {
  readonly mac: KeyObject;
  readonly mle: KeyObject;
}

/** Keys of neighbouring sequences that are kept, so that a frame costs no derivation. */
const MAX_KEPT = 4;
/** How far the counters are set ahead at a restart: what was sent since they were last kept is within it. */
const COUNTERS_AHEAD = 1000;

export class Keyring {
  readonly #networkKey: Secret;
  readonly #kept = new Map<number, SequenceKeys>();
  #sequence: number;
  #macCounter = 0;
  #mleCounter = 0;

  constructor(networkKey: Secret, sequence = 0) {
    this.#networkKey = networkKey;
    this.#sequence = sequence;
  }

  /** The network key sequence counter (Thread 1.1.0 §7.1.4). */
  get sequence(): number {
    return this.#sequence;
  }

  /** What frames name the present keys by. */
  get keyIndex(): number {
    return keyIndexOf(this.#sequence);
  }

  get macCounter(): number {
    return this.#macCounter;
  }

  get mleCounter(): number {
    return this.#mleCounter;
  }

  /** True for the key this ring was made of. */
  isOf(networkKey: Secret): boolean {
    return this.#networkKey.equals(networkKey);
  }

  macKey(sequence: number = this.#sequence): KeyObject {
    return this.#keys(sequence).mac;
  }

  mleKey(sequence: number = this.#sequence): KeyObject {
    return this.#keys(sequence).mle;
  }

  /** The counter for one more frame; none is given twice. */
  nextMacCounter(): number {
    return this.#macCounter++;
  }

  nextMleCounter(): number {
    return this.#mleCounter++;
  }

  /** The sequence that a frame's key index means here, if it is this one, the next or the last. */
  sequenceOf(keyIndex: number): number | undefined {
    return sequenceFor(keyIndex, this.#sequence);
  }

  /** Moves on to newer keys, whose counters begin at zero. Older ones are never taken up again. */
  moveTo(sequence: number): void {
    if (sequence <= this.#sequence) return;
    this.#sequence = sequence;
    this.#macCounter = 0;
    this.#mleCounter = 0;
  }

  /** After a restart. */
  skipAhead(): void {
    this.#macCounter += COUNTERS_AHEAD;
    this.#mleCounter += COUNTERS_AHEAD;
  }

  #keys(sequence: number): SequenceKeys {
    const kept = this.#kept.get(sequence);
    if (kept !== undefined) return kept;
    const { macKey, mleKey } = networkKeysOf(this.#networkKey, sequence);
    const keys = { mac: createSecretKey(macKey.expose()), mle: createSecretKey(mleKey.expose()) };
    macKey.wipe();
    mleKey.wipe();
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(sequence, keys);
    return keys;
  }
}
