/** A link in virtual time: engines hear each other, and themselves, one millisecond later and through the wire format. */

import {
  type DnsMessage,
  decodeMessage,
  type Effects,
  type Engine,
  encodeMessage,
  type Outgoing,
  type Source,
} from '@sallyport/dns-sd';

interface Station {
  readonly source: Source;
  readonly engine: Engine<unknown>;
  tick(): void;
  receive(message: DnsMessage, from: Source): void;
}

interface Delivery {
  readonly at: number;
  readonly from: Source;
  readonly bytes: Uint8Array;
  readonly to: Source | undefined;
}

export interface Heard {
  readonly at: number;
  readonly from: Source;
  readonly to: Source | undefined;
  readonly message: DnsMessage;
}

export class VirtualLink {
  now = 0;
  /** Everything that was sent. */
  readonly heard: Heard[] = [];
  readonly #stations: Station[] = [];
  #deliveries: Delivery[] = [];

  join<Event>(
    address: string,
    engine: Engine<Event>,
    onEvent: (event: Event, now: number) => void = () => undefined,
  ): Source {
    const source = { address, port: 5353 };
    const apply = ({ send, events }: Effects<Event>) => {
      this.send(source, send);
      for (const event of events) onEvent(event, this.now);
    };
    this.#stations.push({
      source,
      engine,
      tick: () => apply(engine.tick(this.now)),
      receive: (message, from) => apply(engine.receive(message, from, this.now)),
    });
    return source;
  }

  leave(engine: Engine<unknown>): void {
    this.#stations.splice(
      this.#stations.findIndex((station) => station.engine === engine),
      1,
    );
  }

  send(from: Source, outgoing: readonly Outgoing[]): void {
    for (const { message, to } of outgoing) {
      const bytes = encodeMessage(message);
      this.heard.push({ at: this.now, from, to, message: decodeMessage(bytes) });
      this.#deliveries.push({ at: this.now + 1, from, bytes, to });
    }
  }

  run(until: number): void {
    for (;;) {
      const next = Math.min(
        ...this.#deliveries.map(({ at }) => at),
        ...this.#stations.map(({ engine }) => engine.nextAt ?? Number.POSITIVE_INFINITY),
      );
      if (next > until) break;
      this.now = Math.max(this.now, next);
      this.#deliver();
      for (const station of this.#stations) {
        const at = station.engine.nextAt;
        if (at !== undefined && at <= this.now) station.tick();
      }
    }
    this.now = until;
  }

  #deliver(): void {
    const due = this.#deliveries.filter(({ at }) => at <= this.now);
    this.#deliveries = this.#deliveries.filter(({ at }) => at > this.now);
    for (const { from, bytes, to } of due) {
      const message = decodeMessage(bytes);
      for (const station of this.#stations) {
        if (to !== undefined && to.address !== station.source.address) continue;
        station.receive(message, from);
      }
    }
  }
}
