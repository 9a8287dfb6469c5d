/** The log before an auditor: narrowed, checked against a head that was noted, and taken elsewhere, where its chain is worked out anew. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const SCRIPT = '<img src=x onerror=document.title=1>';

describe('the audit at the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    await house.ask('lists.add', { list: 'devices', match: SCRIPT, note: '=1+1' });
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  async function download(auditor: Visitor, name: string): Promise<string> {
    const downloading = auditor.page.waitForEvent('download');
    await auditor.main.getByRole('button', { name, exact: true }).click();
    return readFileSync(await (await downloading).path(), 'utf8');
  }

  it('shows an event whole, as text, and narrows by its type', async () => {
    const auditor = await Visitor.signedIn(browser, house, 'auditor');
    await auditor.go('/audit');
    await auditor.main.getByLabel('Type', { exact: true }).selectOption('accept-list.added');
    await auditor.main.getByRole('button', { name: 'Put on a list' }).first().click();
    await auditor.page.getByRole('dialog').getByText(SCRIPT).waitFor();
    assert.match(await auditor.page.title(), /^Audit/);
    assert.deepEqual(auditor.trouble, []);
    await auditor.close();
  });

  it('goes through a head that was noted, and not through one that never was', async () => {
    const auditor = await Visitor.signedIn(browser, house, 'auditor');
    const { position, hash } = await house.domain.logHead();
    await auditor.go('/audit?part=chain');
    const noted = auditor.main.getByLabel(/Noted head/);
    const verify = auditor.main.getByRole('button', { name: 'Verify', exact: true });
    await noted.fill(`${position} ${hash}`);
    await verify.click();
    await auditor.main.getByText('It goes through the noted head.').waitFor();
    await noted.fill(`${position} ${'ab'.repeat(32)}`);
    await verify.click();
    await auditor.main.getByText('The log is not what was written').waitFor();
    await noted.fill('not a head');
    await verify.click();
    await auditor.main.getByText('A noted head is a position and 64 hexadecimal digits.').waitFor();
    assert.deepEqual(auditor.trouble, []);
    await auditor.close();
  });

  it('goes elsewhere with hashes that fit there', async () => {
    const auditor = await Visitor.signedIn(browser, house, 'auditor');
    await auditor.go('/audit');
    const lines = (await download(auditor, 'JSON lines'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const end = lines.pop();
    let previous = '0'.repeat(64);
    for (const { position, stream, version, type, at, uniqueKey, data, hash, previous: before } of lines) {
      assert.equal(before, previous);
      const fields = [previous, position, stream, version, type, at, uniqueKey ?? '', data];
      previous = createHash('sha256').update(fields.join('\0')).digest('hex');
      assert.equal(hash, previous);
    }
    assert.equal(end.hash, previous);
    assert.equal(end.events, lines.length);
    const csv = await download(auditor, 'CSV');
    assert.ok(csv.startsWith('position,time,at,stream,version,type,uniqueKey,data,previous,hash\r\n'));
    assert.deepEqual(auditor.trouble, []);
    await auditor.close();
  });

  it('says who changed what', async () => {
    const owner = await Visitor.signedIn(browser, house, 'owner');
    const made = await owner.call('POST', '/radius/clients', { name: 'cellar', addresses: ['192.0.2.9'] });
    assert.equal(made.status, 200);
    await owner.go('/audit?part=changes');
    await owner.main.getByRole('button', { name: 'radius.add-client' }).first().click();
    await owner.page.getByRole('dialog').getByText('cellar').first().waitFor();
    assert.deepEqual(owner.trouble, []);
    await owner.close();
  });
});
