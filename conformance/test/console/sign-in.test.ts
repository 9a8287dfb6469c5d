/** Coming in: by the first link, by a passkey of an authenticator that Chromium simulates, by a password, and out again. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { seriousFindings } from '../../src/console/axe.ts';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture, SIZES } from '../../src/console/screenshots.ts';
import { settle } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const PASSWORD = 'a long enough password';

describe('the door of the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  /** Keeps the passkey of the first owner. */
  let owner: Visitor;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    owner = await Visitor.come(browser, house);
    await giveAuthenticator(owner);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  const button = (visitor: Visitor, name: string) => visitor.page.getByRole('button', { name, exact: true });

  it('says to nobody in particular that nobody owns the house yet', async () => {
    await owner.page.goto(`${house.url}/devices`);
    await owner.page.getByText('Nobody owns this house yet').waitFor();
    assert.equal(await owner.main.count(), 0);
  });

  it('lets the first owner in by the link of the terminal, who keeps a passkey', async () => {
    await owner.page.goto(await house.firstLink());
    await owner.page.getByLabel('What are you called?').fill('Ada');
    await button(owner, 'Become the owner').click();
    await button(owner, 'Make a passkey').click();
    await owner.main.waitFor();
    assert.equal(new URL(owner.page.url()).hash, '', 'the link stands in no history');
    assert.deepEqual(await owner.call('GET', '/me').then(({ body }) => passkeysOf(body)), 1);
    assert.equal(await house.domain.accounts.firstLink(), undefined, 'there is no further first link');
  });

  it('lets the owner out, and in again by the passkey', async () => {
    await owner.page.getByRole('button', { name: 'Sign out' }).first().click();
    await button(owner, 'Sign in with a passkey').click();
    await owner.main.waitFor();
    assert.deepEqual(owner.trouble, []);
  });

  it('does not let in by an authenticator without a passkey of the house', async () => {
    const stranger = await Visitor.come(browser, house);
    await giveAuthenticator(stranger);
    await stranger.page.goto(`${house.url}/sign-in`);
    await button(stranger, 'Sign in with a passkey').click();
    await stranger.page.getByRole('alert').waitFor();
    assert.equal(await stranger.main.count(), 0);
    await stranger.close();
  });

  it('lets an invited person in, who sets a password and comes back by it', async () => {
    const { url, name } = await house.invite('Grace', 'installer');
    const installer = await Visitor.come(browser, house);
    await installer.page.goto(url);
    await installer.page.getByText(`Welcome, ${name}`).waitFor();
    await button(installer, 'Come in').click();
    await installer.page.getByLabel(/^Password/).fill(PASSWORD);
    await installer.page.getByLabel(/^The password once more/).fill(PASSWORD);
    await button(installer, 'Set a password').click();
    await installer.main.waitFor();
    await installer.page.getByRole('button', { name: 'Sign out' }).first().click();
    await installer.page.getByLabel(/^Name/).fill('Grace');
    await installer.page.getByLabel(/^Password/).fill(PASSWORD);
    await button(installer, 'Sign in').click();
    await installer.main.waitFor();
    assert.deepEqual(installer.trouble, []);
    await installer.close();
  });

  it('does not let in by a wrong password, says no more than that, and slows who guesses down', async () => {
    const guesser = await Visitor.come(browser, house);
    await guesser.page.goto(`${house.url}/sign-in`);
    await guesser.page.getByLabel(/^Name/).fill('Grace');
    await guesser.page.getByLabel(/^Password/).fill('not this password');
    await button(guesser, 'Sign in').click();
    const said = await guesser.page.getByRole('alert').first().innerText();
    await guesser.page.getByLabel(/^Name/).fill('Nobody by this name');
    await button(guesser, 'Sign in').click();
    await guesser.page.waitForTimeout(500);
    assert.equal(
      await guesser.page.getByRole('alert').first().innerText(),
      said,
      'the same, whether the name is known',
    );
    const statuses: number[] = [];
    for (let guess = 0; guess < 30 && statuses.at(-1) !== 429; guess++) {
      const body = { name: 'Grace', password: `guess number ${guess}` };
      statuses.push((await guesser.call('POST', '/sign-in/password', body)).status);
    }
    assert.equal(statuses.at(-1), 429);
    await guesser.close();
  });

  it('takes a session away at once when an owner ends it, and the open page goes to the door', async () => {
    const auditor = await Visitor.signedIn(browser, house, 'auditor');
    await auditor.go('/devices');
    const accounts = await house.ask('accounts.list');
    const id = /"id":"([0-9a-f]{24})","name":"auditor \d+"/.exec(JSON.stringify(accounts))?.[1] ?? '';
    await house.ask('accounts.remove', { id });
    await auditor.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    assert.equal(await auditor.main.count(), 0);
    await auditor.close();
  });

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

/** An authenticator that is built in, with a person who always agrees. */
async function giveAuthenticator({ context, page }: Visitor): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

function passkeysOf(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('passkeys' in body)) return undefined;
  return Array.isArray(body.passkeys) ? body.passkeys.length : undefined;
}
