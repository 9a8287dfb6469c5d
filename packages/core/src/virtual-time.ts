/** Time that passes only when told to, with its waits in order: for tests and for simulations of many devices. */

import { type Clock, ManualClock, type Milliseconds } from './clock.ts';
import type { Timer } from './timer.ts';

interface Wait {
  readonly at: Milliseconds;
  /** Waits that end at the same moment end in the order in which they began. */
  readonly order: number;
  act: (() => void) | undefined;
}

/** A {@link Clock} and a {@link Timer} in one. Nothing happens by itself: {@link advance} and {@link until} let time pass. */
export class VirtualTime implements Clock, Timer {
  readonly #clock: ManualClock;
  readonly #heap: Wait[] = [];
  #begun = 0;
  #waiting = 0;

  /** @throws E_CLOCK_TIME */
  constructor(start?: Date | string) {
    this.#clock = new ManualClock(start);
  }

  now(): Date {
    return this.#clock.now();
  }

  monotonic(): Milliseconds {
    return this.#clock.monotonic();
  }

  after(span: Milliseconds, act: () => void): () => void {
    const wait: Wait = { at: this.monotonic() + Math.max(0, span), order: this.#begun++, act };
    this.#waiting++;
    push(this.#heap, wait);
    return () => {
      if (wait.act === undefined) return;
      wait.act = undefined;
      this.#waiting--;
    };
  }

  /** How many waits are under way. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Lets `span` milliseconds pass: ends each wait at its moment, and lets promises settle after each.
   * @throws E_CLOCK_SPAN
   */
  async advance(span: Milliseconds): Promise<void> {
    const end = this.monotonic() + span;
    await settled();
    while (this.#next() <= end) await this.#fire();
    this.#clock.advance(end - this.monotonic());
  }

  /** Lets time pass until `isDone` says so, at most `limit` milliseconds. Gives whether it was. */
  async until(isDone: () => boolean, limit: Milliseconds): Promise<boolean> {
    const end = this.monotonic() + limit;
    await settled();
    while (!isDone() && this.#next() <= end) await this.#fire();
    if (isDone()) return true;
    this.#clock.advance(end - this.monotonic());
    return false;
  }

  #next(): Milliseconds {
    while (this.#heap[0] !== undefined && this.#heap[0].act === undefined) pop(this.#heap);
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  async #fire(): Promise<void> {
    const wait = pop(this.#heap);
    if (wait?.act === undefined) return;
    const { act } = wait;
    wait.act = undefined;
    this.#waiting--;
    this.#clock.advance(Math.max(0, wait.at - this.monotonic()));
    act();
    await settled();
  }
}

/** Lets everything that can run now run. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(a: Wait | undefined, b: Wait | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap(heap: Wait[], i: number, j: number): void {
  const [a, b] = [heap[i], heap[j]];
  if (a === undefined || b === undefined) return;
  heap[i] = b;
  heap[j] = a;
}

function push(heap: Wait[], wait: Wait): void {
  heap.push(wait);
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isBefore(heap[child], heap[parent])) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function pop(heap: Wait[]): Wait | undefined {
  swap(heap, 0, heap.length - 1);
  const first = heap.pop();
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    const least = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!isBefore(heap[least], heap[parent])) return first;
    swap(heap, parent, least);
    parent = least;
  }
}
