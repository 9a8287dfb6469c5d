/** Denylists at the console: imported, added to and taken from, with who had to do with what is on them. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toBase64, utf8 } from '@sallyport/core';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture } from '../../src/console/screenshots.ts';
import { settle } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const [LAMP, ELSEWHERE] = ['192.0.2.10', '203.0.113.9'] as const;

describe('denylists at the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let owner: Visitor;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    owner = await Visitor.signedIn(browser, house, 'owner');
    await house.deviceOnNetwork('LAMP-1');
    await house.ask('addresses.set', { device: 'LAMP-1', addresses: [LAMP] });
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  async function see(destination: string): Promise<void> {
    const at = house.domain.now().toISOString();
    const flow = { at, source: LAMP, destination, destinationPort: 443, protocol: 'tcp' };
    await house.ask('flows.submit', { flows: toBase64(utf8(JSON.stringify(flow))) });
  }

  it('are imported from a file, and what of it cannot be read is told by its line', async () => {
    await owner.go('/policy/denylists');
    await owner.main.getByText('No list is in force.').waitFor();
    await owner.main.getByRole('button', { name: 'Import a list' }).click();
    const dialog = owner.page.getByRole('dialog');
    const load = dialog.getByRole('button', { name: 'Import', exact: true });
    assert.equal(await load.isDisabled(), true, 'without a file there is nothing to import');
    const text = '# from a neighbour\n198.51.100.7\n0.0.0.0 evil.example worse.example\nhttp://no-destination/\n';
    await dialog
      .getByLabel('File')
      .setInputFiles({ name: 'bot net.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
    // It can be pressed once the list has a name, which is the file's.
    await load.click();
    await dialog.getByText('1 line could not be read; the other 3 destinations are in force.').waitFor();
    await dialog.getByRole('row').filter({ hasText: '4' }).waitFor();
    await picture(owner.page, 'denylists-imported');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await owner.main.getByRole('row').filter({ hasText: 'bot-net' }).filter({ hasText: '3' }).waitFor();
    assert.deepEqual(owner.trouble, []);
  });

  it('are added to, and a contact of before counts at once', async () => {
    await see(ELSEWHERE);
    await owner.go('/policy/denylists');
    await owner.main.getByText('No device had to do with a listed destination').waitFor();
    await owner.main.getByRole('button', { name: 'Add destinations' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('List', { exact: true }).selectOption({ label: 'A new list' });
    await dialog.getByLabel('Name of the list').fill('house');
    await dialog.getByLabel('Destinations').fill(`${ELSEWHERE}\nnot a destination!`);
    await dialog.getByRole('button', { name: 'Put on the list' }).click();
    await dialog.getByRole('alert').waitFor();
    assert.match(await dialog.getByRole('alert').innerText(), /One of these is no destination/);
    await dialog.getByLabel('Destinations').fill(ELSEWHERE);
    await dialog.getByRole('button', { name: 'Put on the list' }).click();
    await dialog.waitFor({ state: 'detached' });
    const contact = owner.main.getByRole('row').filter({ hasText: 'LAMP-1' }).filter({ hasText: ELSEWHERE });
    await contact.filter({ hasText: 'held against it' }).waitFor();
    await owner.main.getByText('The rules in force hold one against its device for 2 minutes.').waitFor();
    await picture(owner.page, 'denylists-contact');
    assert.match(JSON.stringify(await house.ask('why', { device: 'LAMP-1' })), /on the list house/);
    assert.deepEqual(owner.trouble, []);
  });

  it('are looked into and searched, and one destination is taken off', async () => {
    await owner.go('/policy/denylists');
    await owner.main.getByRole('link', { name: 'bot-net' }).click();
    await owner.main.getByRole('heading', { name: 'On the list bot-net' }).waitFor();
    await owner.main.getByLabel('Part of an address or name').fill('WORSE');
    const entries = owner.main.getByRole('table', { name: 'On the list bot-net' });
    await entries.getByText('198.51.100.7').waitFor({ state: 'detached' });
    await entries.getByRole('button', { name: 'Take off worse.example' }).click();
    await entries.getByText('Nothing on this list has that in it.').waitFor();
    assert.deepEqual(await house.ask('denylist.show', { name: 'bot-net' }), {
      ...{ name: 'bot-net', entries: 2, destinations: ['198.51.100.7', 'evil.example'] },
    });
  });

  it('go out of force after a question, and stand in the log under who did it', async () => {
    await owner.go('/policy/denylists');
    await owner.main.getByRole('button', { name: 'Take out of force the list house' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByText(/held against nobody any more/).waitFor();
    await dialog.getByRole('button', { name: 'Take out of force' }).click();
    await dialog.waitFor({ state: 'detached' });
    await owner.main.getByText('No device had to do with a listed destination').waitFor();
    const changes = JSON.stringify(await house.ask('changes.list', { limit: 100 }));
    for (const operation of ['denylist.import', 'denylist.change', 'denylist.remove']) {
      assert.match(changes, new RegExp(`"${operation.replace('.', '\\.')}"`));
    }
    assert.match(changes, /owner \d+/);
    assert.deepEqual(owner.trouble, []);
  });

  it('are looked at by auditors, who change nothing, and are none of an installer’s', async () => {
    const auditor = await Visitor.signedIn(browser, house, 'auditor');
    await auditor.go('/policy/denylists?list=bot-net');
    await auditor.main.getByText('evil.example').waitFor();
    await settle(auditor.page);
    for (const name of ['Import a list', 'Add destinations', /^Take off/, /^Take out of force/]) {
      assert.equal(await auditor.main.getByRole('button', { name }).count(), 0, `${name}`);
    }
    assert.equal((await auditor.call('PATCH', '/denylists/bot-net', { remove: ['evil.example'] })).status, 403);
    assert.deepEqual(auditor.trouble, []);
    await auditor.close();
    const installer = await Visitor.signedIn(browser, house, 'installer');
    assert.equal((await installer.call('GET', '/denylists/bot-net')).status, 403);
    assert.equal((await installer.call('GET', '/denylist-contacts')).status, 403);
    await installer.close();
  });
});
