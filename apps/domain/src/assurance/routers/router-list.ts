/** The routers that the owner gave its word for, and those that may connect no more. */

import type { LogStore } from '@sallyport/store';
import { ROUTER_ADDED, ROUTER_REMOVED } from '../events.ts';
import { ROUTERS, type RouterRow } from '../register.ts';

const STREAM = 'routers';

export class RouterList {
  readonly #store: LogStore;
  readonly #removed = new Set<string>();
  #version = -1;

  constructor(store: LogStore) {
    this.#store = store;
  }

  /** Reads what was changed, here or at another replica. */
  async refresh(): Promise<void> {
    const version = await this.#store.streamVersion(STREAM);
    if (version === this.#version) return;
    const removed: string[] = [];
    for (const row of await this.all()) if (row.isRemoved) removed.push(row.key);
    this.#removed.clear();
    for (const key of removed) this.#removed.add(key);
    this.#version = version;
  }

  async all(): Promise<readonly RouterRow[]> {
    const rows: RouterRow[] = [];
    for await (const { row } of this.#store.table(ROUTERS).scan()) rows.push(row);
    return rows;
  }

  find(key: string): Promise<RouterRow | undefined> {
    return this.#store.table(ROUTERS).get(key);
  }

  /** As of the last {@link refresh}. A router that the owner never spoke of may connect where the domain certified it. */
  admits(key: string): boolean {
    return !this.#removed.has(key);
  }

  /** `claim`: the URI of the owner's word. */
  async add(key: string, name: string, claim: string): Promise<void> {
    await this.#store.append([ROUTER_ADDED.create(STREAM, { key, name, claim })]);
    await this.refresh();
  }

  async remove(key: string): Promise<void> {
    await this.#store.append([ROUTER_REMOVED.create(STREAM, { key })]);
    await this.refresh();
  }
}
