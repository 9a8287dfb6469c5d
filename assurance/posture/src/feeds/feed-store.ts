/**
 * Vulnerability feeds in a SQLite file of their own: bulk reference data that anybody can publish again, and so no part
 * of the domain's log. The log holds that an import happened, with its digest.
 */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { fail } from '../errors.ts';
import type { AdvisoryFacts, AdvisorySource, PackageEntry, ProductEntry } from './advisory.ts';
import { FeedWriter } from './feed-writer.ts';
import type { KnownExploited } from './kev-record.ts';
import type { FeedKind, ImportReport } from './report.ts';
import { integer, text } from './rows.ts';
import { isOfDatabase, openDatabase, storeFailure } from './schema.ts';

/** What one advisory says under the key that was looked up. */
export interface StoredEntry {
  readonly advisory: number;
  readonly source: AdvisorySource;
  /** The advisory's own name, for example `GHSA-…`. */
  readonly id: string;
  readonly body: PackageEntry | ProductEntry;
}

export interface StoredAdvisory extends AdvisoryFacts {
  readonly id: string;
  readonly source: AdvisorySource;
}

export interface FeedState {
  readonly revision: number;
  /** Advisories that are not withdrawn. */
  readonly advisories: number;
  readonly exploited: number;
  /** Ecosystems, and `cpe`, of which there are advisories. */
  readonly covered: readonly string[];
  /** The last import of each kind. */
  readonly imports: readonly { readonly kind: FeedKind; readonly digest: string; readonly at: Date }[];
}

export class FeedStore {
  readonly #path: string;
  readonly #db: DatabaseSync;
  readonly #entries: StatementSync;
  readonly #advisory: StatementSync;
  readonly #named: StatementSync;
  readonly #exploited: StatementSync;
  readonly #covers: StatementSync;
  #isImporting = false;

  /**
   * @param path the file, made if missing in a folder that exists; or `:memory:`
   * @throws E_POSTURE_FEED_STORE, E_POSTURE_FEED_FOREIGN
   */
  static open(path: string): FeedStore {
    return new FeedStore(path, openDatabase(path));
  }

  private constructor(path: string, db: DatabaseSync) {
    this.#path = path;
    this.#db = db;
    this.#entries = db.prepare(
      `SELECT e.advisory, e.body, a.source, a.name FROM entries e JOIN advisories a ON a.id = e.advisory
       WHERE e.key = ? AND a.withdrawn = 0`,
    );
    this.#advisory = db.prepare('SELECT source, name, facts FROM advisories WHERE id = ?');
    this.#named = db.prepare(
      `SELECT i.advisory FROM identifiers i JOIN advisories a ON a.id = i.advisory
       WHERE i.identifier = ? AND a.withdrawn = 0`,
    );
    this.#exploited = db.prepare('SELECT facts FROM exploited WHERE cve = ?');
    this.#covers = db.prepare('SELECT 1 FROM coverage WHERE family = ?');
  }

  /** All that is said under a key (`packageKey`, `productKey`). */
  entriesOf(key: string): readonly StoredEntry[] {
    return this.#run(() =>
      this.#entries.all(key).map((row) => ({
        advisory: integer(row, 'advisory'),
        source: sourceOf(text(row, 'source')),
        id: text(row, 'name'),
        body: JSON.parse(text(row, 'body')),
      })),
    );
  }

  advisory(number: number): StoredAdvisory | undefined {
    return this.#run(() => {
      const row = this.#advisory.get(number);
      if (row === undefined) return undefined;
      const facts: AdvisoryFacts = JSON.parse(text(row, 'facts'));
      return { ...facts, id: text(row, 'name'), source: sourceOf(text(row, 'source')) };
    });
  }

  /** Advisories that have this name or alias. */
  named(identifier: string): readonly number[] {
    return this.#run(() => this.#named.all(identifier).map((row) => integer(row, 'advisory')));
  }

  exploited(cve: string): KnownExploited | undefined {
    return this.#run(() => {
      const row = this.#exploited.get(cve);
      if (row === undefined) return undefined;
      const facts: KnownExploited = JSON.parse(text(row, 'facts'));
      return facts;
    });
  }

  /** True when there are advisories of this ecosystem, or of products for `cpe`. */
  covers(family: string): boolean {
    return this.#run(() => this.#covers.get(family) !== undefined);
  }

  /** Grows with every import that changed anything. */
  get revision(): number {
    return this.#run(() =>
      integer(this.#db.prepare('SELECT coalesce(max(revision), 0) AS n FROM imports').get() ?? {}, 'n'),
    );
  }

  /**
   * What changed after a revision: keys of packages and products, and `id:` with the name of a vulnerability whose
   * severity, aliases or exploitation changed. Undefined where that is no longer known, or too much: look at everything.
   */
  changesSince(revision: number): ReadonlySet<string> | undefined {
    return this.#run(() => {
      const floor = integer(this.#db.prepare('SELECT floor FROM state').get() ?? {}, 'floor');
      if (revision < floor) return undefined;
      const rows = this.#db.prepare('SELECT subject FROM changes WHERE revision > ?').all(revision);
      return new Set(rows.map((row) => text(row, 'subject')));
    });
  }

  state(): FeedState {
    const count = (sql: string) => integer(this.#db.prepare(sql).get() ?? {}, 'n');
    return this.#run(() => ({
      revision: this.revision,
      advisories: count('SELECT count(*) AS n FROM advisories WHERE withdrawn = 0'),
      exploited: count('SELECT count(*) AS n FROM exploited'),
      covered: this.#db
        .prepare('SELECT family FROM coverage ORDER BY family')
        .all()
        .map((row) => text(row, 'family')),
      imports: this.#db
        .prepare('SELECT kind, digest, at, max(revision) FROM imports GROUP BY kind ORDER BY kind')
        .all()
        .map((row) => ({
          kind: kindOf(text(row, 'kind')),
          digest: text(row, 'digest'),
          at: new Date(integer(row, 'at')),
        })),
    }));
  }

  /**
   * Runs an import as one step: whoever reads meanwhile sees what was there before it, and when it fails nothing of it
   * is kept. One at a time.
   * @throws E_POSTURE_FEED_BUSY, E_POSTURE_FEED_STORE, and what `work` throws
   */
  async importing(work: (writer: FeedWriter) => Promise<ImportReport>): Promise<ImportReport> {
    if (this.#isImporting) throw fail('E_POSTURE_FEED_BUSY', 'an import into this store is running');
    this.#isImporting = true;
    // In memory there is no second view on the data: readers see the import as it comes.
    const db = this.#path === ':memory:' ? this.#db : openDatabase(this.#path);
    try {
      db.exec('BEGIN IMMEDIATE');
      try {
        const report = await work(new FeedWriter(db, this.revision + 1));
        db.exec('COMMIT');
        return report;
      } catch (cause) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw cause;
      }
    } catch (cause) {
      throw isOfDatabase(cause) ? storeFailure(cause) : cause;
    } finally {
      this.#isImporting = false;
      if (db !== this.#db) db.close();
    }
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #run<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (cause) {
      throw storeFailure(cause);
    }
  }
}

function sourceOf(word: string): AdvisorySource {
  return word === 'nvd' ? 'nvd' : 'osv';
}

function kindOf(word: string): FeedKind {
  return word === 'nvd' || word === 'kev' ? word : 'osv';
}
