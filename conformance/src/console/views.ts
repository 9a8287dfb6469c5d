/** The views of the console, and when one has come to rest. */

import type { Page } from 'playwright-core';

/** Each with the address that leads there. */
export const VIEWS = [
  { name: 'now', path: '/' },
  { name: 'devices', path: '/devices' },
  { name: 'claims', path: '/claims' },
  { name: 'makers', path: '/makers' },
  { name: 'policy', path: '/policy' },
  { name: 'thread', path: '/thread' },
  { name: 'networks', path: '/networks' },
  { name: 'audit', path: '/audit' },
  { name: 'people', path: '/people' },
] as const;

/** In the page: nothing was drawn for a while, and nothing says that it is busy. */
const REST = `(async () => {
  const begun = performance.now();
  let last = begun;
  const observer = new MutationObserver(() => { last = performance.now(); });
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  for (let now = begun; now - begun < 15000; now = performance.now()) {
    if (now - last > 400 && document.querySelector('[aria-busy="true"]') === null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  observer.disconnect();
})()`;

/** Resolves when a view has come to rest, or after fifteen seconds. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(REST);
}
