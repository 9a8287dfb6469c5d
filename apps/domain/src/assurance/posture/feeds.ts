/** The vulnerability feeds of a domain: a file of its own, opened when it is first needed. */

import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FeedKind, type FeedState, FeedStore, type ImportReport, importFeed } from '@sallyport/assurance-posture';
import { type Clock, reasonOf } from '@sallyport/core';
import { fail } from '../../errors.ts';

export interface FeedsOptions {
  /** The domain's; undefined for one in memory, whose feeds go with it. */
  readonly directory: string | undefined;
  readonly clock: Clock;
}

const FILE = 'feeds.db';

export class Feeds {
  readonly #options: FeedsOptions;
  /** Databots open the file in threads of their own, so that one in memory will not do. */
  #temporary: string | undefined;
  #store: Promise<FeedStore> | undefined;

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  /** Where they are, or undefined while nothing was ever imported. */
  async path(): Promise<string | undefined> {
    const folder = this.#options.directory ?? this.#temporary;
    if (folder === undefined) return undefined;
    const path = join(folder, FILE);
    return access(path).then(
      () => path,
      () => undefined,
    );
  }

  /** @throws E_POSTURE_FEED_FILE, E_POSTURE_FEED_FORMAT, E_POSTURE_FEED_STORE, E_POSTURE_FEED_BUSY */
  async import(kind: FeedKind, path: string): Promise<ImportReport> {
    return importFeed(await this.#open(), { kind, path, clock: this.#options.clock });
  }

  /** Undefined while nothing was ever imported. @throws E_POSTURE_FEED_STORE */
  async state(): Promise<FeedState | undefined> {
    return (await this.path()) === undefined ? undefined : (await this.#open()).state();
  }

  /** Undefined while nothing was ever imported. @throws E_POSTURE_FEED_STORE */
  async opened(): Promise<FeedStore | undefined> {
    return (await this.path()) === undefined ? undefined : this.#open();
  }

  async close(): Promise<void> {
    (await this.#store?.catch(() => undefined))?.close();
    this.#store = undefined;
    if (this.#temporary !== undefined) await rm(this.#temporary, { recursive: true, force: true });
  }

  async #open(): Promise<FeedStore> {
    this.#store ??= this.#folder().then((folder) => FeedStore.open(join(folder, FILE)));
    try {
      return await this.#store;
    } catch (thrown) {
      this.#store = undefined;
      throw thrown;
    }
  }

  async #folder(): Promise<string> {
    if (this.#options.directory !== undefined) return this.#options.directory;
    try {
      this.#temporary ??= await mkdtemp(join(tmpdir(), 'sallyport-feeds-'));
    } catch (cause) {
      throw fail('E_DOMAIN_FILE', `a place for feeds cannot be made: ${reasonOf(cause)}`, { cause });
    }
    return this.#temporary;
  }
}
