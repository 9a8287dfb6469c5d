/** What devices are made of: bills of materials, feeds of vulnerabilities, and the databot that scores the one by the other. */

import type { ControllerResolver } from '@sallyport/assurance-claims';
import type { Assurance } from '@sallyport/assurance-continuous';
import type { DatabotRun, Databots } from '@sallyport/assurance-databots';
import { type FeedKind, type FeedState, type ImportReport, readSbom } from '@sallyport/assurance-posture';
import type { Clock, Random, Timer } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import type { ClaimKeys } from '../claim-keys.ts';
import { FEED_IMPORTED } from '../events.ts';
import type { FileShelf } from '../file-shelf.ts';
import { Feeds } from './feeds.ts';
import { bytesOfSbom, nameOfSbom } from './sbom-bytes.ts';

export interface PostureDeskOptions {
  readonly store: LogStore;
  readonly directory: string | undefined;
  /** Bills of materials, by their digest. */
  readonly sboms: FileShelf;
  readonly keys: ClaimKeys;
  readonly resolve: ControllerResolver;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

const STREAM = 'feeds';
const BY_DATABOT = "this domain's databot";

export class PostureDesk {
  readonly #options: PostureDeskOptions;
  readonly #feeds: Feeds;
  #assurance: Assurance | undefined;
  #databots: Databots | undefined;

  constructor(options: PostureDeskOptions) {
    this.#options = options;
    this.#feeds = new Feeds(options);
  }

  /** Begins to score for this assurance, where there are feeds to score by. Gives the way to stop. */
  async start(assurance: Assurance): Promise<() => Promise<void>> {
    this.#assurance = assurance;
    await this.#work();
    const stopHearing = assurance.onRelationsChanged((relations) => this.#databots?.relationsChanged(relations));
    return async () => {
      stopHearing();
      await this.#databots?.close();
      this.#databots = undefined;
      this.#assurance = undefined;
    };
  }

  /** Before a question is answered: has scores worked out that are missing or stale. */
  async freshen(goal: string, by: string): Promise<void> {
    await this.#databots?.freshen(goal, by);
  }

  /** @throws E_POSTURE_FEED_FILE, E_POSTURE_FEED_FORMAT, E_POSTURE_FEED_STORE, E_POSTURE_FEED_BUSY, E_STORE_… */
  async importFeed(kind: FeedKind, path: string): Promise<ImportReport> {
    const report = await this.#feeds.import(kind, path);
    const { digest, revision, records } = report;
    await this.#options.store.append([
      FEED_IMPORTED.create(STREAM, { kind, digest, revision, records: { ...records } }),
    ]);
    await this.#work();
    const { SBOM_FEEDS } = await import('@sallyport/assurance-databots');
    this.#databots?.relationsChanged(new Set([SBOM_FEEDS]));
    return report;
  }

  /** Undefined while nothing was ever imported. */
  feeds(): Promise<FeedState | undefined> {
    return this.#feeds.state();
  }

  /** Keeps the bytes of a bill of materials, so that a claim need only name their digest. Gives the subject of that claim but its type. @throws E_POSTURE_…, E_DOMAIN_FILE */
  async keepSbom(
    bytes: Uint8Array,
  ): Promise<{ readonly format: 'CycloneDX' | 'SPDX'; readonly digest: string; readonly components: number }> {
    const { format, digest, components } = readSbom(bytes);
    await this.#options.sboms.put(nameOfSbom(digest), bytes);
    return { format, digest, components: components.length };
  }

  /** What databots did last. */
  runs(): readonly { readonly name: string; readonly about: string; readonly lastRun: DatabotRun | undefined }[] {
    return (this.#databots?.list() ?? []).map(({ databot: { name, about }, lastRun }) => ({ name, about, lastRun }));
  }

  /** Resolves when no databot runs or is about to. */
  async settled(): Promise<void> {
    await this.#databots?.settled();
  }

  async close(): Promise<void> {
    await this.#databots?.close();
    await this.#feeds.close();
  }

  /** Once there is both somebody to score for and something to score by. */
  async #work(): Promise<void> {
    const { keys, resolve, clock, timer, random, sboms, onError } = this.#options;
    const feeds = await this.#feeds.path();
    const assurance = this.#assurance;
    if (feeds === undefined || assurance === undefined || this.#databots !== undefined) return;
    const { Databots, sbomScoring, startThread } = await import('@sallyport/assurance-databots');
    const node = (await keys.signerOf('node')).issuer;
    const signer = await keys.signerOf('databot');
    const databots = new Databots({
      node: {
        issuer: node,
        query: (bytes) => assurance.query(bytes, BY_DATABOT),
        submit: (bytes) => assurance.submit(bytes, BY_DATABOT),
      },
      said: (issuer) => saidBy(issuer, assurance),
      resolve,
      clock,
      timer,
      random,
      start: startThread,
      onRun: ({ error }) => {
        if (error !== undefined) onError(error);
      },
    });
    databots.add(sbomScoring({ signer, feeds, sbomOf: (digest) => bytesOfSbom(digest, sboms, assurance) }));
    this.#databots = databots;
  }
}

/** What stands of what a key said, the older first. */
function* saidBy(issuer: string, assurance: Assurance) {
  for (const { issuer: by, uri, claim, verified } of assurance.claims()) {
    if (by !== issuer) continue;
    const [id = ''] = assurance.idsOf(uri);
    const outcome = assurance.outcomeOf(id);
    if (outcome.state !== 'judged' || outcome.standing.reason === 'superseded') continue;
    if (outcome.standing.reason === 'retracted') continue;
    const [subject = {}] = verified.credential.subjects;
    yield { uri, type: claim.type, subject, validUntil: verified.credential.validUntil };
  }
}
