/** Bodies in the middle of a transfer: bounded in count, bytes and time, altogether and for each peer. */

import type { Clock, Milliseconds, Timer } from '@sallyport/core';
import { Shares } from '../messaging/shares.ts';

export interface BodyLimits {
  readonly maxTransfers: number;
  readonly maxTransfersPerPeer: number;
  readonly maxTransferBytes: number;
}

interface Slot<Body> {
  readonly peer: string;
  readonly body: Body;
  readonly bytes: number;
  readonly touchedAt: Milliseconds;
}

export class Bodies<Body> {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #lifetime: Milliseconds;
  readonly #limits: BodyLimits;
  /** By peer and key; the one not touched for longest comes first. */
  readonly #slots = new Map<string, Slot<Body>>();
  readonly #shares = new Shares();
  #bytes = 0;
  #cancelSweep: (() => void) | undefined;

  constructor(clock: Clock, timer: Timer, lifetime: Milliseconds, limits: BodyLimits) {
    this.#clock = clock;
    this.#timer = timer;
    this.#lifetime = lifetime;
    this.#limits = limits;
  }

  get size(): number {
    return this.#slots.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(peer: string, key: string): Body | undefined {
    const slot = this.#slots.get(slotName(peer, key));
    return slot === undefined || this.#isOld(slot) ? undefined : slot.body;
  }

  /** `bytes` is what the body takes now. Whatever must give way for it is forgotten. */
  set(peer: string, key: string, body: Body, bytes: number): void {
    this.delete(peer, key);
    const { maxTransfers, maxTransfersPerPeer, maxTransferBytes } = this.#limits;
    while (this.#shares.of(peer) >= maxTransfersPerPeer) this.#drop((slot) => slot.peer === peer);
    while (this.size > 0 && (this.size >= maxTransfers || this.#bytes + bytes > maxTransferBytes)) {
      this.#drop(() => true);
    }
    this.#slots.set(slotName(peer, key), { peer, body, bytes, touchedAt: this.#clock.monotonic() });
    this.#shares.add(peer);
    this.#bytes += bytes;
    this.#cancelSweep ??= this.#timer.after(this.#lifetime, () => this.#sweep());
  }

  delete(peer: string, key: string): void {
    this.#deleteSlot(slotName(peer, key));
  }

  forget(peer: string): void {
    for (const [name, slot] of this.#slots) if (slot.peer === peer) this.#deleteSlot(name);
  }

  clear(): void {
    for (const name of this.#slots.keys()) this.#deleteSlot(name);
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
  }

  #isOld({ touchedAt }: Slot<Body>): boolean {
    return this.#clock.monotonic() - touchedAt >= this.#lifetime;
  }

  #drop(isCandidate: (slot: Slot<Body>) => boolean): void {
    for (const [name, slot] of this.#slots) {
      if (!isCandidate(slot)) continue;
      this.#deleteSlot(name);
      return;
    }
  }

  #deleteSlot(name: string): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    this.#slots.delete(name);
    this.#shares.remove(slot.peer);
    this.#bytes -= slot.bytes;
  }

  #sweep(): void {
    for (const [name, slot] of this.#slots) if (this.#isOld(slot)) this.#deleteSlot(name);
    this.#cancelSweep = this.size === 0 ? undefined : this.#timer.after(this.#lifetime, () => this.#sweep());
  }
}

/** A key has no line break in it. */
function slotName(peer: string, key: string): string {
  return `${peer}\n${key}`;
}
