/** Observed facts as events of the domain's log: chained with everything else, followed across replicas. */

import type { Milliseconds, Timer } from '@sallyport/core';
import { eventType, type LogStore, type Projection, table } from '@sallyport/store';
import type { ObservationRecord } from './observation-record.ts';
import type { Observation, ObservedFact } from './observed-fact.ts';

const STREAM = 'observations';
/** Observations in one event: below the store's limit for the data of an event, whatever the texts are made of. */
const PER_EVENT = 32;
const EVENTS_AT_ONCE = 1000;

type Observed = { readonly put: readonly ObservedFact[]; readonly drop: readonly string[] };

const OBSERVED = eventType<Observed>('assurance.observed');
const FACTS = table<ObservedFact>('facts');

/** Open the store with it. */
export const observationsProjection: Projection = {
  name: 'observations',
  version: 1,
  tables: [FACTS],
  apply(event, tables) {
    if (!OBSERVED.is(event)) return;
    const facts = tables.table(FACTS);
    for (const id of event.data.drop) facts.delete(id);
    for (const fact of event.data.put) facts.put(fact.id, fact);
  },
};

export interface StoredObservationsOptions {
  /** Opened with {@link observationsProjection}. */
  readonly store: LogStore;
  readonly timer: Timer;
  /** How often to look for what other replicas observed; leave it out where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly onError: (error: unknown) => void;
}

export interface StoredObservations extends ObservationRecord {
  close(): Promise<void>;
}

export async function storedObservations(options: StoredObservationsOptions): Promise<StoredObservations> {
  return new Stored(options, await options.store.head());
}

class Stored implements StoredObservations {
  readonly #options: StoredObservationsOptions;
  readonly #listeners = new Set<(observations: readonly Observation[]) => void>();
  #position: number;
  #reading: Promise<void> = Promise.resolve();
  #version = -1;
  #isClosed = false;
  #stopLooking: () => void = () => undefined;

  constructor(options: StoredObservationsOptions, position: number) {
    this.#options = options;
    this.#position = position;
    this.#lookLater();
  }

  async *load(): AsyncGenerator<ObservedFact, void, undefined> {
    for await (const { row } of this.#options.store.table(FACTS).scan()) yield row;
  }

  async record(observations: readonly Observation[]): Promise<void> {
    const events = eventsOf(observations);
    for (let start = 0; start < events.length; start += EVENTS_AT_ONCE) {
      await this.#options.store.append(events.slice(start, start + EVENTS_AT_ONCE));
    }
    await this.#follow();
  }

  onRecorded(listener: (observations: readonly Observation[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopLooking();
    await this.#reading;
  }

  #lookLater(): void {
    const { lookEvery, timer, onError } = this.#options;
    if (lookEvery === undefined || this.#isClosed) return;
    this.#stopLooking = timer.after(lookEvery, () => {
      this.#follow().then(
        () => this.#lookLater(),
        (thrown) => {
          onError(thrown);
          this.#lookLater();
        },
      );
    });
  }

  /** One reading after the other, so that everything is told once and in its order. */
  #follow(): Promise<void> {
    const reading = this.#reading.then(() => this.#read());
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  async #read(): Promise<void> {
    const { store } = this.#options;
    const version = await store.streamVersion(STREAM);
    if (version === this.#version) return;
    for await (const event of store.read(this.#position + 1)) {
      if (OBSERVED.is(event)) this.#tell(observationsIn(event.data));
      this.#position = event.position;
    }
    this.#version = version;
  }

  #tell(observations: readonly Observation[]): void {
    for (const listener of this.#listeners) listener(observations);
  }
}

/** Within an event drops come before puts; an observation that would break that order begins another event. */
function eventsOf(observations: readonly Observation[]) {
  const events: { readonly put: ObservedFact[]; readonly drop: string[] }[] = [];
  for (const observation of observations) {
    let last = events.at(-1);
    const isFull = last === undefined || last.put.length + last.drop.length >= PER_EVENT;
    if (last === undefined || isFull || ('drop' in observation && last.put.length > 0)) {
      last = { put: [], drop: [] };
      events.push(last);
    }
    if ('drop' in observation) last.drop.push(observation.drop);
    else last.put.push(observation.put);
  }
  return events.map((data) => OBSERVED.create(STREAM, data));
}

function observationsIn({ put, drop }: Observed): readonly Observation[] {
  return [...drop.map((id) => ({ drop: id })), ...put.map((fact) => ({ put: fact }))];
}
