/** Every view and every part of it, in a theme, a language and a size: axe finds nothing serious, nothing overflows, nothing fails. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toBase64, toHex, utf8 } from '@sallyport/core';
import type { Browser } from 'playwright-core';
import { seriousFindings } from '../../src/console/axe.ts';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse, LAMP_TYPE } from '../../src/console/house.ts';
import { LAMP_BILL, LAMP_MUD } from '../../src/console/lamp-documents.ts';
import { picture, SIZES, screenshotFolder } from '../../src/console/screenshots.ts';
import { settle, VIEWS } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
/** What is behind the views, each for something that is there. */
const PLACES = [
  { name: 'device', path: ({ maker }: ConsoleHouse) => `/devices/${maker}/LAMP-3` },
  { name: 'maker', path: ({ maker }: ConsoleHouse) => `/makers/${maker}` },
  { name: 'type', path: () => `/makers?type=${LAMP_TYPE}` },
  {
    name: 'thread-network',
    path: ({ thread }: ConsoleHouse) => `/thread/${thread === undefined ? '' : toHex(thread.dataset.extendedPanId)}`,
  },
  { name: 'nowhere', path: () => '/a/place/that/is/none' },
] as const;
/** In the page: by how much it is wider than the screen. */
const BEYOND = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

export interface Look {
  readonly size: keyof typeof SIZES;
  readonly colorScheme: 'light' | 'dark';
  readonly language: 'en' | 'de';
}

/** Registers the tests of these looks, in a house of their own. */
export function lookAtEveryView(looks: readonly Look[]): void {
  describe('the views of the console', missing === undefined ? {} : { skip: missing }, () => {
    let house: ConsoleHouse;
    let browser: Browser;

    before(async () => {
      house = await ConsoleHouse.open({ hasThread: true });
      browser = await openChromium([house.domain.authority.certificate]);
      for (const number of [1, 2, 3]) await house.deviceOnNetwork(`LAMP-${number}`);
      await house.lab.bear(house.manufacturer, 'LAMP-FACTORY');
      const stranger = await house.lab.bear(house.manufacturer, 'LAMP-STRANGER');
      await house.lab.bringAboard(stranger, house.domain).catch(() => undefined);
      await house.claim('Distrust', { id: 'LAMP-3', role: 'device', reason: 'It was left at a neighbour’s.' });
      await house.joinThread();
      await house.ask('sbom.declare', { deviceType: LAMP_TYPE, sbom: toBase64(utf8(JSON.stringify(LAMP_BILL))) });
      await house.claim('Mud', {
        deviceType: LAMP_TYPE,
        mud: { url: 'https://example.com/lamp.json', document: LAMP_MUD },
      });
      process.stdout.write(`# pictures: ${screenshotFolder()}\n`);
    });
    after(async () => {
      await browser?.close();
      await house?.close();
    });

    for (const { size, colorScheme, language } of looks) {
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

        async function assertFit(what: string): Promise<void> {
          await settle(owner.page);
          await picture(owner.page, `${what}-${size}-${colorScheme}-${language}`);
          assert.deepEqual(await seriousFindings(owner.page), [], what);
          const wide: number = await owner.page.evaluate(BEYOND);
          assert.ok(wide <= 0, `${what} is ${wide} pixels wider than the screen`);
          assert.deepEqual(owner.trouble, [], what);
        }

        for (const { name, path } of [...VIEWS, ...PLACES]) {
          it(`shows ${name} to everybody, with all its parts`, async () => {
            await owner.go(typeof path === 'string' ? path : path(house));
            await assertFit(name);
            assert.equal(await owner.page.evaluate('document.documentElement.lang'), language);
            const parts = owner.main.getByRole('tab');
            for (let part = 1; part < (await parts.count()); part++) {
              await parts.nth(part).click();
              await assertFit(`${name}-${part + 1}`);
            }
          });
        }
      });
    }
  });
}
