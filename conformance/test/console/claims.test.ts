/** A claim is made from a template, tried first, seen to turn a decision, and taken back; a rule is changed after a dry run. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { picture } from '../../src/console/screenshots.ts';
import { settle } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const LAMPS = ['LAMP-1', 'LAMP-2', 'LAMP-3'] as const;

describe('claims and policy at the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let owner: Visitor;
  const lives = new Map<string, ReturnType<ConsoleHouse['life']>>();

  before(async () => {
    house = await ConsoleHouse.open();
    browser = await openChromium([house.domain.authority.certificate]);
    for (const lamp of LAMPS) lives.set(lamp, await house.deviceOnNetwork(lamp));
    owner = await Visitor.signedIn(browser, house, 'owner');
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  const onNetwork = () => LAMPS.filter((lamp) => lives.get(lamp)?.state().network.state === 'on');

  async function untilOnNetwork(lamps: readonly string[]): Promise<void> {
    while (onNetwork().join() !== lamps.join()) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** A claim of the owner's: what follows from it is claimed by the domain. */
  const row = (type: string) =>
    owner.main.getByRole('row').filter({ hasText: type }).filter({ hasText: 'the owner' }).first();

  it('is made from a template, after a look at what it would do', async () => {
    await owner.go('/claims');
    await owner.page.getByRole('button', { name: 'Add a claim' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('What is to be claimed').selectOption({ label: 'Distrust a device' });
    await dialog.getByLabel(/^Device: serial number/).fill('LAMP-2');
    await dialog.getByLabel(/^Why/).fill('It was left at a neighbour’s.');
    await dialog.getByRole('button', { name: 'Try it first' }).click();
    await dialog.getByText('This change would put out 1 device.').waitFor();
    await dialog.getByRole('link', { name: 'LAMP-2' }).waitFor();
    await picture(owner.page, 'claims-dry-run');
    assert.deepEqual(onNetwork(), [...LAMPS], 'nothing is changed by trying');
    await dialog.getByRole('button', { name: 'Claim it as the owner' }).click();
    await untilOnNetwork(['LAMP-1', 'LAMP-3']);
    await owner.page.getByRole('button', { name: 'Take back' }).waitFor();
    await picture(owner.page, 'claims-made');
    const made = owner.main.getByRole('row').filter({ hasText: 'Distrust' }).filter({ hasText: 'LAMP-2' });
    await made.filter({ hasText: 'counts' }).first().waitFor();
    assert.deepEqual(owner.trouble, []);
  });

  it('is taken back', async () => {
    await owner.go('/claims');
    await row('Distrust').click();
    await owner.page.getByRole('button', { name: 'Take back' }).first().click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('Why').fill('It came back.');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.waitFor({ state: 'detached' });
    lives.get('LAMP-2')?.onboard();
    await untilOnNetwork(LAMPS);
  });

  it('says what is missing from a form instead of making half a claim', async () => {
    const before = JSON.stringify(await house.ask('claims.list'));
    await owner.go('/claims');
    await owner.page.getByRole('button', { name: 'Add a claim' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByLabel('What is to be claimed').selectOption({ label: 'Distrust a device' });
    await dialog.getByLabel(/^Device: serial number/).fill('a device of nobody');
    await dialog.getByRole('button', { name: 'Claim it as the owner' }).click();
    await dialog.getByRole('alert').first().waitFor();
    assert.equal(JSON.stringify(await house.ask('claims.list')), before);
  });

  const shipped = (policy: string) =>
    owner.main.locator('.card').filter({ has: owner.page.getByRole('heading', { name: policy, exact: true }) });

  it('says that a policy is in force instead of offering it, and offers the others', async () => {
    await owner.go('/policy/shipped');
    await shipped('build-5').getByText('in force', { exact: true }).waitFor();
    await settle(owner.page);
    assert.equal(await shipped('build-5').getByRole('button').count(), 0);
    await shipped('cahn-device')
      .getByRole('button', { name: /^Adopt/ })
      .waitFor();
    assert.equal(await shipped('cahn-device').getByText('in force', { exact: true }).count(), 0);
  });

  it('changes a rule after a dry run that lists whom it would put out, and not before', async () => {
    await owner.go('/policy');
    await owner.page.getByRole('button', { name: 'Change the rule sbom_threshold' }).click();
    const dialog = owner.page.getByRole('dialog');
    const clauses = dialog.getByLabel(/^Clauses, in Prolog/);
    const force = dialog.getByRole('button', { name: 'Put in force' });
    await clauses.fill('sbom_threshold(1).');
    assert.equal(await force.isDisabled(), true, 'what was not tried is not put in force');
    await dialog.getByRole('button', { name: 'Try it first' }).click();
    await dialog.getByText('This change would put out 3 devices.').waitFor();
    for (const lamp of LAMPS) await dialog.getByRole('link', { name: lamp }).waitFor();
    await picture(owner.page, 'policy-dry-run');
    assert.deepEqual(onNetwork(), [...LAMPS]);
    await clauses.fill('sbom_threshold(1');
    await dialog.getByRole('button', { name: 'Try it first' }).click();
    await dialog.getByText('The rule would be refused, and everything would stay as it is.').waitFor();
    assert.equal(await force.isDisabled(), true, 'a rule that is none is not put in force');
    await clauses.fill('sbom_threshold(1).');
    await dialog.getByRole('button', { name: 'Try it first' }).click();
    await dialog.getByText('This change would put out 3 devices.').waitFor();
    await force.click();
    await untilOnNetwork([]);
    assert.deepEqual(owner.trouble, []);
  });

  it('offers what is shipped again of a policy whose rule was changed', async () => {
    await owner.go('/policy/shipped');
    await shipped('build-5')
      .getByRole('button', { name: /^Back to what is shipped/ })
      .click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Adopt' }).click();
    await dialog.waitFor({ state: 'detached' });
    await shipped('build-5').getByRole('button').waitFor({ state: 'detached' });
    assert.deepEqual(owner.trouble, []);
  });
});
