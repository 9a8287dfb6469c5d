/** The domain restarts under a page that is open: the page says that it hears nothing, comes back by itself, and shows what it missed. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();

describe('a page of a domain that restarts', missing === undefined ? {} : { skip: missing }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-restart-'));
  let house: ConsoleHouse;
  let browser: Browser;

  before(async () => {
    house = await ConsoleHouse.open({ directory });
    browser = await openChromium([house.domain.authority.certificate]);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('says that it is cut off, then catches up without being loaded again', async () => {
    await house.deviceOnNetwork('LAMP-BEFORE');
    const owner = await Visitor.signedIn(browser, house, 'owner');
    await owner.go('/devices');
    await owner.main.getByText('LAMP-BEFORE').first().waitFor();
    await owner.page.evaluate(() => Reflect.set(globalThis, 'isSamePage', true));
    const lost = owner.page.getByRole('status').getByText('The domain does not answer.');
    await house.restart(async () => {
      await lost.waitFor();
      // What is shown stays, with the word that it may be old.
      assert.equal(await owner.main.getByText('LAMP-BEFORE').first().isVisible(), true);
    });
    await house.lab.bringAboard(await house.device('LAMP-AFTER'), house.domain);
    await owner.main.getByText('LAMP-AFTER').first().waitFor();
    await lost.waitFor({ state: 'detached' });
    assert.equal(
      await owner.page.evaluate(() => Reflect.get(globalThis, 'isSamePage')),
      true,
      'it was not loaded again',
    );
    assert.equal((await owner.call('GET', '/me')).status, 200, 'the session is kept');
    await owner.close();
  });
});
