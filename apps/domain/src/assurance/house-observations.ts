/**
 * What this house sees, as facts for rules: what is written down as observed, the device book and the owner's lists. The last
 * two stand in the log already, so that they are told and not written again.
 */

import {
  deviceFact,
  deviceKeyFact,
  listedFact,
  madeByFact,
  type Observation,
  type ObservationRecord,
  type ObservedFact,
  provedFact,
} from '@sallyport/assurance-continuous';
import type { AcceptRegister, ListChange } from '../accept-register.ts';
import type { DeviceBook } from './device-book.ts';
import { manufacturerUri } from './device-uri.ts';
import type { KnownDevice } from './register.ts';

export interface HouseObservationsOptions {
  readonly stored: ObservationRecord;
  readonly devices: DeviceBook;
  readonly lists: AcceptRegister;
  /** Keys of the devices that were accepted into a Thread network. */
  readonly entrusted: () => AsyncIterable<string>;
}

type Listener = (observations: readonly Observation[]) => void;

export class HouseObservations implements ObservationRecord {
  readonly #options: HouseObservationsOptions;
  readonly #listeners = new Set<Listener>();
  /** Birth keys that were told, by device key. */
  readonly #told = new Map<string, string>();
  readonly #stopHearing: () => void;

  constructor(options: HouseObservationsOptions) {
    this.#options = options;
    this.#stopHearing = options.lists.onChanged((change) => this.#tell([observationOf(change)]));
  }

  async *load(): AsyncGenerator<ObservedFact, void, undefined> {
    const { stored, devices, lists } = this.#options;
    yield* stored.load();
    for await (const device of devices) {
      this.#told.set(device.key, device.uri);
      yield* factsOf(device);
    }
    await lists.upToDate();
    for (const { list, match, note } of lists.entries()) yield listedFact(list, match, note);
    for await (const key of this.#options.entrusted()) yield entrustedFact(key);
  }

  record(observations: readonly Observation[]): Promise<void> {
    return this.#options.stored.record(observations);
  }

  onRecorded(listener: Listener): () => void {
    this.#listeners.add(listener);
    const stop = this.#options.stored.onRecorded(listener);
    return () => {
      stop();
      this.#listeners.delete(listener);
    };
  }

  /** Tells of a device that is about to be judged, unless that was done: another replica may have met it first. */
  see(device: KnownDevice): void {
    if (this.#told.get(device.key) === device.uri) return;
    this.#told.set(device.key, device.uri);
    this.#tell([...factsOf(device)].map((put) => ({ put })));
  }

  /**
   * A joiner was accepted: its code counts from now on, though the permission to join by it ends. It has the network's key, and
   * loses trust when somebody says so, not when a permission runs out.
   */
  entrust(key: string): void {
    this.#tell([{ put: entrustedFact(key) }]);
  }

  close(): void {
    this.#stopHearing();
  }

  #tell(observations: readonly Observation[]): void {
    for (const listener of this.#listeners) listener(observations);
  }
}

function* factsOf({ uri, key, manufacturer, serialNumber, model, proved, mud }: KnownDevice): Generator<ObservedFact> {
  yield deviceFact(uri, serialNumber, model);
  yield deviceKeyFact(uri, key);
  yield provedFact(uri, proved === 'certificate' ? 'authenticated' : 'code');
  const maker = manufacturerUri(manufacturer);
  if (maker !== undefined) yield madeByFact(uri, maker);
  if (mud !== null) {
    yield {
      id: `observed:mud_url/${encodeURIComponent(uri)}`,
      relation: 'mud_url',
      arguments: [uri, mud.url],
      statement: `the birth certificate of ${uri} names the MUD file ${mud.url}`,
    };
  }
}

function entrustedFact(key: string): ObservedFact {
  return {
    id: `observed:entrusted/${encodeURIComponent(key)}`,
    relation: 'listed',
    arguments: ['codes', key],
    statement: `the owner gave the code of ${key}, and it was accepted by it`,
  };
}

function observationOf(change: ListChange): Observation {
  const fact = listedFact(change.list, change.match, change.kind === 'added' ? change.note : undefined);
  return change.kind === 'added' ? { put: fact } : { drop: fact.id };
}
