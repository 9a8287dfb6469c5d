/**
 * The devices of the domain for looking up: searched, filtered, sorted and counted in memory.
 *
 * In memory rather than in tables, because what people look for are parts of words in several fields at once and counts under
 * every other filter: tables of the log have neither, and an index of all parts would be written with each step of each
 * device whether or not anybody ever looks. It is read from the registers when first asked for, a row each, and follows the
 * log from there, whichever replica writes it; so a restart reads no history.
 */

import { deviceKey, type OnboardingEvent, type StepId } from '@sallyport/onboarding';
import type { DirectoryIndex, DirectoryPage, DirectoryQuery, FacetCounts } from './directory-index.ts';
import type { LastDecision, ListedDevice } from './listed-device.ts';
import { type DirectorySources, OpenDirectory } from './open-directory.ts';
import type { Wanted } from './selection.ts';

/** Where policy is asked. */
const POINTS: ReadonlySet<StepId> = new Set(['C.3', 'C.8', 'E.2', 'M.4']);
/** Decisions that are remembered from before the directory was first asked for. */
const MAX_HEARD = 4096;

export class DeviceDirectory {
  readonly #options: DirectorySources;
  /** The latest last. */
  readonly #heard = new Map<string, LastDecision>();
  #opened: Promise<OpenDirectory> | undefined;
  #isClosed = false;

  constructor(options: Omit<DirectorySources, 'heard'>) {
    this.#options = { ...options, heard: (key) => this.#heard.get(key) };
  }

  /** With everything that was durable, at any replica, when this was called. @throws E_DOMAIN_ARGUMENT, E_STORE_… */
  async page(query: DirectoryQuery): Promise<DirectoryPage> {
    return (await this.#upToDate()).page(query);
  }

  /** @throws E_STORE_… */
  async facets(wanted: Partial<Wanted>): Promise<FacetCounts> {
    return (await this.#upToDate()).facets(wanted);
  }

  /** @throws E_STORE_… */
  async find(key: string): Promise<ListedDevice | undefined> {
    return (await this.#upToDate()).find(key);
  }

  /** By the maker's identifier what it is called, for those that have devices here. @throws E_STORE_… */
  async makerNames(): Promise<ReadonlyMap<string, string>> {
    await this.#upToDate();
    return (await this.#opened)?.makers ?? new Map();
  }

  /** What is decided at the enforcement points of this node, which no event of the log need stand for. */
  heard({ step, ok, device, message = '', at }: OnboardingEvent): void {
    if (device === undefined || device.assurance === 'claimed' || !POINTS.has(step)) return;
    const key = deviceKey(device);
    const decision = { outcome: ok ? 'permit' : 'deny', point: step, reason: message, at: at.getTime() } as const;
    this.#heard.delete(key);
    this.#heard.set(key, decision);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > MAX_HEARD && oldest !== undefined) this.#heard.delete(oldest);
    this.#opened?.then(
      ({ index }) => {
        const listed = index.find(key);
        if (listed !== undefined) index.put({ ...listed, decision });
      },
      () => undefined,
    );
  }

  /** Devices, by URI, are of other types now. */
  typesChanged(uris: ReadonlySet<string>): void {
    this.#opened?.then(
      ({ index, keys }) => {
        for (const uri of uris) {
          const device = index.find(keys.get(uri) ?? '');
          if (device !== undefined) index.put({ ...device, types: this.#options.typesOf(uri) });
        }
      },
      () => undefined,
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const open = await this.#opened?.catch(() => undefined);
    await open?.close();
  }

  async #upToDate(): Promise<DirectoryIndex> {
    this.#opened ??= OpenDirectory.read(this.#options).catch((thrown: unknown) => {
      this.#opened = undefined;
      throw thrown;
    });
    const open = await this.#opened;
    if (!this.#isClosed) await open.caughtUp();
    return open.index;
  }
}
