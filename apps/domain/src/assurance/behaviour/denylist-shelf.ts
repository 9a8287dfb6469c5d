/** The denylists in force, and their files: as they were imported, and as they were changed since. */

import {
  changeDenylist,
  type DenylistChange,
  Denylists,
  type ReadDenylist,
  readDenylist,
} from '@sallyport/assurance-behaviour';
import type { FileShelf } from '../file-shelf.ts';

export interface DenylistChanged {
  /** How many the list has now. */
  readonly entries: number;
  /** How many were not on it before. */
  readonly added: number;
  /** How many were on it, and are not any more. */
  readonly removed: number;
}

export class DenylistShelf {
  /** Those that were read. */
  readonly lists = new Denylists();
  readonly #shelf: FileShelf;
  #opened: Promise<void> | undefined;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(shelf: FileShelf) {
    this.#shelf = shelf;
  }

  /** Reads the lists once. While one cannot be read nothing is taken in: whoever reports hears of it. @throws E_DOMAIN_FILE */
  open(): Promise<void> {
    this.#opened ??= this.#read().catch((thrown: unknown) => {
      this.#opened = undefined;
      throw thrown;
    });
    return this.#opened;
  }

  /** In place of the one of that name. @throws E_BEHAVIOUR_DENYLIST, E_BEHAVIOUR_DENYLIST_TOO_LARGE, E_BYTES_UTF8, E_DOMAIN_FILE */
  put(name: string, bytes: Uint8Array): Promise<ReadDenylist> {
    return this.#inTurn(() => this.#keep(name, bytes));
  }

  /** @throws E_BEHAVIOUR_DESTINATION, and as {@link put} */
  change(name: string, change: DenylistChange): Promise<DenylistChanged> {
    return this.#inTurn(async () => {
      const before = (await this.#shelf.get(name)) ?? new Uint8Array();
      const { bytes, added, removed } = changeDenylist(before, change);
      const { list } = await this.#keep(name, bytes);
      return { entries: list.size, added, removed };
    });
  }

  /** False when there was none. @throws E_DOMAIN_FILE */
  remove(name: string): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.lists.get(name) === undefined) return false;
      await this.#shelf.remove(name);
      return this.lists.remove(name);
    });
  }

  async #keep(name: string, bytes: Uint8Array): Promise<ReadDenylist> {
    const read = readDenylist(name, bytes);
    this.lists.requireRoom(name);
    await this.#shelf.put(name, bytes);
    this.lists.put(read.list);
    return read;
  }

  /** One after the other: a change rests on what the one before it left. */
  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.open();
    const turn = this.#changing.then(work);
    this.#changing = turn.catch(() => undefined);
    return turn;
  }

  async #read(): Promise<void> {
    for (const name of await this.#shelf.names()) {
      const bytes = await this.#shelf.get(name);
      if (bytes !== undefined) this.lists.put(readDenylist(name, bytes).list);
    }
  }
}
