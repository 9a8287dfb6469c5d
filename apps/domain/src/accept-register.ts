/** The owner's accept lists, kept in the log and held in memory for the enforcement port. */

import type { AcceptLists } from '@sallyport/assurance-accept-lists';
import type { LogStore } from '@sallyport/store';
import { LIST_ENTRY_ADDED, LIST_ENTRY_REMOVED, LIST_LIFTED, type ListName } from './events.ts';
import { LISTS, NARROWED } from './register.ts';

type MutableList = Map<string, string | undefined>;

const STREAM = 'accept-lists';
/** Entries in one append. */
const CHUNK = 1000;

/**
 * Answers from memory, so that a decision costs no query; a change is on disk before it counts. Another replica's
 * changes are seen after {@link AcceptRegister.refresh}.
 */
export class AcceptRegister {
  readonly #store: LogStore;
  #lists: Readonly<Record<ListName, MutableList>> = emptyLists();
  #narrowed: Set<string> = new Set();

  private constructor(store: LogStore) {
    this.#store = store;
  }

  static async open(store: LogStore): Promise<AcceptRegister> {
    const register = new AcceptRegister(store);
    await register.refresh();
    return register;
  }

  /** The lists as they stand. A `models` or `devices` list that lost its last entry accepts nobody until it is lifted. */
  current(): AcceptLists {
    const { manufacturers, models, devices, refused } = this.#lists;
    return {
      manufacturers,
      refused,
      ...(this.#narrowed.has('models') ? { models } : {}),
      ...(this.#narrowed.has('devices') ? { devices } : {}),
    };
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
      for (const { list, match, note } of chunk) {
        this.#lists[list].set(match, note);
        this.#narrowed.add(list);
      }
    }
  }

  /** Takes an entry off; false when it was not there. */
  async remove(list: ListName, match: string): Promise<boolean> {
    if (!this.#lists[list].has(match)) return false;
    await this.#store.append([LIST_ENTRY_REMOVED.create(STREAM, { list, match })]);
    this.#lists[list].delete(match);
    return true;
  }

  /** Stops narrowing by this list. */
  async lift(list: 'models' | 'devices'): Promise<void> {
    await this.#store.append([LIST_LIFTED.create(STREAM, { list })]);
    this.#lists[list].clear();
    this.#narrowed.delete(list);
  }

  async refresh(): Promise<void> {
    const lists = emptyLists();
    for await (const { row } of this.#store.table(LISTS).scan()) lists[row.list].set(row.match, row.note ?? undefined);
    const narrowed = new Set<string>();
    for await (const { key } of this.#store.table(NARROWED).scan()) narrowed.add(key);
    this.#lists = lists;
    this.#narrowed = narrowed;
  }
}

function emptyLists(): Readonly<Record<ListName, MutableList>> {
  return { manufacturers: new Map(), models: new Map(), devices: new Map(), refused: new Map() };
}
