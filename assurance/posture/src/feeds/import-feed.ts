/** Imports a feed from a file: record by record, in bounded memory, all of it or nothing. */

import type { Clock, JsonValue } from '@sallyport/core';
import { systemClock } from '@sallyport/core';
import { fail } from '../errors.ts';
import { FEED_LIMITS, type FeedLimits } from '../limits.ts';
import type { FeedStore } from './feed-store.ts';
import type { FeedWriter, Written } from './feed-writer.ts';
import { digestOf } from './files.ts';
import { readKevRecord } from './kev-record.ts';
import { readNvdRecord } from './nvd-record.ts';
import { readOsvRecord } from './osv-record.ts';
import { type FeedRecord, feedRecords, problemOf } from './records.ts';
import { FEED_KINDS, type FeedKind, type ImportProblem, type ImportReport } from './report.ts';

export interface ImportOptions {
  readonly kind: FeedKind;
  /**
   * OSV: a record, a list of them, JSON lines, an archive or a folder of records. NVD: JSON 2.0, one file or several.
   * KEV: the catalog. Gzipped ones too.
   */
  readonly path: string;
  readonly clock?: Clock;
  /** Told from time to time how many records were read. */
  readonly onProgress?: (progress: { readonly read: number; readonly refused: number }) => void;
  /** Cancels the import; nothing of it is kept. */
  readonly signal?: AbortSignal;
  readonly limits?: FeedLimits;
}

/**
 * Imports a feed. Records that are known already change nothing, so the same file can be imported again.
 *
 * A record that cannot be read is counted and reported, and the others are imported. A file that ends too early, or
 * is no such feed, is refused whole.
 * @throws E_POSTURE_FEED_FILE, E_POSTURE_FEED_FORMAT, E_POSTURE_FEED_STORE, E_POSTURE_FEED_BUSY, E_POSTURE_CANCELLED
 */
export async function importFeed(store: FeedStore, options: ImportOptions): Promise<ImportReport> {
  const { kind, path, clock = systemClock, limits = FEED_LIMITS } = options;
  if (!FEED_KINDS.includes(kind)) throw fail('E_POSTURE_FEED_FORMAT', 'feed is of an unknown kind');
  const digest = await digestOf(path);
  return store.importing(async (writer) => {
    const tally = new Tally(limits.maxProblems);
    const take = takerOf(kind, writer, tally);
    for await (const records of feedRecords(path, kind === 'osv' ? undefined : 'vulnerabilities', limits)) {
      if (options.signal?.aborted) throw fail('E_POSTURE_CANCELLED', 'import was cancelled');
      if (records.length === 0) continue;
      for (const record of records) takeRecord(record, take, tally);
      options.onProgress?.({ read: tally.read, refused: tally.refused });
    }
    if (tally.read === 0) throw fail('E_POSTURE_FEED_FORMAT', 'feed has no record');
    if (tally.refused === tally.read) throw refusedWhole(tally);
    // A catalog with records that could not be read says nothing of what is gone from it.
    if (kind === 'kev' && tally.refused === 0) tally.removed = writer.keepExploited(tally.exploited);
    const report: ImportReport = { kind, digest, at: clock.now(), revision: writer.revision, ...tally.result() };
    writer.finish(report);
    return report;
  });
}

/** Stores one record. @throws for a record that cannot be read */
type Taker = (value: JsonValue) => void;

function takerOf(kind: FeedKind, writer: FeedWriter, tally: Tally): Taker {
  if (kind === 'kev') {
    return (value) => {
      const known = readKevRecord(value);
      tally.exploited.add(known.cve);
      tally.count(writer.putExploited(known), false);
    };
  }
  const read = kind === 'osv' ? readOsvRecord : readNvdRecord;
  return (value) => {
    const record = read(value);
    tally.count(writer.put(record), record.isWithdrawn);
    for (const ecosystem of record.passedOver) tally.passOver(ecosystem);
  };
}

function takeRecord(record: FeedRecord, take: Taker, tally: Tally): void {
  tally.read++;
  if ('problem' in record) {
    tally.refuse(record.problem);
    return;
  }
  try {
    take(record.value);
  } catch (error) {
    tally.refuse(problemOf(error, record.where));
  }
}

function refusedWhole(tally: Tally) {
  const [first] = tally.problems;
  return fail('E_POSTURE_FEED_FORMAT', `no record of the feed can be read: ${first?.message ?? ''}`);
}

/** At most as many ecosystems are listed as passed over. */
const MAX_ECOSYSTEMS = 256;

class Tally {
  read = 0;
  refused = 0;
  removed = 0;
  readonly exploited = new Set<string>();
  readonly problems: ImportProblem[] = [];
  readonly #written = { added: 0, updated: 0, unchanged: 0 };
  readonly #passedOver = new Map<string, number>();
  readonly #maxProblems: number;
  #withdrawn = 0;

  constructor(maxProblems: number) {
    this.#maxProblems = maxProblems;
  }

  count(written: Written, isWithdrawn: boolean): void {
    this.#written[written]++;
    if (isWithdrawn && written !== 'unchanged') this.#withdrawn++;
  }

  refuse(problem: ImportProblem): void {
    this.refused++;
    if (this.problems.length < this.#maxProblems) this.problems.push(problem);
  }

  passOver(ecosystem: string): void {
    const count = this.#passedOver.get(ecosystem);
    if (count === undefined && this.#passedOver.size >= MAX_ECOSYSTEMS) return;
    this.#passedOver.set(ecosystem, (count ?? 0) + 1);
  }

  result(): Pick<ImportReport, 'records' | 'problems' | 'passedOver'> {
    return {
      records: {
        read: this.read,
        ...this.#written,
        withdrawn: this.#withdrawn,
        removed: this.removed,
        refused: this.refused,
      },
      problems: this.problems,
      passedOver: Object.fromEntries(this.#passedOver),
    };
  }
}
