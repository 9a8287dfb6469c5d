/** Whatever a device, a maker or a claim says of itself is shown as text, in every view, and runs nowhere. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toBase64, utf8 } from '@sallyport/core';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { ConsoleHouse } from '../../src/console/house.ts';
import { settle, VIEWS } from '../../src/console/views.ts';
import { Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
/** Shorter than what a certificate's name holds; it leaves a mark where it runs, as an element or as a script. */
const MARKUP = `"><img src=x onerror=hit()><b id=hit>`;
const SCRIPT = `</script><script>hit()</script>`;
/** A serial number is a PrintableString, which has no angle brackets; but it stands in addresses. */
const SERIALS = [`javascript:hit()`, `../../audit`, `a/b?c=d`, `constructor`, `'(hit())'`] as const;

/** In the page: whether anything ran, was made an element, or would run when it is followed. */
const TRACES = `({
  isHit: globalThis.isHit === true,
  injected: document.querySelectorAll('img[src="x"], #hit, script:not([src])').length,
  links: [...document.querySelectorAll('a[href]')].map((each) => each.href).filter((href) => href.startsWith('javascript:')),
})`;

describe('text that would be markup or a script', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let owner: Visitor;

  before(async () => {
    house = await ConsoleHouse.open({ maker: MARKUP });
    browser = await openChromium([house.domain.authority.certificate]);
    await sayEverything(house);
    for (const serial of SERIALS) await house.deviceOnNetwork(serial, { model: MARKUP, deviceType: SCRIPT });
    owner = await Visitor.come(browser, house);
    await owner.context.addInitScript(() =>
      Reflect.set(globalThis, 'hit', () => Reflect.set(globalThis, 'isHit', true)),
    );
    await owner.enter((await house.invite(MARKUP, 'owner')).url);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  async function assertUntouched(where: string): Promise<void> {
    const found = await owner.page.evaluate(TRACES);
    assert.deepEqual(found, { isHit: false, injected: 0, links: [] }, where);
    assert.deepEqual(owner.trouble, [], where);
  }

  const places = [
    ...VIEWS.map(({ name, path }) => ({ name, at: (): string => path })),
    { name: 'maker', at: () => `/makers/${house.maker}` },
    { name: 'type', at: () => `/makers?type=${encodeURIComponent(SCRIPT)}` },
    { name: 'refused address', at: () => `/devices/${encodeURIComponent(MARKUP)}/${encodeURIComponent(SCRIPT)}` },
    { name: 'address that is none', at: () => `/${encodeURIComponent(MARKUP)}` },
  ];
  for (const { name, at } of places) {
    it(`is text in every part of the view ${name}`, async () => {
      await owner.go(at());
      await settle(owner.page);
      await assertUntouched(at());
      const parts = owner.main.getByRole('tab');
      for (let part = 1; part < (await parts.count()); part++) {
        await parts.nth(part).click();
        await settle(owner.page);
        await assertUntouched(`${at()}, part ${part + 1}`);
      }
    });
  }

  it('is text in each claim that has it', async () => {
    for (const type of ['MUD file', 'Bill of materials', 'Vulnerability', 'Vulnerable type', 'Retraction', 'Rule']) {
      await owner.go('/claims');
      await owner.main.getByRole('row').filter({ hasText: type }).first().click();
      await settle(owner.page);
      await assertUntouched(type);
    }
  });

  it('is text in the list of devices, as it was said', async () => {
    await owner.go('/devices');
    for (const serial of SERIALS) await owner.main.getByText(serial, { exact: true }).first().waitFor();
    await owner.main.getByText(MARKUP).locator('visible=true').first().waitFor();
    await assertUntouched('/devices');
  });

  for (const serial of SERIALS) {
    it(`leads to the device itself where its serial number is ${serial}`, async () => {
      await owner.go('/devices');
      await owner.main.getByRole('link', { name: serial, exact: true }).first().click();
      await owner.main.getByRole('heading', { level: 1 }).filter({ hasText: serial }).waitFor();
      await settle(owner.page);
      await assertUntouched(owner.page.url());
      await owner.page.reload();
      await owner.main.getByRole('heading', { level: 1 }).filter({ hasText: serial }).waitFor();
      await assertUntouched('after a reload');
    });
  }

  it('would have been noticed, and would have run nothing: the policy of the page sees to that', async () => {
    await owner.go('/');
    await owner.page.evaluate((markup) => {
      const body: { insertAdjacentHTML(where: string, text: string): void } = Reflect.get(
        Reflect.get(globalThis, 'document'),
        'body',
      );
      body.insertAdjacentHTML('beforeend', markup);
    }, MARKUP.slice(2));
    await settle(owner.page);
    const { isHit, injected } = await owner.page.evaluate<{ isHit: boolean; injected: number }>(TRACES);
    assert.deepEqual([isHit, injected], [false, 2]);
    assert.match(owner.trouble.join(), /Content Security Policy/);
  });
});

/** Every free text of devices, makers, claims, lists, rules, people and networks, in both forms. */
async function sayEverything(house: ConsoleHouse): Promise<void> {
  const about = { deviceType: SCRIPT };
  await house.claim('DeviceTypeVulnerable', { ...about, vulnerable: false, reason: MARKUP });
  await house.claim('Vulnerability', { ...about, vulnerability: MARKUP, score: 1 });
  await house.claim('VulnerabilityScore', { ...about, score: 2, computed: '2026-06-01T12:00:00Z' });
  await house.claim('Mud', { ...about, mud: { url: `https://example.com/${encodeURI(MARKUP)}`, document: MUD } });
  const distrust = await house.claim('Distrust', { id: 'urn:example:someone', role: 'person', reason: MARKUP });
  await house.ask('claims.retract', { id: distrust, reason: SCRIPT });
  await house.ask('sbom.declare', { ...about, sbom: toBase64(utf8(JSON.stringify(BILL))) });
  await house.ask('lists.add', { list: 'models', match: `${house.maker}/${SCRIPT}`, note: MARKUP });
  await house.ask('lists.add', { list: 'refused', match: `${house.maker}/nobody`, note: SCRIPT });
  await house.ask('policy.replace', { rule: 'hit', source: `% ${SCRIPT}\nhit(a).`, about: MARKUP });
  await house.invite(SCRIPT, 'auditor');
}

const MUD = {
  'ietf-mud:mud': {
    'mud-version': 1,
    'mud-url': 'https://example.com/lamp.json',
    'last-update': '2026-01-01T00:00:00+00:00',
    'cache-validity': 48,
    'is-supported': true,
    systeminfo: MARKUP,
    'mfg-name': MARKUP,
    'model-name': SCRIPT,
    'from-device-policy': { 'access-lists': { 'access-list': [{ name: MARKUP }] } },
    'to-device-policy': { 'access-lists': { 'access-list': [{ name: MARKUP }] } },
  },
  'ietf-access-control-list:acls': {
    acl: [
      {
        name: MARKUP,
        type: 'ipv4-acl-type',
        aces: {
          ace: [
            {
              name: SCRIPT,
              matches: { ipv4: { 'ietf-acldns:dst-dnsname': 'hub.example.com', protocol: 6 } },
              actions: { forwarding: 'accept' },
            },
          ],
        },
      },
    ],
  },
};

const BILL = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'firmware', name: MARKUP, version: SCRIPT } },
  components: [
    {
      type: 'library',
      'bom-ref': MARKUP,
      name: MARKUP,
      version: SCRIPT,
      description: MARKUP,
      licenses: [{ license: { name: SCRIPT } }],
    },
  ],
};
