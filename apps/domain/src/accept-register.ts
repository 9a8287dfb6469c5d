/** The owner's accept lists, kept in the log and held in memory for the enforcement port. */

import type { AcceptLists } from '@sallyport/assurance-accept-lists';
import type { LogStore, StoredEvent } from '@sallyport/store';
import { LIST_ENTRY_ADDED, LIST_ENTRY_REMOVED, LIST_LIFTED, type ListName } from './events.ts';
import { LISTS, NARROWED } from './register.ts';

type MutableList = Map<string, string | undefined>;

/** What became of one entry, whichever replica changed it. */
export type ListChange =
  | { readonly kind: 'added'; readonly list: ListName; readonly match: string; readonly note: string | undefined }
  | { readonly kind: 'removed'; readonly list: ListName; readonly match: string };

const STREAM = 'accept-lists';
const LIST_NAMES = ['manufacturers', 'models', 'devices', 'codes', 'refused'] as const satisfies readonly ListName[];
/** Entries in one append. */
const CHUNK = 1000;

/**
 * Keeps the lists in memory and follows their stream in the log, so that a decision costs one short read however long
 * the lists are, and what was said at any replica counts in the very next decision. A change is on disk before it counts.
 */
export class AcceptRegister {
  readonly #store: LogStore;
  readonly #lists: Readonly<Record<ListName, MutableList>> = emptyLists();
  readonly #narrowed: Set<string> = new Set();
  readonly #listeners = new Set<(change: ListChange) => void>();
  /** Of the last event of the log that the lists show. */
  #position = 0;
  /** Of their stream, when it was last read to its end. */
  #version = 0;

  private constructor(store: LogStore) {
    this.#store = store;
  }

  static async open(store: LogStore): Promise<AcceptRegister> {
    const register = new AcceptRegister(store);
    await register.#load();
    return register;
  }

  /** The lists with everything that was durable, at any replica, when this was called. */
  async upToDate(): Promise<AcceptLists> {
    await this.#follow();
    return this.current();
  }

  /** The lists as they stood when last read. A `models` or `devices` list that lost its last entry accepts nobody until it is lifted. */
  current(): AcceptLists {
    const { manufacturers, models, devices, codes, refused } = this.#lists;
    return {
      manufacturers,
      codes,
      refused,
      ...(this.#narrowed.has('models') ? { models } : {}),
      ...(this.#narrowed.has('devices') ? { devices } : {}),
    };
  }

  /** Every entry, as the lists stood when last read. */
  *entries(): Generator<{ readonly list: ListName; readonly match: string; readonly note: string | undefined }> {
    for (const list of LIST_NAMES) for (const [match, note] of this.#lists[list]) yield { list, match, note };
  }

  /** Tells of each entry that comes or goes when it is read from the log: within {@link upToDate} at the latest. Gives the way to stop. */
  onChanged(listener: (change: ListChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async add(list: ListName, match: string, note: string | undefined): Promise<void> {
    await this.addAll([{ list, match, note }]);
  }

  /** Adds many entries, as a delivery of ten thousand devices needs. */
  async addAll(
    entries: readonly { readonly list: ListName; readonly match: string; readonly note: string | undefined }[],
  ): Promise<void> {
    for (let start = 0; start < entries.length; start += CHUNK) {
      const chunk = entries.slice(start, start + CHUNK);
      await this.#store.append(
        chunk.map(({ list, match, note }) => LIST_ENTRY_ADDED.create(STREAM, { list, match, note: note ?? null })),
      );
      await this.#follow();
    }
  }

  /** Takes an entry off; false when it was not there. */
  async remove(list: ListName, match: string): Promise<boolean> {
    await this.#follow();
    if (!this.#lists[list].has(match)) return false;
    await this.#store.append([LIST_ENTRY_REMOVED.create(STREAM, { list, match })]);
    await this.#follow();
    return true;
  }

  /** Stops narrowing by this list. */
  async lift(list: 'models' | 'devices'): Promise<void> {
    await this.#store.append([LIST_LIFTED.create(STREAM, { list })]);
    await this.#follow();
  }

  /** Events that come while the tables are read are applied again: in their order they lead to the same lists. */
  async #load(): Promise<void> {
    const position = await this.#store.head();
    for await (const { row } of this.#store.table(LISTS).scan()) {
      this.#lists[row.list].set(row.match, row.note ?? undefined);
    }
    for await (const { key } of this.#store.table(NARROWED).scan()) this.#narrowed.add(key);
    this.#position = position;
    await this.#follow();
  }

  /**
   * Applies each event once and in order, though several calls may be reading. Mostly there is none: the version of the
   * stream tells, by one look into an index, where looking for events would pass over all those that came before.
   */
  async #follow(): Promise<void> {
    const version = await this.#store.streamVersion(STREAM);
    if (version === this.#version) return;
    for await (const event of this.#store.read(this.#position + 1, { stream: STREAM })) {
      if (event.position <= this.#position) continue;
      this.#position = event.position;
      this.#apply(event);
    }
    this.#version = Math.max(this.#version, version);
  }

  #apply(event: StoredEvent): void {
    if (LIST_ENTRY_ADDED.is(event)) {
      const { list, match, note } = event.data;
      this.#lists[list].set(match, note ?? undefined);
      this.#narrowed.add(list);
      this.#tell({ kind: 'added', list, match, note: note ?? undefined });
    } else if (LIST_ENTRY_REMOVED.is(event)) {
      this.#remove(event.data.list, event.data.match);
    } else if (LIST_LIFTED.is(event)) {
      for (const match of [...this.#lists[event.data.list].keys()]) this.#remove(event.data.list, match);
      this.#narrowed.delete(event.data.list);
    }
  }

  #remove(list: ListName, match: string): void {
    if (this.#lists[list].delete(match)) this.#tell({ kind: 'removed', list, match });
  }

  #tell(change: ListChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function emptyLists(): Readonly<Record<ListName, MutableList>> {
  return { manufacturers: new Map(), models: new Map(), devices: new Map(), codes: new Map(), refused: new Map() };
}
