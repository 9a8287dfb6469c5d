/** What devices are made of: bills of materials, and feeds of vulnerabilities to hold them against. */

import {
  type FeedKind,
  type FeedState,
  type FeedStore,
  type ImportReport,
  readSbom,
} from '@sallyport/assurance-posture';
import type { Clock } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import { FEED_IMPORTED } from '../events.ts';
import type { FileShelf } from '../file-shelf.ts';
import { Feeds } from './feeds.ts';
import { nameOfSbom } from './sbom-bytes.ts';
import { withTemporaryFile } from './temporary-file.ts';

export interface PostureDeskOptions {
  readonly store: LogStore;
  /** The domain's; undefined for one in memory. */
  readonly directory: string | undefined;
  /** Bills of materials, by their digest. */
  readonly sboms: FileShelf;
  /** Called when a feed was imported. */
  readonly changed: () => Promise<void>;
  readonly clock: Clock;
}

export interface KeptSbom {
  readonly format: 'CycloneDX' | 'SPDX';
  /** `ni:///sha-256;…` of the bytes. */
  readonly digest: string;
  readonly components: number;
}

const STREAM = 'feeds';

export class PostureDesk {
  readonly #options: PostureDeskOptions;
  readonly #feeds: Feeds;

  constructor(options: PostureDeskOptions) {
    this.#options = options;
    this.#feeds = new Feeds(options);
  }

  /** @throws E_POSTURE_FEED_FILE, E_POSTURE_FEED_FORMAT, E_POSTURE_FEED_STORE, E_POSTURE_FEED_BUSY, E_STORE_… */
  async importFeed(kind: FeedKind, path: string): Promise<ImportReport> {
    const report = await this.#feeds.import(kind, path);
    const { digest, revision, records } = report;
    await this.#options.store.append([
      FEED_IMPORTED.create(STREAM, { kind, digest, revision, records: { ...records } }),
    ]);
    await this.#options.changed();
    return report;
  }

  /** As {@link importFeed}, of the bytes of a file. @throws as it does, and E_DOMAIN_FILE */
  async importSentFeed(kind: FeedKind, bytes: Uint8Array): Promise<ImportReport> {
    return withTemporaryFile(bytes, (path) => this.importFeed(kind, path));
  }

  /** Where the feeds are, or undefined while nothing was ever imported. */
  feedsPath(): Promise<string | undefined> {
    return this.#feeds.path();
  }

  /** Undefined while nothing was ever imported. */
  feeds(): Promise<FeedState | undefined> {
    return this.#feeds.state();
  }

  /** To look things up in; undefined while nothing was ever imported. @throws E_POSTURE_FEED_STORE */
  feedStore(): Promise<FeedStore | undefined> {
    return this.#feeds.opened();
  }

  /** Keeps the bytes of a bill of materials, so that a claim need only name their digest. @throws E_POSTURE_…, E_DOMAIN_FILE */
  async keepSbom(bytes: Uint8Array): Promise<KeptSbom> {
    const { format, digest, components } = readSbom(bytes);
    await this.#options.sboms.put(nameOfSbom(digest), bytes);
    return { format, digest, components: components.length };
  }

  close(): Promise<void> {
    return this.#feeds.close();
  }
}
