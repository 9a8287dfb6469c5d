/** A person watches a device come aboard, distrusts its maker, sees it put out and why, and takes that back. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture } from '../../src/console/screenshots.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();

describe('a device, seen from the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let owner: Visitor;
  let life: ReturnType<ConsoleHouse['life']>;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    owner = await Visitor.signedIn(browser, house, 'owner');
    life = house.life(await house.device('LAMP-1'));
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  it('comes aboard before the eyes of whoever looks, step by step', async () => {
    await owner.go('/');
    await owner.main.getByText('Nobody is at the door.').waitFor();
    life.onboard();
    await owner.main.getByText('LAMP-1').first().waitFor();
    await owner.main.getByText('The network opened').first().waitFor({ state: 'attached' });
    await owner.main.getByText('done', { exact: true }).first().waitFor();
    await picture(owner.page, 'now-aboard');
    await life.settled();
    assert.equal(life.state().network.state, 'on');
  });

  it('is put out while its page is open when its maker is distrusted, and the page says why', async () => {
    await owner.go('/devices');
    await owner.main.getByRole('link', { name: 'LAMP-1', exact: true }).first().click();
    await owner.main.getByText('It may.', { exact: true }).waitFor();
    await owner.main.getByRole('button', { name: /^Do it: Distrust its maker/ }).click();
    const dialog = owner.page.getByRole('dialog');
    const begun = performance.now();
    await dialog.getByRole('button', { name: 'Do it' }).click();
    await untilPutOut();
    const out = performance.now() - begun;
    await owner.main.getByText('It may not.', { exact: true }).waitFor();
    const shown = performance.now() - begun;
    process.stdout.write(`# put out ${out.toFixed(0)} ms after the click, shown ${shown.toFixed(0)} ms after it\n`);
    const card = owner.main.getByText(/distrust/i).first();
    await card.waitFor();
    await picture(owner.page, 'device-put-out');
    assert.deepEqual(owner.trouble, []);
  });

  it('is let in again when that is taken back', async () => {
    life.onboard();
    await life.settled();
    assert.equal(life.state().network.state, 'kept-out');
    await owner.main.getByRole('button', { name: /^Do it: Trust its maker/ }).click();
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Do it' }).click();
    await owner.main.getByText('It may.', { exact: true }).waitFor();
    life.onboard();
    await life.settled();
    assert.equal(life.state().network.state, 'on');
    await owner.main.getByRole('tab', { name: 'On networks' }).click();
    await owner.main.getByText('example-network').first().waitFor();
    await owner.main.getByRole('tab', { name: 'Timeline' }).click();
    for (const moment of ['Keeps its certificate: aboard', 'Let onto a network', 'Left the network']) {
      await owner.main.getByText(moment).first().waitFor();
    }
    await owner.main.getByRole('tab', { name: 'Certificates' }).click();
    await owner.main.getByText('Birth certificate (IDevID)').first().waitFor();
  });

  it('stands in the log under the name of the person who did it', async () => {
    const changes = JSON.stringify(await house.ask('changes.list'));
    assert.match(changes, /claims\.make/);
    assert.match(changes, /"Distrust".*"Trust"|"Trust".*"Distrust"/);
    assert.match(changes, /owner \d+/);
  });

  async function untilPutOut(): Promise<void> {
    while (life.state().network.state !== 'put-out') {
      await life.log.changed(life.log.revision, 1000, life.timer);
    }
  }
});
