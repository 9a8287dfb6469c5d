/** From the door to a device that is put out, without a pointer. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { settle } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const PASSWORD = 'a long enough password';
const MOST_STOPS = 80;
/** In the page: what has the focus, as a screen reader names it, more or less. */
const LOOKS = 100;
const LOOK_EVERY = 50;
const FOCUSED = `(() => {
  const at = document.activeElement;
  const label = at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText ?? '';
  return at.tagName.toLowerCase() + ' ' + label.trim().replaceAll(/\\s+/g, ' ');
})()`;
/** In the page: whether what has the focus shows that it has, by itself or by what is drawn behind it. */
const IS_SEEN = `[undefined, '::after'].some((part) => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement, part);
  return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
})`;

describe('the console by keyboard alone', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let owner: Visitor;
  let life: ReturnType<ConsoleHouse['life']>;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    life = await house.deviceOnNetwork('LAMP-1');
    owner = await Visitor.come(browser, house);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  /** Goes on until the focus is on something of this name; fails when it never comes there, or is not seen on its way. */
  async function tabTo(name: RegExp, key = 'Tab'): Promise<void> {
    const seen: string[] = [];
    for (let stop = 0; stop < MOST_STOPS; stop++) {
      await owner.page.keyboard.press(key);
      const focused: string = await owner.page.evaluate(FOCUSED);
      if (!focused.startsWith('body '))
        assert.equal(await owner.page.evaluate(IS_SEEN), true, `no focus is seen on ${focused}`);
      if (name.test(focused)) return;
      seen.push(focused);
    }
    assert.fail(`the keyboard never came to ${name}: ${seen.join(' | ')}`);
  }

  /** A page draws between a dialog's end and the focus that comes back. */
  async function untilFocused(name: RegExp): Promise<void> {
    for (let look = 0; look < LOOKS && !name.test(await owner.page.evaluate(FOCUSED)); look++) await delay(LOOK_EVERY);
    assert.match(await owner.page.evaluate(FOCUSED), name, 'the focus comes back');
  }

  const press = (key: string) => owner.page.keyboard.press(key);
  const type = (text: string) => owner.page.keyboard.type(text);

  it('lets the first owner in, who sets a password', async () => {
    await owner.page.goto(await house.firstLink());
    await owner.page.getByLabel(/^What are you called/).waitFor();
    await tabTo(/^input What are you called/);
    await type('Ada');
    await press('Enter');
    await owner.page.getByText('How will you come back?').waitFor();
    await tabTo(/^input Password/);
    await type(PASSWORD);
    await press('Tab');
    await type(PASSWORD);
    await press('Enter');
    await owner.main.waitFor();
  });

  it('goes past the navigation at once', async () => {
    await owner.go('/');
    await press('Tab');
    assert.match(await owner.page.evaluate(FOCUSED), /^a Skip/);
    await press('Enter');
    assert.equal(await owner.page.evaluate('document.activeElement.id'), 'content');
  });

  it('finds a device, and puts it out', async () => {
    await owner.go('/');
    await tabTo(/^a Devices/);
    await press('Enter');
    await owner.main.getByText('LAMP-1').first().waitFor();
    await settle(owner.page);
    await tabTo(/LAMP-1/);
    await press('Enter');
    await owner.main.getByRole('heading', { level: 1, name: 'LAMP-1' }).waitFor();
    await settle(owner.page);
    await tabTo(/^button Distrust$/);
    await press('Enter');
    const dialog = owner.page.getByRole('dialog');
    await dialog.waitFor();
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await untilFocused(/^button Distrust$/);
    await press('Enter');
    await dialog.waitFor();
    await tabTo(/^button Distrust$/);
    await press('Enter');
    await dialog.waitFor({ state: 'detached' });
    while (life.state().network.state !== 'put-out') await life.log.changed(life.log.revision, 1000, life.timer);
  });

  it('walks through the parts of a page with the arrows', async () => {
    await tabTo(/^(button|a) Decision$/);
    await press('ArrowRight');
    assert.match(await owner.page.evaluate(FOCUSED), /Timeline$/);
    await owner.main.getByText('Keeps its certificate: aboard').first().waitFor();
    assert.deepEqual(owner.trouble, []);
  });
});
