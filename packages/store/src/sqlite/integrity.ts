/** SQLite's own check of its pages. */

import type { DatabaseSync } from 'node:sqlite';
import { fail } from '../errors.ts';
import { text } from './rows.ts';

/** @throws E_STORE_CORRUPT with the first fault found */
export function checkPages(db: DatabaseSync, path: string, check: 'quick_check' | 'integrity_check'): void {
  const first = db.prepare(`PRAGMA ${check}(1)`).get();
  const verdict = first === undefined ? 'no verdict' : text(first, check);
  if (verdict !== 'ok') throw fail('E_STORE_CORRUPT', `store ${path} is damaged: ${verdict}`, { details: { path } });
}
