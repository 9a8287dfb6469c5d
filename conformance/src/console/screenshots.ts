/** Pictures of the console for people to look at: kept where SALLYPORT_SCREENSHOTS says, else among temporary files. */

import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const SIZES = {
  phone: { width: 360, height: 800 },
  wall: { width: 2560, height: 1440 },
} as const;

export function screenshotFolder(): string {
  const named = process.env['SALLYPORT_SCREENSHOTS'];
  const folder = named === undefined || named === '' ? join(tmpdir(), 'sallyport-screenshots') : named;
  mkdirSync(folder, { recursive: true });
  return folder;
}

export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(screenshotFolder(), `${name}.png`), animations: 'disabled' });
}
