/** What devices do: flows as routers and sensors report them, held against denylists and against the devices' own profiles. */

import {
  BehaviourMonitor,
  type Denylist,
  type DenylistChange,
  type FactChange,
  type FlowEvent,
  type MudPolicy,
  type PeerMembers,
  type ReadDenylist,
  type Sighting,
} from '@sallyport/assurance-behaviour';
import type { Observation, ObservedFact } from '@sallyport/assurance-continuous';
import { type Clock, HOUR, type Milliseconds, type Timer } from '@sallyport/core';
import type { DeviceBook } from '../device-book.ts';
import type { FileShelf } from '../file-shelf.ts';
import type { AddressBook } from './address-book.ts';
import { type DenylistChanged, DenylistShelf } from './denylist-shelf.ts';

export interface BehaviourDeskOptions {
  readonly devices: DeviceBook;
  readonly addresses: AddressBook;
  /** Where the lists are kept, as they were imported. */
  readonly shelf: FileShelf;
  /** The profile that holds for a device, by its URI; undefined for one that has none. */
  readonly policyOf: (device: string) => MudPolicy | undefined;
  /** Has the profiles of these devices at hand for `policyOf`. Never rejects. */
  readonly prepare: (devices: readonly string[]) => Promise<void>;
  readonly members: PeerMembers;
  /** Makes what was seen count in decisions; durable when it resolves. Does nothing where nobody decides by it. */
  readonly observe: (observations: readonly Observation[]) => Promise<void>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onError: (error: unknown) => void;
}

/** How long contacts and violations are remembered. How long they are held against a device the rules say, up to this. */
const LOOK_BACK: Milliseconds = HOUR;
const RELATIONS: ReadonlySet<string> = new Set(['contact', 'mud_violation', 'denylisted']);

export class BehaviourDesk {
  readonly #options: BehaviourDeskOptions;
  readonly #denylists: DenylistShelf;
  readonly #monitor: BehaviourMonitor;
  /** Names of devices by their keys, for those in the flows at hand. */
  readonly #uris = new Map<string, string>();
  /** What stands now. */
  readonly #facts = new Map<string, ObservedFact>();
  /** Violations that were seen before a restart, with the end of their time in milliseconds since 1970. */
  readonly #restored = new Map<string, number>();
  #changing: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;

  constructor(options: BehaviourDeskOptions) {
    const { addresses, policyOf, members, clock, shelf } = options;
    this.#options = options;
    this.#denylists = new DenylistShelf(shelf);
    this.#monitor = new BehaviourMonitor({
      clock,
      denylists: this.#denylists.lists,
      deviceAt: (address, at) => this.#uris.get(addresses.deviceAt(address, at) ?? ''),
      policyOf,
      members,
      lookBack: LOOK_BACK,
      violations: { lookBack: LOOK_BACK },
    });
  }

  /** Takes in what was seen. What counts is durable when it resolves. @throws E_DOMAIN_FILE, E_STORE_… */
  async take(events: readonly FlowEvent[]): Promise<void> {
    await this.#denylists.open();
    await this.#change(async () => {
      await this.#nameDevices(events);
      return observationsOf(this.#monitor.observe(events));
    });
  }

  /** Puts a list in place of the one of that name. @throws E_BEHAVIOUR_DENYLIST, E_BEHAVIOUR_DENYLIST_TOO_LARGE, E_BYTES_UTF8, E_DOMAIN_FILE */
  async importDenylist(name: string, bytes: Uint8Array): Promise<ReadDenylist> {
    const read = await this.#denylists.put(name, bytes);
    await this.#change(() => observationsOf(this.#monitor.denylistsChanged()));
    return read;
  }

  /**
   * Adds to a list, which is begun where there is none of this name, and takes away from it.
   * @throws E_BEHAVIOUR_DESTINATION, and as {@link importDenylist}
   */
  async changeDenylist(name: string, change: DenylistChange): Promise<DenylistChanged> {
    const changed = await this.#denylists.change(name, change);
    await this.#change(() => observationsOf(this.#monitor.denylistsChanged()));
    return changed;
  }

  /** False when there was none. @throws E_DOMAIN_FILE */
  async removeDenylist(name: string): Promise<boolean> {
    if (!(await this.#denylists.remove(name))) return false;
    await this.#change(() => observationsOf(this.#monitor.denylistsChanged()));
    return true;
  }

  /** The lists in force. @throws E_DOMAIN_FILE */
  async denylists(): Promise<readonly Denylist[]> {
    await this.#denylists.open();
    return this.#denylists.lists.all;
  }

  /** Which devices had to do with what is on a list, the newest first. The lists are the `data`. @throws E_DOMAIN_FILE */
  async listedContacts(): Promise<readonly Sighting<readonly string[]>[]> {
    await this.#denylists.open();
    return [...this.#monitor.contacts.listed()].sort((a, b) => b.at - a.at);
  }

  /**
   * Takes up what was seen before a restart, and says what of it stands no more. Whoever begins to decide starts from there.
   * @throws E_DOMAIN_FILE
   */
  async restore(stored: AsyncIterable<ObservedFact>): Promise<readonly Observation[]> {
    await this.#denylists.open();
    const before = new Map<string, ObservedFact>();
    for await (const fact of stored) if (RELATIONS.has(fact.relation)) before.set(fact.id, fact);
    for (const fact of before.values()) this.#restoreOne(fact);
    this.#note(this.#advance());
    this.#wakeLater();
    const gone = [...before.keys()].filter((id) => !this.#facts.has(id)).map((id) => ({ drop: id }));
    const fresh = [...this.#facts.values()].filter(({ id }) => !before.has(id)).map((fact) => ({ put: fact }));
    return [...gone, ...fresh];
  }

  #restoreOne(fact: ObservedFact): void {
    const [device, destination, at] = fact.arguments;
    if (typeof device !== 'string' || typeof destination !== 'string') return;
    if (fact.relation === 'contact') {
      const seen = this.#monitor.contacts.observe(device, destination, new Date(Number(at) * 1000));
      this.#note(observationsOf(seen));
    } else if (fact.relation === 'mud_violation') {
      // The profile may not be at hand any more; that it was broken stands.
      this.#facts.set(fact.id, fact);
      this.#restored.set(fact.id, Number(at) * 1000 + LOOK_BACK);
    }
  }

  /** What is over: contacts and violations, those of before a restart among them. */
  #advance(): readonly Observation[] {
    const now = this.#options.clock.now().getTime();
    const over = [...this.#restored].filter(([, until]) => until < now).map(([id]) => id);
    for (const id of over) this.#restored.delete(id);
    return [...observationsOf(this.#monitor.advance()), ...over.map((id) => ({ drop: id }))];
  }

  async close(): Promise<void> {
    this.#cancel();
    await this.#changing;
  }

  async #nameDevices(events: readonly FlowEvent[]): Promise<void> {
    const { addresses, devices, prepare } = this.#options;
    await addresses.refresh();
    this.#uris.clear();
    for (const { source, destination, at } of events) {
      for (const { address } of [source, destination]) {
        const key = addresses.deviceAt(address, at);
        if (key === undefined || this.#uris.has(key)) continue;
        const known = await devices.find(key);
        if (known !== undefined) this.#uris.set(key, known.uri);
      }
    }
    await prepare([...this.#uris.values()]);
  }

  /** One change after the other, so that facts come and go in their order. */
  #change(look: () => readonly Observation[] | Promise<readonly Observation[]>): Promise<void> {
    const turn = this.#changing.then(async () => {
      const observations = await look();
      this.#note(observations);
      this.#wakeLater();
      if (observations.length > 0) await this.#options.observe(observations);
    });
    this.#changing = turn.catch(() => undefined);
    return turn;
  }

  #note(observations: readonly Observation[]): void {
    for (const observation of observations) {
      if ('put' in observation) this.#facts.set(observation.put.id, observation.put);
      else this.#facts.delete(observation.drop);
    }
  }

  #wakeLater(): void {
    const { clock, timer, onError } = this.#options;
    this.#cancel();
    const due = Math.min(this.#monitor.nextDueAt?.getTime() ?? Infinity, ...this.#restored.values());
    if (due === Infinity) return;
    this.#cancel = timer.after(Math.max(0, due - clock.now().getTime() + 1), () => {
      this.#change(() => this.#advance()).catch(onError);
    });
  }
}

function observationsOf(changes: readonly FactChange[]): readonly Observation[] {
  return changes.map((change) => ('add' in change ? { put: change.add } : { drop: change.remove.id }));
}
