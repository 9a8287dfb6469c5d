/** A simulated Thread device is commissioned by its code, as a person reads it off the device. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture } from '../../src/console/screenshots.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();

describe('a Thread device at the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;

  before(async () => {
    house = await ConsoleHouse.open({ hasThread: true });
    browser = await openChromium([house.domain.authority.certificate]);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  it('joins by the text of its QR code, and is seen to join', async () => {
    const device = await house.threadDevice();
    const eui64 = toHex(device.birth.eui64);
    await house.claim('Trust', { id: `urn:dev:mac:${eui64}`, role: 'device' });
    const installer = await Visitor.signedIn(browser, house, 'installer');
    await installer.go('/thread');
    await installer.main
      .getByRole('link', { name: /Hall|Open/ })
      .first()
      .click();
    await installer.page.getByRole('button', { name: 'Add a device' }).click();
    const dialog = installer.page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'Typing' }).click();
    await dialog.getByLabel('Text of the QR code').fill(device.label);
    await dialog.getByRole('button', { name: 'Read', exact: true }).click();
    await dialog.getByText(new RegExp(eui64, 'i')).first().waitFor();
    await dialog.getByLabel('Note').fill('the lamp of the hall');
    await picture(installer.page, 'thread-add-device');
    await dialog.getByRole('button', { name: 'Let it join' }).click();
    await dialog.waitFor({ state: 'detached' });
    await installer.main.getByText(new RegExp(eui64, 'i')).first().waitFor();
    await house.joinThread(device);
    await installer.main.getByText('joined', { exact: true }).first().waitFor();
    await installer.go('/devices');
    await installer.main.getByText(new RegExp(eui64, 'i')).first().waitFor();
    assert.deepEqual(installer.trouble, []);
    await installer.close();
  });

  it('is refused with a sentence when its code is none', async () => {
    const installer = await Visitor.signedIn(browser, house, 'installer');
    await installer.go('/thread');
    await installer.main
      .getByRole('link', { name: /Hall|Open/ })
      .first()
      .click();
    await installer.page.getByRole('button', { name: 'Add a device' }).click();
    const dialog = installer.page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'Typing' }).click();
    for (const text of ['v=1&&eui=0011&&cc=J01NME42', 'https://evil.example/<script>', 'x'.repeat(4000)]) {
      await dialog.getByLabel('Text of the QR code').fill(text);
      await dialog.getByRole('button', { name: 'Read', exact: true }).click();
      await dialog.getByRole('alert').first().waitFor();
      assert.notEqual((await dialog.getByRole('alert').first().innerText()).trim(), '');
    }
    assert.deepEqual(installer.trouble, []);
    await installer.close();
  });
});
