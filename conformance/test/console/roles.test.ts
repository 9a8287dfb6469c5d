/** Each role sees its own part of the console and no other, and what it may not do the domain does not do for it. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DOMAIN_OPERATIONS, DOMAIN_ROLES } from '@sallyport/app-domain';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { settle } from '../../src/console/views.ts';
import { memberOf, Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();

const SEES = {
  owner: ['Now', 'Devices', 'Claims', 'Policy', 'Makers and types', 'Thread', 'Networks', 'Audit', 'People'],
  installer: ['Now', 'Devices', 'Makers and types', 'Thread', 'Networks', 'People'],
  auditor: ['Now', 'Devices', 'Claims', 'Policy', 'Makers and types', 'Thread', 'Networks', 'Audit', 'People'],
} as const;

describe('a role at the console', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  const visitors = new Map<string, Visitor>();

  before(async () => {
    // Whoever tries every operation asks more often than people do.
    house = await ConsoleHouse.open({ hasThread: true });
    browser = await openChromium([house.domain.authority.certificate]);
    await house.deviceOnNetwork('LAMP-1');
    for (const role of DOMAIN_ROLES) visitors.set(role, await Visitor.signedIn(browser, house, role));
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  function visitorOf(role: string): Visitor {
    const visitor = visitors.get(role);
    assert.ok(visitor);
    return visitor;
  }

  for (const role of DOMAIN_ROLES) {
    it(`has the views of its own: ${role}`, async () => {
      const { page } = visitorOf(role);
      await visitorOf(role).go('/');
      const links = await page.locator('.rail-nav a').allInnerTexts();
      assert.deepEqual(
        links.map((text) => text.trim()),
        SEES[role],
      );
    });

    it(`gets nothing that is not its own from the domain: ${role}`, async () => {
      const wrong: string[] = [];
      for (const [name, operation] of Object.entries(DOMAIN_OPERATIONS)) {
        if (operation.open) continue;
        const [method = 'GET', path = '/'] = operation.via.split(' ');
        const isIts = operation.roles.some((each) => each === role);
        // What it may change it could change by this; that it may is shown by the other tests.
        if (isIts && (operation.changes || operation.reach === 'local')) continue;
        const body = method === 'GET' || method === 'DELETE' ? undefined : {};
        const answer = await visitorOf(role).call(method, path.replaceAll(/\{[^}]+\}/g, 'x'), body);
        const code = memberOf(answer.body, 'code');
        const isRefused = answer.status === 403 && (code === 'E_API_ROLE' || code === 'E_API_LOCAL');
        if (isRefused === isIts) wrong.push(`${name}: ${answer.status} ${String(code)}`);
      }
      assert.deepEqual(wrong, []);
    });
  }

  for (const role of ['installer', 'auditor'] as const) {
    it(`is told so where it goes to a view that is not its own: ${role}`, async () => {
      const visitor = visitorOf(role);
      for (const path of ['/policy', '/claims', '/audit', '/people', '/makers', '/networks', '/thread']) {
        await visitor.go(path);
        await settle(visitor.page);
        const shown = (await visitor.main.innerText()).trim();
        assert.ok(shown.length > 0, `${path} is empty`);
        assert.equal(await visitor.page.locator('.broken').count(), 0, `${path} is broken`);
      }
      assert.deepEqual(visitor.trouble, []);
    });
  }

  it('shows an auditor a device and nothing to press', async () => {
    const auditor = visitorOf('auditor');
    await auditor.go(`/devices/${house.maker}/LAMP-1`);
    await auditor.main.getByText('It may.', { exact: true }).waitFor();
    for (const name of ['Onboard', 'Trust', 'Set type', 'Distrust', 'Offboard']) {
      assert.equal(await auditor.main.getByRole('button', { name, exact: true }).count(), 0, name);
    }
    assert.equal(await auditor.main.getByRole('button', { name: /^Do it/ }).count(), 0);
  });

  it('lets an installer trust a device and not its maker', async () => {
    const installer = visitorOf('installer');
    await installer.go(`/devices/${house.maker}/LAMP-1`);
    await installer.main.getByRole('heading', { level: 1, name: 'LAMP-1' }).waitFor();
    await settle(installer.page);
    assert.equal(await installer.main.getByRole('button', { name: 'Trust', exact: true }).count(), 1);
    assert.equal(await installer.main.getByRole('button', { name: /its maker/ }).count(), 0);
    const subject = { id: house.maker, role: 'manufacturer' };
    const answer = await installer.call('POST', '/claims/made', { type: 'Distrust', subject });
    assert.deepEqual([answer.status, memberOf(answer.body, 'code')], [403, 'E_API_ROLE']);
  });

  it('takes effect at once, also in a page that is open, when an owner gives another', async () => {
    const person = await Visitor.signedIn(browser, house, 'owner');
    await person.go('/policy');
    const me = await person.call('GET', '/me');
    await house.ask('accounts.set-role', { id: memberOf(me.body, 'id') ?? '', role: 'auditor' });
    const { status, body } = await person.call('POST', '/policy/drop', {});
    assert.equal(status === 403 || status === 401, true, `${status} ${JSON.stringify(body)}`);
    await person.close();
  });
});
