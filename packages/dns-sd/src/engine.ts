/** What the two engines of this package have in common: they are told of messages and of time, and say what to send. */

import type { Milliseconds } from '@sallyport/core';
import type { DnsMessage, Source } from './message.ts';

export interface Outgoing {
  readonly message: DnsMessage;
  /** Undefined: to everybody on the link. */
  readonly to?: Source;
}

export interface Effects<Event> {
  readonly send: readonly Outgoing[];
  readonly events: readonly Event[];
}

export interface Engine<Event> {
  /** When {@link Engine.tick} wants to be called next, on the clock that `now` is read from; undefined: not at all. */
  readonly nextAt: Milliseconds | undefined;
  receive(message: DnsMessage, from: Source, now: Milliseconds): Effects<Event>;
  tick(now: Milliseconds): Effects<Event>;
}
