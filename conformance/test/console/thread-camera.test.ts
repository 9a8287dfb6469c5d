/** A Thread device is added by its QR code: seen by the camera, or in a photo; and what is said where there is no camera. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import type { Browser, Locator } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { filmOf, photoOf } from '../../src/console/label-pictures.ts';
import { picture } from '../../src/console/screenshots.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();

describe('the QR code of a Thread device at the console', missing === undefined ? {} : { skip: missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-film-'));
  let house: ConsoleHouse;
  let label: string;
  let eui64: string;
  let network: string;

  before(async () => {
    house = await ConsoleHouse.open({ hasThread: true });
    const device = await house.threadDevice();
    label = device.label;
    eui64 = toHex(device.birth.eui64);
    network = house.domain.thread.find().name.extendedPanId;
  });
  after(async () => {
    await house?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openDialog(
    browser: Browser,
    permissions: readonly string[],
  ): Promise<{ visitor: Visitor; dialog: Locator }> {
    const visitor = await Visitor.signedIn(browser, house, 'installer', { permissions: [...permissions] });
    await visitor.go(`/thread/${network}`);
    await visitor.page.getByRole('button', { name: 'Add a device' }).click();
    return { visitor, dialog: visitor.page.getByRole('dialog') };
  }

  it('is read by the camera, by the library where the browser has no reader of its own', async () => {
    const film = join(folder, 'label.y4m');
    writeFileSync(film, filmOf(label));
    const flags = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`];
    const browser = await openChromium([house.domain.authority.certificate], flags);
    const { visitor, dialog } = await openDialog(browser, ['camera']);
    await dialog.getByText(eui64).first().waitFor();
    await picture(visitor.page, 'thread-camera');
    await dialog.getByRole('button', { name: 'Let it join' }).click();
    await dialog.waitFor({ state: 'detached' });
    await visitor.main.getByText(eui64).first().waitFor();
    assert.deepEqual(visitor.trouble, []);
    await browser.close();
  });

  it('is read out of a photo, and a photo without one is said to have none', async () => {
    const browser = await openChromium([house.domain.authority.certificate]);
    const { visitor, dialog } = await openDialog(browser, []);
    await dialog.getByRole('tab', { name: 'Photo' }).click();
    const choose = dialog.getByLabel('A photo of the QR code');
    await choose.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
    await dialog.getByText('No QR code was found').waitFor();
    await choose.setInputFiles({ name: 'label.bmp', mimeType: 'image/bmp', buffer: photoOf(label) });
    await dialog.getByText(eui64).first().waitFor();
    await dialog.getByRole('button', { name: 'Another code' }).click();
    await dialog.getByRole('tab', { name: 'Photo' }).click();
    await choose.setInputFiles({ name: 'other.bmp', mimeType: 'image/bmp', buffer: photoOf('https://evil.example/') });
    await dialog.getByRole('alert').first().waitFor();
    assert.deepEqual(visitor.trouble, []);
    await browser.close();
  });

  it('can be typed where there is no camera, or where the browser may not use it', async () => {
    for (const [flags, text] of [
      [[], 'There is no camera here'],
      [['--use-fake-device-for-media-stream', '--deny-permission-prompts'], 'may not use the camera'],
    ] as const) {
      const browser = await openChromium([house.domain.authority.certificate], flags);
      const { visitor, dialog } = await openDialog(browser, flags.length === 0 ? ['camera'] : []);
      await dialog.getByText(text).waitFor();
      await dialog.getByRole('tab', { name: 'Typing' }).click();
      await dialog.getByLabel('Text of the QR code').waitFor();
      assert.deepEqual(visitor.trouble, []);
      await browser.close();
    }
  });
});
