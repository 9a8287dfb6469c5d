/** The line over which the domain tells what happens: opened, watched, and opened again, each time after a longer wait. */

import type { Timer } from '@sallyport/core';
import type { LiveEvent } from './live-event.ts';

/** `lost`: the last attempt failed, and another one is coming. `refused`: nobody is signed in, and none is coming. */
export type LineState = 'idle' | 'connecting' | 'open' | 'lost' | 'refused';

/** What an open stream tells. After `onEnd` it tells nothing more. */
export interface StreamListener {
  onOpen(): void;
  /** Something came, if only a sign of life. */
  onLife(): void;
  onEvent(event: LiveEvent): void;
  onEnd(why: 'lost' | 'refused'): void;
}

export interface LinePorts {
  readonly timer: Timer;
  /** 0 ≤ n < 1. */
  readonly chance: () => number;
  /** Opens a stream that goes on after the event of this id, and gives what closes it. */
  readonly open: (after: string | undefined, listener: StreamListener) => () => void;
  readonly onState: (state: LineState) => void;
  readonly onEvent: (event: LiveEvent) => void;
}

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** The domain gives a sign of life every 15 s. */
const LONGEST_SILENCE_MS = 40_000;

export class Line {
  readonly #ports: LinePorts;
  #state: LineState = 'idle';
  #close: (() => void) | undefined;
  #cancelWait: (() => void) | undefined;
  #cancelWatch: (() => void) | undefined;
  #failures = 0;
  #wasOpen = false;
  #last: string | undefined;

  constructor(ports: LinePorts) {
    this.#ports = ports;
  }

  get state(): LineState {
    return this.#state;
  }

  start(): void {
    if (this.#state === 'idle' || this.#state === 'refused') this.#connect('connecting');
  }

  stop(): void {
    this.#hangUp();
    this.#wasOpen = false;
    this.#last = undefined;
    this.#failures = 0;
    this.#become('idle');
  }

  /** Waits no longer: the network is back, or somebody looks. */
  hurry(): void {
    if (this.#state === 'lost') this.#connect('lost');
  }

  #connect(state: LineState): void {
    this.#hangUp();
    this.#become(state);
    let isOver = false;
    const close = this.#ports.open(this.#last, {
      onOpen: () => !isOver && this.#opened(),
      onLife: () => !isOver && this.#watch(),
      onEvent: (event) => !isOver && this.#heard(event),
      onEnd: (why) => {
        if (!isOver) this.#ended(why);
      },
    });
    this.#close = () => {
      isOver = true;
      close();
    };
    this.#watch();
  }

  #opened(): void {
    this.#failures = 0;
    this.#become('open');
    this.#watch();
    // What is fleeting is not told again, so what is shown may be old wherever the line was cut.
    if (this.#wasOpen) this.#ports.onEvent({ topic: 'reset' });
    this.#wasOpen = true;
  }

  #heard(event: LiveEvent): void {
    if (event.id !== undefined) this.#last = event.id;
    this.#ports.onEvent(event);
  }

  #ended(why: 'lost' | 'refused'): void {
    this.#hangUp();
    this.#become(why);
    if (why === 'refused') return;
    const longest = Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** this.#failures++);
    // Half of the wait is chance, so that a domain that comes back is not asked by all consoles in one moment.
    const wait = longest * (0.5 + this.#ports.chance() / 2);
    this.#cancelWait = this.#ports.timer.after(wait, () => this.#connect('lost'));
  }

  #watch(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = this.#ports.timer.after(LONGEST_SILENCE_MS, () => this.#ended('lost'));
  }

  #hangUp(): void {
    this.#cancelWait?.();
    this.#cancelWatch?.();
    this.#close?.();
    this.#close = undefined;
  }

  #become(state: LineState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#ports.onState(state);
  }
}
