/** Who is on the network and who was refused, the shared secret of a new access point shown once, and a session that is ended by a person. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { keyUri } from '@sallyport/assurance-claims';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();

describe('networks at the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  it('show a session as it comes, and end it when a person says so', async () => {
    const installer = await Visitor.signedIn(browser, house, 'installer');
    await installer.go('/networks/sessions');
    await installer.main.getByText('No device is on the network.').waitFor();
    await house.deviceOnNetwork('LAMP-1');
    const row = installer.main.getByRole('row').filter({ hasText: 'LAMP-1' });
    await row.waitFor();
    const [session] = house.domain.admission.live;
    await row.getByRole('button', { name: 'End' }).click();
    await installer.page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
    await installer.page.getByText(/The session of .*LAMP-1 has ended/).waitFor();
    // The device may be back at once: it is another session then.
    assert.equal(
      house.domain.admission.live.some(({ id }) => id === session?.id),
      false,
    );
    assert.deepEqual(installer.trouble, []);
    await installer.close();
  });

  it('say who was refused, and why', async () => {
    const auditor = await Visitor.signedIn(browser, house, 'auditor');
    await auditor.go('/networks/refusals');
    const life = house.life(await house.device('LAMP-2', { deviceType: 'never-scored' }));
    life.onboard();
    await life.settled();
    const row = auditor.main.getByRole('row').filter({ hasText: 'LAMP-2' });
    await row.filter({ hasText: 'never-scored' }).first().waitFor();
    assert.equal(await auditor.main.getByRole('button', { name: 'End' }).count(), 0);
    assert.deepEqual(auditor.trouble, []);
    await auditor.close();
  });

  it('make the secret of an access point, show it once, and never again', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner');
    await owner.go('/networks/clients');
    await owner.main.getByRole('button', { name: 'Add a client' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('attic');
    await dialog.getByLabel('Addresses').fill('192.0.2.7\n2001:db8::/64');
    await dialog.getByRole('button', { name: 'Add a client' }).click();
    const shown = dialog.locator('code');
    await shown.waitFor();
    const secret = await shown.innerText();
    assert.match(secret, /^[\w-]{32}$/);
    await dialog.getByRole('button', { name: 'I have entered it' }).click();
    await owner.main.getByRole('row').filter({ hasText: 'attic' }).waitFor();
    assert.equal((await owner.page.content()).includes(secret), false);
    const log = await owner.call('GET', '/log?limit=500');
    assert.equal(JSON.stringify(log.body).includes(secret), false);
    await owner.main.getByRole('row').filter({ hasText: 'attic' }).getByRole('button', { name: 'Remove' }).click();
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await owner.main.getByRole('row').filter({ hasText: 'attic' }).waitFor({ state: 'detached' });
    assert.deepEqual(owner.trouble, []);
    await owner.close();
  });

  it('say why an access point cannot be added, and keep what was typed', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner');
    await owner.go('/networks/clients');
    await owner.main.getByRole('button', { name: 'Add a client' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('a name with blanks');
    await dialog.getByLabel('Addresses').fill('192.0.2.7');
    await dialog.getByRole('button', { name: 'Add a client' }).click();
    await dialog.getByRole('alert').waitFor();
    assert.equal(await dialog.getByLabel('Addresses').inputValue(), '192.0.2.7');
    assert.deepEqual(owner.trouble, []);
    await owner.close();
  });

  it('give a device its addresses where no access point tells, and take them back', async () => {
    const installer = await Visitor.signedIn(browser, house, 'installer');
    await installer.go('/networks/addresses');
    await installer.main.getByRole('button', { name: 'Give a device its addresses' }).click();
    const dialog = installer.page.getByRole('dialog');
    await dialog.getByLabel('Device').fill('LAMP-1');
    await dialog.getByLabel('Addresses').fill('192.0.2.300');
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Device').fill('a device of nobody');
    await dialog.getByLabel('Addresses').fill('192.0.2.7, 2001:DB8::7');
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await dialog.getByText('E_DOMAIN_NAME').waitFor();
    await dialog.getByLabel('Device').fill('LAMP-1');
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = installer.main.getByRole('row').filter({ hasText: 'LAMP-1' });
    await row.filter({ hasText: '192.0.2.7, 2001:db8::7' }).waitFor();
    await row.getByRole('button', { name: 'Change the addresses of LAMP-1' }).click();
    await dialog.getByLabel('Addresses').fill('');
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await dialog.waitFor({ state: 'detached' });
    await row.waitFor({ state: 'detached' });
    assert.match(JSON.stringify(await house.ask('changes.list')), /addresses\.set/);
    assert.deepEqual(installer.trouble, []);
    await installer.close();
    const auditor = await Visitor.signedIn(browser, house, 'auditor');
    await auditor.go('/networks/addresses');
    await auditor.main.getByText('Nobody said anything of addresses here.').waitFor();
    assert.equal(await auditor.main.getByRole('button', { name: 'Give a device its addresses' }).count(), 0);
    await auditor.close();
  });

  it('give the owner’s word for a router as a file', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner');
    await owner.go('/networks/routers');
    await owner.main.getByRole('button', { name: 'Add a router' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('hall router');
    await dialog.getByLabel('Key').fill('not a key');
    await dialog.getByRole('button', { name: 'Add a router' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Key').fill(keyUri(house.domain.authority.certificate.spki));
    await dialog.getByRole('button', { name: 'Add a router' }).click();
    const downloading = owner.page.waitForEvent('download');
    await dialog.getByRole('link', { name: 'Save the owner’s word' }).click();
    const download = await downloading;
    assert.equal(download.suggestedFilename(), 'hall router.claim');
    assert.ok(readFileSync(await download.path()).length > 100);
    await owner.page.keyboard.press('Escape');
    await owner.main.getByRole('row').filter({ hasText: 'hall router' }).filter({ hasText: 'away' }).waitFor();
    assert.deepEqual(owner.trouble, []);
    await owner.close();
  });
});
