/** Every view in both themes and both languages, at the size of a phone and of a wall: axe finds nothing serious, and nothing overflows. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { seriousFindings } from '../../src/console/axe.ts';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture, SIZES, screenshotFolder } from '../../src/console/screenshots.ts';
import { settle, VIEWS } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
/** In the page: by how much it is wider than the screen. */
const BEYOND = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const LOOKS = [
  { size: 'phone', colorScheme: 'light', language: 'en' },
  { size: 'phone', colorScheme: 'dark', language: 'de' },
  { size: 'wall', colorScheme: 'light', language: 'de' },
  { size: 'wall', colorScheme: 'dark', language: 'en' },
] as const;

describe('the views of the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let device = '';

  before(async () => {
    house = await ConsoleHouse.open({ hasThread: true });
    browser = await openChromium([house.domain.authority.certificate]);
    for (const number of [1, 2, 3]) await house.deviceOnNetwork(`LAMP-${number}`);
    await house.lab.bear(house.manufacturer, 'LAMP-FACTORY');
    const stranger = await house.lab.bear(house.manufacturer, 'LAMP-STRANGER');
    await house.lab.bringAboard(stranger, house.domain).catch(() => undefined);
    await house.claim('Distrust', { id: 'LAMP-3', role: 'device', reason: 'It was left at a neighbour’s.' });
    await house.joinThread();
    device = `/devices/${house.maker}/LAMP-3`;
    process.stdout.write(`# pictures: ${screenshotFolder()}\n`);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  for (const { size, colorScheme, language } of LOOKS) {
    describe(`${size}, ${colorScheme}, ${language}`, () => {
      let owner: Visitor;
      before(async () => {
        owner = await Visitor.signedIn(browser, house, 'owner', {
          size: SIZES[size],
          colorScheme,
          language,
          bypassCSP: true,
        });
      });
      after(() => owner?.close());

      for (const { name, path } of [...VIEWS, { name: 'device', path: 'device' }]) {
        it(`shows ${name} to everybody`, async () => {
          await owner.go(path === 'device' ? device : path);
          await settle(owner.page);
          await picture(owner.page, `${name}-${size}-${colorScheme}-${language}`);
          assert.equal(await owner.page.evaluate('document.documentElement.lang'), language);
          assert.deepEqual(await seriousFindings(owner.page), []);
          const wide: number = await owner.page.evaluate(BEYOND);
          assert.ok(wide <= 0, `the page is ${wide} pixels wider than the screen`);
          assert.deepEqual(owner.trouble, []);
        });
      }
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`shows the way in to everybody, ${colorScheme}`, async () => {
      const somebody = await Visitor.come(browser, house, { colorScheme, size: SIZES.phone, bypassCSP: true });
      for (const [name, url] of [
        ['sign-in', `${house.url}/sign-in`],
        ['sign-in-by-link', (await house.invite(`Somebody ${colorScheme}`, 'installer')).url],
      ] as const) {
        await somebody.page.goto(url);
        await settle(somebody.page);
        await picture(somebody.page, `${name}-phone-${colorScheme}-en`);
        assert.deepEqual(await seriousFindings(somebody.page), []);
      }
      assert.deepEqual(somebody.trouble, []);
      await somebody.close();
    });
  }
});
