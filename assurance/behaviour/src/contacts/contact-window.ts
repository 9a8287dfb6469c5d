/**
 * Which devices lately had to do with a destination that is denylisted (NIST SP 1800-36, Build 5: two minutes).
 *
 * All contacts are remembered, so that a list that is imported now speaks of the last two minutes too; facts are told of
 * those that are listed alone. Listed contacts have room of their own: a device cannot wash one out by many others.
 */

import type { Clock, Milliseconds } from '@sallyport/core';
import { MINUTE } from '@sallyport/core';
import type { Denylists } from './denylist.ts';
import { contactFact, denylistedFact, type FactChange } from './facts.ts';
import { type Sighting, SlidingWindow, type WindowLimits } from './sliding-window.ts';

export interface ContactWindowOptions {
  readonly clock: Clock;
  readonly denylists: Pick<Denylists, 'listsOf'>;
  /** Default two minutes. */
  readonly lookBack?: Milliseconds;
  /** Contacts that are on no list. Default 256 of a device, 100 000 of all. */
  readonly contacts?: Partial<WindowLimits>;
  /** Contacts that are on a list. Default 64 of a device, 100 000 of all. */
  readonly listed?: Partial<WindowLimits>;
  /** Told once for each device between two calls of `advance`. */
  readonly onOverload?: (overload: Overload) => void;
}

export interface Overload {
  /** Whose contacts are not remembered whole any more. */
  readonly device: string;
  /** `listed`: facts went as well. The newest stay. */
  readonly of: 'contacts' | 'listed';
}

export interface WindowCounters {
  /** Older than the window when they came. */
  readonly late: number;
  /** From the future: taken as of now. */
  readonly future: number;
  /** Pushed out before their time. */
  readonly evicted: number;
}

const DEFAULT_LOOK_BACK = 2 * MINUTE;
const DEFAULT_TOTAL = 100_000;
/** Two clocks that agree to this are taken as one. */
const TOLERANCE: Milliseconds = 5000;

export class ContactWindow {
  readonly #options: ContactWindowOptions;
  readonly #lookBackSeconds: number;
  readonly #contacts: SlidingWindow<readonly string[]>;
  readonly #listed: SlidingWindow<readonly string[]>;
  /** How many listed contacts a fact `denylisted` stands for. */
  readonly #denylisted = new Map<string, number>();
  readonly #told = new Set<string>();
  #counters = { late: 0, future: 0, evicted: 0 };

  constructor(options: ContactWindowOptions) {
    this.#options = options;
    this.#lookBackSeconds = Math.ceil((options.lookBack ?? DEFAULT_LOOK_BACK) / 1000);
    this.#contacts = new SlidingWindow({ maxPerDevice: 256, maxTotal: DEFAULT_TOTAL, ...options.contacts });
    this.#listed = new SlidingWindow({ maxPerDevice: 64, maxTotal: DEFAULT_TOTAL, ...options.listed });
  }

  get counters(): WindowCounters {
    return { ...this.#counters };
  }

  /** Contacts remembered, listed ones included. */
  get size(): number {
    return this.#contacts.size + this.#listed.size;
  }

  /** Contacts with what is on a list, within the window, with the names of the lists as `data`. */
  *listed(): Generator<Sighting<readonly string[]>, undefined> {
    const oldest = this.#oldest(this.#options.clock.now().getTime());
    for (const sighting of this.#listed) if (sighting.at >= oldest) yield sighting;
    return undefined;
  }

  /** When `advance` has something to do; undefined when nothing is listed. */
  get nextDueAt(): Date | undefined {
    const { earliest } = this.#listed;
    return earliest === undefined ? undefined : new Date((earliest + this.#lookBackSeconds + 1) * 1000);
  }

  /** A device had to do with an address or a name, in whatever order these come. */
  observe(device: string, destination: string, at: Date): readonly FactChange[] {
    const now = this.#options.clock.now().getTime();
    const time = at.getTime();
    if (time > now + TOLERANCE) this.#counters.future++;
    // A fast clock must not make a contact last longer, nor one that is wrong hide it.
    const second = Math.floor(Math.min(time, now) / 1000);
    if (!(second >= this.#oldest(now))) {
      this.#counters.late++;
      return [];
    }
    const known = this.#listed.get(device, destination) ?? this.#contacts.get(device, destination);
    if (known !== undefined && known.at >= second) return [];
    const lists = this.#options.denylists.listsOf(destination);
    return this.#remember({ device, destination, at: second, data: lists });
  }

  /** Time passed: what is older than the window goes. */
  advance(): readonly FactChange[] {
    this.#told.clear();
    const oldest = this.#oldest(this.#options.clock.now().getTime());
    this.#contacts.expire(oldest);
    return this.#listed.expire(oldest).flatMap((sighting) => this.#forgotten(sighting));
  }

  /** The lists have changed: looks everything up again that is remembered. */
  relist(): readonly FactChange[] {
    return [...this.#contacts, ...this.#listed].flatMap((sighting) => {
      const lists = this.#options.denylists.listsOf(sighting.destination);
      if (lists.join() === sighting.data.join()) return [];
      return this.#remember({ ...sighting, data: lists });
    });
  }

  #oldest(now: number): number {
    return Math.floor(now / 1000) - this.#lookBackSeconds;
  }

  #remember(sighting: Sighting<readonly string[]>): readonly FactChange[] {
    const isListed = sighting.data.length > 0;
    const [window, other] = isListed ? [this.#listed, this.#contacts] : [this.#contacts, this.#listed];
    const elsewhere = other.get(sighting.device, sighting.destination);
    if (elsewhere !== undefined) other.delete(elsewhere);
    const { replaced, evicted } = window.put(sighting);
    if (evicted.length > 0) this.#overload(evicted, isListed ? 'listed' : 'contacts');
    // Facts are added before they are taken away, so that none that stays is ever missing.
    return [
      ...(isListed ? this.#noted(sighting, replaced?.at === sighting.at) : []),
      ...[replaced, elsewhere, ...evicted].flatMap((each) =>
        each === undefined || each.data.length === 0 ? [] : this.#forgotten(each),
      ),
    ];
  }

  #noted({ device, destination, at, data }: Sighting<readonly string[]>, isKnown: boolean): readonly FactChange[] {
    const added = data.filter((list) => this.#count(destination, list, 1) === 1);
    return [
      ...added.map((list) => ({ add: denylistedFact(destination, list) })),
      ...(isKnown ? [] : [{ add: contactFact(device, destination, at) }]),
    ];
  }

  #forgotten({ device, destination, at, data }: Sighting<readonly string[]>): readonly FactChange[] {
    const gone = data.filter((list) => this.#count(destination, list, -1) === 0);
    // When only the lists have changed the contact stays.
    const isSame = this.#listed.get(device, destination)?.at === at;
    return [
      ...(isSame ? [] : [{ remove: contactFact(device, destination, at) }]),
      ...gone.map((list) => ({ remove: denylistedFact(destination, list) })),
    ];
  }

  #count(destination: string, list: string, change: 1 | -1): number {
    const key = `${list} ${destination}`;
    const count = (this.#denylisted.get(key) ?? 0) + change;
    if (count === 0) this.#denylisted.delete(key);
    else this.#denylisted.set(key, count);
    return count;
  }

  #overload(evicted: readonly Sighting<readonly string[]>[], of: Overload['of']): void {
    this.#counters.evicted += evicted.length;
    for (const { device } of evicted) {
      const key = `${of} ${device}`;
      if (this.#told.has(key)) continue;
      this.#told.add(key);
      this.#options.onOverload?.({ device, of });
    }
  }
}
