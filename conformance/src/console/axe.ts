/** What axe finds in a page: the rules of WCAG 2.2 AA and of good practice, as far as a program can tell. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Finding {
  readonly rule: string;
  readonly impact: string;
  /** Where, as selectors. */
  readonly at: readonly string[];
}

/** In the page. */
const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, impact, nodes }) => ({
    rule: id,
    impact: impact ?? 'minor',
    at: nodes.slice(0, 5).map(({ target }) => target.join(' ')),
  })))`;
const SERIOUS = new Set(['serious', 'critical']);

/** The page's policy runs no foreign script, so the visitor must have come with `bypassCSP`. */
export async function seriousFindings(page: Page): Promise<readonly Finding[]> {
  await page.evaluate(SOURCE);
  const found: readonly Finding[] = await page.evaluate(RUN);
  return found.filter(({ impact }) => SERIOUS.has(impact));
}
