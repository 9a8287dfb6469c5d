/**
 * Which messages were seen, and what they were answered with (RFC 7252 §4.5): a duplicate gets the same answer again and is not
 * worked on twice.
 *
 * When it is full, the peer of which most is remembered loses its oldest first, so that nobody's memory is lost to a flood of others.
 */

import { bytesEqual, type Clock, type Milliseconds, type Timer } from '@sallyport/core';
import type { CoapMessage } from '../message/message.ts';
import { Shares } from './shares.ts';

export interface DuplicateRecord {
  readonly token: Uint8Array;
  readonly expiresAt: Milliseconds;
  /** The Acknowledgement or Reset it was answered with. */
  reply: Uint8Array | undefined;
}

/** By what a message is known again. */
export type DuplicateKey = Pick<CoapMessage, 'messageId' | 'token'>;

export interface DuplicateLimits {
  readonly maxDuplicates: number;
  readonly maxDuplicateBytes: number;
}

/** Room is made for several at a time. */
const EVICTION_SHARE = 32;
const SWEEPS_IN_LIFETIME = 8;

export class Duplicates {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #limits: DuplicateLimits;
  readonly #records = new Map<string, Map<number, DuplicateRecord>>();
  readonly #shares = new Shares();
  #bytes = 0;
  #cancelSweep: (() => void) | undefined;

  constructor(clock: Clock, timer: Timer, limits: DuplicateLimits) {
    this.#clock = clock;
    this.#timer = timer;
    this.#limits = limits;
  }

  get size(): number {
    return this.#shares.total;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * A repetition has the token too of what it repeats. Another token under the same Message ID is another endpoint that got
   * the first one's address, and must not get its answers.
   */
  find(peer: string, { messageId, token }: DuplicateKey): DuplicateRecord | undefined {
    const record = this.#records.get(peer)?.get(messageId);
    if (record === undefined || record.expiresAt <= this.#clock.monotonic()) return undefined;
    return bytesEqual(record.token, token) ? record : undefined;
  }

  remember(peer: string, { messageId, token }: DuplicateKey, lifetime: Milliseconds): DuplicateRecord {
    this.#delete(peer, messageId);
    while (this.size >= this.#limits.maxDuplicates) this.#makeRoom();
    const record: DuplicateRecord = { token, expiresAt: this.#clock.monotonic() + lifetime, reply: undefined };
    const ofPeer = this.#records.get(peer) ?? new Map<number, DuplicateRecord>();
    this.#records.set(peer, ofPeer.set(messageId, record));
    this.#shares.add(peer);
    this.#cancelSweep ??= this.#timer.after(lifetime / SWEEPS_IN_LIFETIME, () => this.#sweep(lifetime));
    return record;
  }

  /** Keeps the answer, if what it answers is still remembered. */
  keepReply(peer: string, messageId: number, record: DuplicateRecord, reply: Uint8Array): void {
    if (this.#records.get(peer)?.get(messageId) !== record) return;
    this.#bytes += reply.length - (record.reply?.length ?? 0);
    record.reply = reply;
    while (this.#bytes > this.#limits.maxDuplicateBytes) this.#makeRoom();
  }

  forget(peer: string): void {
    for (const messageId of this.#records.get(peer)?.keys() ?? []) this.#delete(peer, messageId);
  }

  clear(): void {
    for (const peer of this.#records.keys()) this.forget(peer);
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
  }

  #delete(peer: string, messageId: number): void {
    const ofPeer = this.#records.get(peer);
    const record = ofPeer?.get(messageId);
    if (ofPeer === undefined || record === undefined) return;
    ofPeer.delete(messageId);
    if (ofPeer.size === 0) this.#records.delete(peer);
    this.#bytes -= record.reply?.length ?? 0;
    this.#shares.remove(peer);
  }

  #makeRoom(): void {
    const peer = this.#shares.largest();
    if (peer === undefined) return;
    let count = Math.ceil(this.#shares.of(peer) / EVICTION_SHARE);
    for (const messageId of this.#records.get(peer)?.keys() ?? []) {
      if (count-- === 0) return;
      this.#delete(peer, messageId);
    }
  }

  #sweep(lifetime: Milliseconds): void {
    const now = this.#clock.monotonic();
    for (const [peer, ofPeer] of this.#records) {
      for (const [messageId, { expiresAt }] of ofPeer) if (expiresAt <= now) this.#delete(peer, messageId);
    }
    this.#cancelSweep =
      this.size === 0 ? undefined : this.#timer.after(lifetime / SWEEPS_IN_LIFETIME, () => this.#sweep(lifetime));
  }
}
