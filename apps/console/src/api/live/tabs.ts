/** Several pages of one browser share one line: one of them holds it and tells the others, until it is closed. */

import type { Line, LineState } from './line.ts';
import type { LiveEvent } from './live-event.ts';

type Message =
  | { readonly kind: 'hello' }
  | { readonly kind: 'state'; readonly state: LineState }
  | { readonly kind: 'event'; readonly event: LiveEvent };

export interface TabPorts {
  /** Calls `hold` when this page may hold the line, which it does for as long as the promise is pending. */
  readonly whenAlone: (hold: () => Promise<void>, signal: AbortSignal) => void;
  readonly send: (message: Message) => void;
  /** What other pages of the same browser send; gives what stops listening. */
  readonly listen: (onMessage: (message: unknown) => void) => () => void;
  readonly onState: (state: LineState) => void;
  readonly onEvent: (event: LiveEvent) => void;
}

export class Tabs {
  readonly #ports: TabPorts;
  readonly #line: Line;
  #stop: AbortController | undefined;
  #stopListening: (() => void) | undefined;
  #isHolding = false;

  /** @param line made with {@link onLineState} and {@link onLineEvent} as its listeners */
  constructor(ports: TabPorts, makeLine: (tabs: Tabs) => Line) {
    this.#ports = ports;
    this.#line = makeLine(this);
  }

  start(): void {
    if (this.#stop !== undefined) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#ports.onState('connecting');
    this.#stopListening = this.#ports.listen((message) => this.#hear(message));
    this.#ports.send({ kind: 'hello' });
    this.#ports.whenAlone(() => this.#hold(stop.signal), stop.signal);
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#stopListening?.();
    this.#ports.onState('idle');
  }

  hurry(): void {
    if (this.#isHolding) this.#line.hurry();
  }

  readonly onLineState = (state: LineState): void => {
    this.#ports.onState(state);
    this.#ports.send({ kind: 'state', state });
  };

  readonly onLineEvent = (event: LiveEvent): void => {
    this.#ports.onEvent(event);
    this.#ports.send({ kind: 'event', event });
  };

  #hold(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.#isHolding = true;
    this.#line.start();
    // The page that held the line before may have heard things that it could not tell any more.
    this.onLineEvent({ topic: 'reset' });
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.#isHolding = false;
        this.#line.stop();
        resolve();
      });
    });
  }

  #hear(message: unknown): void {
    if (!isMessage(message)) return;
    if (message.kind === 'hello' && this.#isHolding) this.#ports.send({ kind: 'state', state: this.#line.state });
    if (this.#isHolding) return;
    if (message.kind === 'state') this.#ports.onState(message.state);
    if (message.kind === 'event') this.#ports.onEvent(message.event);
  }
}

/** Only pages of the console's own origin can send: the shape is checked against an older page, not against an enemy. */
function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
