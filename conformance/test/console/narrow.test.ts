/** What is easily cut where there is little room: choices at the sign-in on a phone, lists on a tablet, what goes on beyond an edge. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { settle } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const PHONE = { width: 360, height: 800 };
const TABLET = { width: 768, height: 1024 };
const DESK = { width: 1280, height: 800 };

describe('a narrow console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    await house.deviceOnNetwork('LAMP-OF-THE-HALL-1');
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  for (const language of ['en', 'de'] as const) {
    it(`shows languages and appearances whole before one signs in, in ${language}`, async () => {
      const guest = await Visitor.come(browser, house, { size: PHONE, language });
      await guest.page.goto(`${house.url}/sign-in`);
      const choices = guest.page.locator('.looks select');
      await choices.first().waitFor();
      await settle(guest.page);
      for (const select of await choices.all()) assert.equal(await isWhole(select), true);
      const box = await choices.last().boundingBox();
      assert.ok(box !== null && box.x + box.width <= PHONE.width, JSON.stringify(box));
      await guest.close();
    });
  }

  it('shows the serial numbers of devices whole on a tablet', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner', { size: TABLET });
    await owner.go('/devices');
    const serial = owner.main.getByText('LAMP-OF-THE-HALL-1', { exact: true });
    await serial.waitFor();
    assert.equal(await serial.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth), true);
    await owner.main.getByText('aboard', { exact: true }).waitFor();
    await owner.close();
  });

  it('has the order of devices in the line of its last filter', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner', { size: DESK });
    await owner.go('/devices');
    await owner.main.getByText('LAMP-OF-THE-HALL-1', { exact: true }).waitFor();
    const [order, filter] = [await bottomOf(owner.main.getByLabel('Order')), await bottomOf(lastFilter(owner))];
    assert.equal(order, filter);
    await owner.close();
  });
});

/** Whether a select is as wide as what it says. */
function isWhole(select: Locator): Promise<boolean> {
  return select.evaluate((element) => {
    const shown = element.clientWidth;
    element.style.setProperty('inline-size', 'max-content');
    element.style.setProperty('flex', 'none');
    return element.clientWidth <= shown;
  });
}

function lastFilter({ main }: Visitor): Locator {
  return main.locator('.filter select').last();
}

async function bottomOf(control: Locator): Promise<number> {
  const box = await control.boundingBox();
  assert.ok(box !== null);
  return Math.round(box.y + box.height);
}
