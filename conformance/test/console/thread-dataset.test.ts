/** An owner changes what a Thread network runs on: told first whom it cuts off, refused what cannot be, and never shown a secret. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, type JsonObject, type JsonValue, toHex } from '@sallyport/core';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture } from '../../src/console/screenshots.ts';
import { settle } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const PASSPHRASE = 'a passphrase that nobody else knows';

describe('a Thread network that is changed at the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let owner: Visitor;
  let network: string;

  before(async () => {
    house = await ConsoleHouse.open({ hasThread: true });
    browser = await openChromium([house.domain.authority.certificate]);
    network = toHex(house.thread?.dataset.extendedPanId ?? new Uint8Array());
    owner = await Visitor.signedIn(browser, house, 'owner');
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  async function goToDatasets(visitor: Visitor): Promise<void> {
    await visitor.go(`/thread/${network}`);
    await visitor.main.getByRole('tab', { name: 'Datasets' }).click();
    await visitor.main.getByText('Mesh-local prefix').first().waitFor();
  }

  async function open() {
    await goToDatasets(owner);
    await owner.main.getByRole('button', { name: 'Change the network' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('Network name').waitFor();
    return dialog;
  }

  async function datasetOf(kind: 'active' | 'pending'): Promise<JsonObject> {
    const answer: JsonValue = await house.ask('thread.dataset', { kind, network });
    const dataset = isJsonObject(answer) ? answer['dataset'] : undefined;
    assert.ok(isJsonObject(dataset));
    return dataset;
  }

  it('is changed by owners alone: others see it as it is', async () => {
    for (const role of ['installer', 'auditor'] as const) {
      const other = await Visitor.signedIn(browser, house, role);
      await goToDatasets(other);
      await settle(other.page);
      assert.equal(await other.main.getByRole('button', { name: 'Change the network' }).count(), 0, role);
      const { status } = await other.call('PATCH', '/thread/datasets/active', { network, networkName: 'Mine' });
      assert.equal(status, 403, role);
      assert.deepEqual(other.trouble, []);
      await other.close();
    }
  });

  it('says beside each field what cannot be, and goes no further', async () => {
    const dialog = await open();
    const next = dialog.getByRole('button', { name: 'See what it does' });
    await next.click();
    await dialog.getByText('Nothing is changed yet.').waitFor();
    await dialog.getByLabel('Network name').fill('a name of more than 16');
    await dialog.getByLabel('New passphrase', { exact: true }).fill('short');
    await dialog.getByLabel('New passphrase, once more').fill('other');
    await dialog.getByLabel('PAN ID').fill('0xffff');
    await next.click();
    for (const text of [
      'A name has 1 to 16 characters, and umlauts count as two.',
      'A passphrase has 6 to 255 characters.',
      'The two are not the same.',
      'A PAN ID has up to four hexadecimal digits, and is not 0xffff.',
    ]) {
      await dialog.getByText(text).waitFor();
    }
    await dialog.getByLabel('Network name').and(owner.page.locator(':focus')).waitFor();
    await picture(owner.page, 'thread-change-wrong');
    assert.equal(await dialog.getByRole('button', { name: 'Change it' }).count(), 0);
    assert.equal((await datasetOf('active'))['networkName'], 'Hall');
  });

  it('has another name and passphrase at once, and the passphrase is shown and written down nowhere', async () => {
    const dialog = await open();
    await dialog.getByLabel('Network name').fill('Attic');
    await dialog.getByLabel('New passphrase', { exact: true }).fill(PASSPHRASE);
    await dialog.getByLabel('New passphrase, once more').fill(PASSPHRASE);
    await dialog.getByLabel('When').selectOption({ label: 'at once' });
    await dialog.getByRole('button', { name: 'See what it does' }).click();
    await dialog.getByText('Hall → Attic').waitFor();
    await dialog.getByText('another, kept secret').waitFor();
    await dialog.getByText(/No node is cut off/).waitFor();
    assert.equal((await owner.page.content()).includes(PASSPHRASE), false);
    assert.equal((await datasetOf('active'))['networkName'], 'Hall', 'nothing is changed by looking');
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await owner.page.getByText('Hall is changed.').waitFor();
    await owner.main.getByRole('heading', { level: 1, name: 'Attic' }).waitFor();
    const changes = JSON.stringify(await house.ask('changes.list'));
    assert.match(changes, /thread\.set-dataset/);
    assert.match(changes, /owner \d+/);
    assert.equal(changes.includes(PASSPHRASE), false);
    const log = await owner.call('GET', '/log?limit=500');
    assert.equal(JSON.stringify(log.body).includes(PASSPHRASE), false);
  });

  it('changes its channel and its key later only, and says first whom that cuts off', async () => {
    const dialog = await open();
    await dialog.getByLabel('When').selectOption({ label: 'at once' });
    await dialog.getByLabel('Channel', { exact: true }).selectOption('20');
    await dialog.getByLabel('A new network key').check();
    await dialog.getByLabel('When').locator('option', { hasText: 'at once' }).waitFor({ state: 'detached' });
    const whens = await dialog.getByLabel('When').locator('option').allInnerTexts();
    assert.deepEqual(whens, ['in 5 minutes', 'in 1 hour', 'in 24 hours', 'in 72 hours']);
    await dialog.getByRole('button', { name: 'See what it does' }).click();
    await dialog.getByText('15 → 20').waitFor();
    await dialog.getByText(/off or out of reach until then do not hear of it, and are cut off/).waitFor();
    await dialog.getByText(/must be reset and added again by its code/).waitFor();
    await picture(owner.page, 'thread-change-what');
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await owner.page.getByText('Attic changes in 5 minutes.').waitFor();
    const [active, pending] = [await datasetOf('active'), await datasetOf('pending')];
    assert.deepEqual([active['channel'], pending['channel'], pending['networkKey']], [15, 20, '[secret]']);
    await owner.main.getByText('Takes effect in').waitFor();
    assert.deepEqual(owner.trouble, []);
  });

  it('is refused with a sentence when the role is gone meanwhile, and the form stays', async () => {
    const dialog = await open();
    const other = (await datasetOf('active'))['panId'] === '0xbeef' ? '0xbee1' : '0xbeef';
    await dialog.getByLabel('PAN ID').fill(other);
    await dialog.getByLabel('When').selectOption({ label: 'in 1 hour' });
    await dialog.getByRole('button', { name: 'See what it does' }).click();
    await dialog.getByText(`→ ${other}`).waitFor();
    await dialog.getByText('A change that is on its way already is given up for this one.').waitFor();
    const asking = owner.page.waitForRequest((request) => request.method() === 'PATCH');
    await owner.page.route('**/thread/datasets/pending', async (route) => {
      await house.ask('thread.resign', { network });
      await route.continue();
    });
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await asking;
    await dialog.getByRole('alert').waitFor();
    assert.match(await dialog.getByRole('alert').innerText(), /E_DOMAIN_THREAD_NETWORK/);
    assert.deepEqual(owner.trouble, []);
  });
});
