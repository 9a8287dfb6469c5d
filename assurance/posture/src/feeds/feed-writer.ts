/** One import's way into the feed store: newer records replace older ones, and what changed by it is written down. */

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { fail } from '../errors.ts';
import type { AdvisoryRecord } from './advisory.ts';
import type { KnownExploited } from './kev-record.ts';
import type { ImportReport } from './report.ts';
import { integer, text } from './rows.ts';

export type Written = 'added' | 'updated' | 'unchanged';

/** More changes than these are not listed: whoever asks for changes is told to look at everything. */
const MAX_CHANGES = 50_000;

export class FeedWriter {
  readonly revision: number;
  readonly #db: DatabaseSync;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #entry: StatementSync;
  readonly #identifier: StatementSync;
  readonly #covered = new Set<string>();
  readonly #changes = new Set<string>();
  #tooManyChanges = false;

  constructor(db: DatabaseSync, revision: number) {
    this.#db = db;
    this.revision = revision;
    this.#find = db.prepare('SELECT id, modified, withdrawn, facts FROM advisories WHERE source = ? AND name = ?');
    this.#insert = db.prepare(
      'INSERT INTO advisories (source, name, modified, withdrawn, facts) VALUES (?, ?, ?, ?, ?) RETURNING id',
    );
    this.#update = db.prepare('UPDATE advisories SET modified = ?, withdrawn = ?, facts = ? WHERE id = ?');
    this.#entry = db.prepare('INSERT INTO entries (key, advisory, place, body) VALUES (?, ?, ?, ?)');
    this.#identifier = db.prepare('INSERT OR IGNORE INTO identifiers (identifier, advisory) VALUES (?, ?)');
    for (const row of db.prepare('SELECT family FROM coverage').all()) this.#covered.add(text(row, 'family'));
  }

  /** Stores a record unless one as new or newer is there. */
  put(record: AdvisoryRecord): Written {
    const { source, id, modified, isWithdrawn } = record;
    const facts = JSON.stringify(record.facts);
    const stored = this.#find.get(source, id);
    if (stored === undefined) {
      const row = this.#insert.get(source, id, modified, Number(isWithdrawn), facts);
      this.#fill(integer(row ?? {}, 'id'), record);
      return 'added';
    }
    if (integer(stored, 'modified') >= modified) return 'unchanged';
    const number = integer(stored, 'id');
    this.#empty(number);
    this.#update.run(modified, Number(isWithdrawn), facts, number);
    this.#fill(number, record);
    return 'updated';
  }

  putExploited(known: KnownExploited): Written {
    const facts = JSON.stringify(known);
    const stored = this.#db.prepare('SELECT facts FROM exploited WHERE cve = ?').get(known.cve);
    if (stored !== undefined && text(stored, 'facts') === facts) return 'unchanged';
    this.#db
      .prepare('INSERT INTO exploited VALUES (?, ?) ON CONFLICT (cve) DO UPDATE SET facts = excluded.facts')
      .run(known.cve, facts);
    this.#changed(`id:${known.cve}`);
    return stored === undefined ? 'added' : 'updated';
  }

  /** Removes what is no longer in a catalog that was read whole; returns how many. */
  keepExploited(cves: ReadonlySet<string>): number {
    const gone = this.#db
      .prepare('SELECT cve FROM exploited')
      .all()
      .map((row) => text(row, 'cve'))
      .filter((cve) => !cves.has(cve));
    const remove = this.#db.prepare('DELETE FROM exploited WHERE cve = ?');
    for (const cve of gone) {
      remove.run(cve);
      this.#changed(`id:${cve}`);
    }
    return gone.length;
  }

  /** The last thing an import does. */
  finish(report: ImportReport): void {
    if (report.revision !== this.revision) throw fail('E_POSTURE_ARGUMENT', 'report is of another import');
    const put = this.#db.prepare(
      'INSERT INTO changes VALUES (?, ?) ON CONFLICT (subject) DO UPDATE SET revision = excluded.revision',
    );
    if (this.#tooManyChanges) this.#forgetChanges();
    else for (const subject of this.#changes) put.run(subject, this.revision);
    const kept = integer(this.#db.prepare('SELECT count(*) AS n FROM changes').get() ?? {}, 'n');
    if (kept > MAX_CHANGES) this.#forgetChanges();
    this.#db
      .prepare('INSERT INTO imports VALUES (?, ?, ?, ?, ?)')
      .run(this.revision, report.kind, report.digest, report.at.getTime(), JSON.stringify(report));
  }

  #forgetChanges(): void {
    this.#db.exec('DELETE FROM changes');
    this.#db.prepare('UPDATE state SET floor = ?').run(this.revision);
  }

  #fill(number: number, record: AdvisoryRecord): void {
    const names = new Set([record.id, ...record.facts.aliases]);
    for (const name of names) {
      this.#identifier.run(name, number);
      this.#changed(`id:${name}`);
    }
    if (record.isWithdrawn) return;
    record.entries.forEach(({ key, body }, place) => {
      this.#entry.run(key, number, place, JSON.stringify(body));
      this.#changed(key);
      this.#cover(key.slice(0, key.indexOf('/')));
    });
  }

  /** Takes away all that the older record said; that it said so is a change too. */
  #empty(number: number): void {
    for (const row of this.#db.prepare('DELETE FROM entries WHERE advisory = ? RETURNING key').all(number)) {
      this.#changed(text(row, 'key'));
    }
    const removed = this.#db.prepare('DELETE FROM identifiers WHERE advisory = ? RETURNING identifier').all(number);
    for (const row of removed) this.#changed(`id:${text(row, 'identifier')}`);
  }

  #cover(family: string): void {
    if (this.#covered.has(family)) return;
    this.#covered.add(family);
    this.#db.prepare('INSERT INTO coverage VALUES (?)').run(family);
    this.#changed(`covers:${family}`);
  }

  #changed(subject: string): void {
    if (this.#changes.size < MAX_CHANGES) this.#changes.add(subject);
    else if (!this.#changes.has(subject)) this.#tooManyChanges = true;
  }
}
