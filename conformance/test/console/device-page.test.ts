/** A device's own page: aboard and off again by its buttons, and what it sees when its maker loses trust. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { servePage } from '@sallyport/app-device';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { seriousFindings } from '../../src/console/axe.ts';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture, SIZES } from '../../src/console/screenshots.ts';

const missing = chromiumMissing();

describe('the page of a device', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let server: Awaited<ReturnType<typeof servePage>>;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    const life = house.life(await house.device('LAMP-1', { model: '"><img src=x onerror=alert(1)>' }));
    server = await servePage({ life, port: 0 });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await house?.close();
  });

  async function open(
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ page: Page; context: BrowserContext; trouble: string[] }> {
    const context = await browser.newContext({ locale: 'en', viewport: SIZES.phone, ...options });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('dialog', (dialog) => trouble.push(dialog.message()));
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    await page.goto(`http://localhost:${server.port}/`);
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'LAMP-1' }).waitFor();
    return { page, context, trouble };
  }

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const said = (page: Page, text: string) => page.getByRole('log').getByText(text).first().waitFor();

  it('brings it aboard, shows that it is let through, and that it is put out when its maker loses trust', async () => {
    const { page, context, trouble } = await open();
    await press(page, 'Onboard');
    await said(page, 'lets it in');
    await press(page, 'Ping');
    await said(page, 'came back');
    const distrust = await house.claim('Distrust', { id: house.maker, role: 'manufacturer', reason: 'It was sold.' });
    const begun = performance.now();
    await said(page, 'has put it out');
    process.stdout.write(
      `# the device’s page showed that it was put out after ${(performance.now() - begun).toFixed(0)} ms\n`,
    );
    await press(page, 'Ping');
    await said(page, 'The door is shut');
    await press(page, 'Onboard');
    await said(page, 'keeps it out');
    await picture(page, 'device-page-kept-out');
    await house.ask('claims.retract', { id: distrust, reason: 'It was not sold.' });
    await press(page, 'Onboard');
    await page.getByText('let in', { exact: true }).waitFor();
    assert.deepEqual(trouble, []);
    assert.equal(await page.locator('img').count(), 0, 'the model is text');
    await context.close();
  });

  it('takes it off again by keyboard alone', async () => {
    const { page, context, trouble } = await open({ viewport: SIZES.wall, colorScheme: 'dark' });
    for (let stops = 0; stops < 10; stops++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.id')) === 'offboard') break;
    }
    await page.keyboard.press('Enter');
    await said(page, 'It has forgotten the domain');
    assert.equal(await page.evaluate('document.activeElement.id'), 'offboard', 'the focus stays');
    await page.getByText('Nobody. It looks like new.').waitFor();
    await picture(page, 'device-page-offboarded');
    assert.deepEqual(trouble, []);
    await context.close();
  });

  it('says that the device does not answer while it is off, and goes on when it is back', async () => {
    const { page, context } = await open();
    const { port } = server;
    await server.close();
    await page.getByText('The device does not answer.').waitFor();
    server = await servePage({ life: house.life(await house.device('LAMP-1-AGAIN')), port });
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'LAMP-1-AGAIN' }).waitFor();
    await context.close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is for everybody, ${colorScheme}`, async () => {
      const context = await browser.newContext({ colorScheme, locale: 'de', bypassCSP: true, viewport: SIZES.phone });
      const page = await context.newPage();
      await page.goto(`http://localhost:${server.port}/`);
      await page.getByRole('button', { name: 'Aufnehmen' }).waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      await context.close();
    });
  }
});
