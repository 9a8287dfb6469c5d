/** Runs an engine on a link: feeds it messages and time, sends what it says. */

import type { Clock } from '@sallyport/core';
import type { Effects, Engine } from './engine.ts';
import type { DnsMessage, Source } from './message.ts';
import type { MulticastLink } from './multicast-link.ts';

/** The longest wait that `setTimeout` takes. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class EngineLoop<Event> {
  readonly #engine: Engine<Event>;
  readonly #clock: Clock;
  readonly #onEvent: (event: Event) => void;
  #link: MulticastLink | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(engine: Engine<Event>, clock: Clock, onEvent: (event: Event) => void) {
    this.#engine = engine;
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  run(link: MulticastLink): void {
    this.#link = link;
    this.wake();
  }

  receive(message: DnsMessage, from: Source): void {
    if (this.#stopped || this.#link === undefined) return;
    this.#apply(this.#engine.receive(message, from, this.#clock.monotonic()));
  }

  /** Lets the engine act on what has changed, and sets the alarm anew. */
  wake(): void {
    if (this.#stopped || this.#link === undefined) return;
    this.#apply(this.#engine.tick(this.#clock.monotonic()));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #apply({ send, events }: Effects<Event>): void {
    for (const { message, to } of send) this.#link?.send(message, to);
    this.#arm();
    for (const event of events) this.#onEvent(event);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const at = this.#engine.nextAt;
    if (at === undefined || this.#stopped) return;
    // A timer may fire a little early; one more millisecond spares a call in vain.
    const wait = Math.min(LONGEST_TIMER, Math.max(0, Math.ceil(at - this.#clock.monotonic()) + 1));
    this.#timer = setTimeout(() => this.wake(), wait);
  }
}
