/** The machine's Chromium, without a window. Tests with it are skipped, and say so, where there is none. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Certificate } from '@sallyport/pki';
import { type Browser, chromium } from 'playwright-core';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

function pathOf(): string | undefined {
  const named = process.env['SALLYPORT_TEST_CHROMIUM'];
  const places = named === undefined || named === '' ? USUAL : [named];
  return places.find((path) => existsSync(path));
}

/** Why a suite with a browser is skipped, or undefined when it can run. */
export function chromiumMissing(): string | undefined {
  return pathOf() === undefined
    ? 'PEER MISSING: no Chromium at /usr/bin/chromium or where SALLYPORT_TEST_CHROMIUM says'
    : undefined;
}

/**
 * A browser that believes servers whose chain has the key of one of `trusted`, as if it had been told so by its owner, and no other
 * server without a name of the web. So what browsers keep from pages with a doubtful certificate, such as passkeys, works.
 */
export function openChromium(trusted: readonly Certificate[], flags: readonly string[] = []): Promise<Browser> {
  const keys = trusted.map(({ spki }) => createHash('sha256').update(spki).digest('base64'));
  const executablePath = pathOf();
  if (executablePath === undefined) throw new TypeError('there is no Chromium');
  return chromium.launch({
    executablePath,
    args: [
      `--ignore-certificate-errors-spki-list=${keys.join(',')}`,
      // Its sandbox needs another user than root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...flags,
    ],
  });
}
