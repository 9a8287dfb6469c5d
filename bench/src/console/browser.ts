/** The machine's Chromium for benchmarks: it believes the bench's own server, and measures as a page sees itself. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Milliseconds } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { type BrowserContext, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SIZE = { width: 1280, height: 800 };
const PATIENCE: Milliseconds = 60_000;

export interface BenchBrowser {
  /** A fresh profile: nothing is kept from one to the next. */
  profile(): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** Undefined where there is no Chromium. */
export async function openBenchBrowser(authority: Certificate): Promise<BenchBrowser | undefined> {
  const named = process.env['SALLYPORT_TEST_CHROMIUM'];
  const executablePath = (named === undefined ? PATHS : [named]).find((path) => existsSync(path));
  if (executablePath === undefined) return undefined;
  const key = createHash('sha256').update(authority.spki).digest('base64');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [`--ignore-certificate-errors-spki-list=${key}`, ...sandbox];
  const browser = await chromium.launch({ executablePath, args });
  return {
    profile: async () => {
      const context = await browser.newContext({ viewport: SIZE });
      context.setDefaultTimeout(PATIENCE);
      return context;
    },
    close: () => browser.close(),
  };
}

/** Opens `url` and gives the time from the navigation's start to the frame after `selector` was first there. */
export async function paintOf(context: BrowserContext, url: string, selector: string): Promise<Milliseconds> {
  const page = await context.newPage();
  try {
    await page.addInitScript({ content: paintedAt(selector) });
    await page.goto(url, { waitUntil: 'commit' });
    const painted = await page.waitForFunction(() => Reflect.get(globalThis, 'paintedAt'));
    return Number(await painted.jsonValue());
  } finally {
    await page.close();
  }
}

/** In the page. The first callback runs before the frame with it is drawn, the second after. */
function paintedAt(selector: string): string {
  return `(() => {
    const mark = () => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.paintedAt = performance.now(); }));
    };
    const observer = new MutationObserver(mark);
    observer.observe(document, { childList: true, subtree: true, attributes: true });
    addEventListener('DOMContentLoaded', mark);
  })()`;
}
