/** A feed of vulnerabilities is taken in at the console, and one that is none is refused. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture } from '../../src/console/screenshots.ts';
import { settle } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();

const ADVISORY = {
  schema_version: '1.6.0',
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-01-01T00:00:00Z',
  summary: 'reads past its end',
  affected: [{ package: { ecosystem: 'npm', name: 'example' }, versions: ['1.0.0'] }],
};
const BROKEN = { id: 7 };

describe('vulnerability feeds at the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let owner: Visitor;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    owner = await Visitor.signedIn(browser, house, 'owner');
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  async function open() {
    await owner.go('/makers?part=feeds');
    await owner.main.getByRole('button', { name: 'Take in a feed' }).click();
    return owner.page.getByRole('dialog');
  }

  it('are refused where a file is none of the kind, and nothing is known by it', async () => {
    const dialog = await open();
    const load = dialog.getByRole('button', { name: 'Take in', exact: true });
    assert.equal(await load.isDisabled(), true);
    await dialog
      .getByLabel('File')
      .setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear neighbour') });
    await load.click();
    await dialog.getByRole('alert').waitFor();
    assert.match(await dialog.getByRole('alert').innerText(), /no feed of the kind that was named/);
    await owner.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(owner.trouble, []);
  });

  it('are taken in from a file, with what could not be read of it, and shown with when that was', async () => {
    const dialog = await open();
    await dialog.getByLabel('Feed', { exact: true }).selectOption({ label: 'OSV export' });
    await dialog.getByText(/all\.zip of a kind of packages/).waitFor();
    const lines = `${JSON.stringify(ADVISORY)}\n${JSON.stringify(BROKEN)}\n`;
    await dialog
      .getByLabel('File')
      .setInputFiles({ name: 'npm.jsonl.gz', mimeType: 'application/gzip', buffer: gzipSync(lines) });
    await dialog.getByRole('button', { name: 'Take in', exact: true }).click();
    await dialog.getByText('Records that could not be read').waitFor();
    await picture(owner.page, 'feeds-imported');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await owner.main.getByRole('row').filter({ hasText: 'OSV export' }).waitFor();
    await owner.main.getByText('Vulnerabilities known').waitFor();
    await picture(owner.page, 'feeds');
    const changes = JSON.stringify(await house.ask('changes.list', { limit: 50 }));
    assert.match(changes, /feeds\.import/);
    assert.match(changes, /owner \d+/);
    assert.deepEqual(owner.trouble, []);
  });

  it('are looked at by auditors, and are none of an installer’s', async () => {
    const auditor = await Visitor.signedIn(browser, house, 'auditor');
    await auditor.go('/makers?part=feeds');
    await auditor.main.getByRole('row').filter({ hasText: 'OSV export' }).waitFor();
    await settle(auditor.page);
    assert.equal(await auditor.main.getByRole('button', { name: 'Take in a feed' }).count(), 0);
    assert.deepEqual(auditor.trouble, []);
    await auditor.close();
    const installer = await Visitor.signedIn(browser, house, 'installer');
    await installer.go('/makers');
    await settle(installer.page);
    assert.equal(await installer.main.getByRole('tab', { name: 'Vulnerability feeds' }).count(), 0);
    assert.equal((await installer.call('POST', '/feeds/osv', { feed: 'e30=' })).status, 403);
    await installer.close();
  });
});
