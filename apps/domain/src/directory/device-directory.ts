/**
 * The devices of the domain for looking up: searched, filtered, sorted and counted in memory.
 *
 * In memory rather than in tables, because what people look for are parts of words in several fields at once and counts under
 * every other filter: tables of the log have neither, and an index of all parts would be written with each step of each
 * device whether or not anybody ever looks. It is read from the registers when first asked for, or at the start of a domain that
 * has a console, a row each, and follows the log from there, whichever replica writes it; so a restart reads no history. Until
 * all are read, whoever would rather not wait is answered from those that are.
 */

import type { TrustChanges } from '@sallyport/onboarding';
import type { DirectoryPage, DirectoryQuery, DirectoryRows, FacetCounts } from './directory-index.ts';
import type { ListedDevice } from './listed-device.ts';
import type { Wanted } from './matcher.ts';
import { type DirectorySources, OpenDirectory } from './open-directory.ts';

export interface Counted {
  readonly facets: FacetCounts;
  /** By the maker's identifier what it is called. */
  readonly makers: ReadonlyMap<string, string>;
}

export class DeviceDirectory {
  readonly #options: DirectorySources;
  #trust: TrustChanges | undefined;
  #open: OpenDirectory | undefined;
  #isClosed = false;

  constructor(options: Omit<DirectorySources, 'trust'>) {
    this.#options = { ...options, trust: () => this.#trust };
  }

  /** From where it hears that a device may be decided otherwise. */
  listenTo(trust: TrustChanges): void {
    this.#trust = trust;
  }

  /** Begins to read, so that whoever asks first waits less. What fails is tried again when asked for. */
  prepare(): void {
    this.#opened().complete.catch(this.#options.onError);
  }

  /** How many devices were read so far, while there may be more; undefined once all were. */
  get reading(): number | undefined {
    return this.#open === undefined || this.#open.isComplete ? undefined : this.#open.index.size;
  }

  /**
   * With everything that was durable, at any replica, when this was called; or `early`, of the devices that were read so far.
   * @throws E_DOMAIN_ARGUMENT, E_STORE_…
   */
  async page(query: DirectoryQuery, when?: 'early'): Promise<DirectoryPage> {
    return (await this.#upToDate(when)).index.page(query);
  }

  /** The page alone, without how many fit: what stands often is found at once among however many. @throws as {@link page} */
  async rows(query: DirectoryQuery, when?: 'early'): Promise<DirectoryRows> {
    return (await this.#upToDate(when)).index.rows(query);
  }

  /** Also of the devices that were read so far. @throws as {@link page} */
  async pageWithFacets(query: DirectoryQuery, when?: 'early'): Promise<DirectoryPage & Counted> {
    const { index, makers } = await this.#upToDate(when);
    return { ...(await index.pageWithFacets(query)), makers };
  }

  /** @throws E_STORE_… */
  async facets(wanted: Partial<Wanted>): Promise<FacetCounts> {
    return (await this.#upToDate()).index.facets(wanted);
  }

  /** Does not wait for others to be read. @throws E_STORE_… */
  async find(key: string): Promise<ListedDevice | undefined> {
    const open = this.#opened();
    if (open.isComplete || this.#isClosed) return (await this.#upToDate()).index.find(key);
    await open.readEarly(key);
    return open.index.find(key);
  }

  /** Devices, by URI, are of other types now. */
  typesChanged(uris: ReadonlySet<string>): void {
    if (this.#open === undefined) return;
    const { index, keys } = this.#open;
    for (const uri of uris) {
      const device = index.find(keys.get(uri) ?? '');
      if (device !== undefined) index.put({ ...device, types: this.#options.typesOf(uri) });
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#open?.close();
  }

  async #upToDate(when?: 'early'): Promise<OpenDirectory> {
    const open = this.#opened();
    if (when !== 'early' || open.isComplete) {
      await open.complete;
      if (!this.#isClosed) await open.caughtUp();
    }
    return open;
  }

  #opened(): OpenDirectory {
    if (this.#open !== undefined) return this.#open;
    const open = new OpenDirectory(this.#options);
    this.#open = open;
    open.complete.catch(async () => {
      this.#open = undefined;
      await open.close();
    });
    return open;
  }
}
