/** On the German page everything is German, in every view and part of it, but for names, terms of protocols and what people wrote. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, type JsonObject } from '@sallyport/core';
import type { Browser } from 'playwright-core';
import { chromiumMissing, openChromium } from '../../src/console/chromium.ts';
import { English, textsOf } from '../../src/console/english.ts';
import { furnish, WRITTEN } from '../../src/console/furnished.ts';
import { ConsoleHouse, LAMP_TYPE } from '../../src/console/house.ts';
import { picture } from '../../src/console/screenshots.ts';
import { settle, VIEWS } from '../../src/console/views.ts';
import { memberOf, Visitor } from '../../src/console/visitor.ts';

const missing = chromiumMissing();
const SIZES = {
  phone: { width: 360, height: 800 },
  desk: { width: 1280, height: 900 },
} as const;
/** What is long is looked at once: on the small screen, where it fits least. */
const isOnce = ({ width }: { readonly width: number }) => width > SIZES.phone.width && 'looked at on the small screen';
/** In the page: by how much it is wider than the screen. */
const BEYOND = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const DEVICES = ['LAMP-1', 'LAMP-2', 'LAMP-3', 'LAMP-4', 'LAMP-STRANGER'] as const;

/** What is meant to stand on a German page. */
const ALLOWED: readonly RegExp[] = [
  // What people of the house wrote, and what makers and devices are called.
  ...WRITTEN,
  // Names of certificates, as X.509 writes them.
  /^(?:CN|O|OU|serialNumber)=/,
  // What the maker is called, also where a picture has it in two lines, and a model of this house.
  /^(?:Example )?Devices$/,
  /^Simulated device$/,
  // Formats of bills of materials.
  /^(?:CycloneDX|SPDX)$/,
  // Chapters of CAHN are called as there.
  /^CAHN, (?:Network Owner Trusts|Device Has Been|Device No Major) [A-Z][a-z]+: (?!.*\b(?:the|of|and|trusted|somebody)\b)/,
];

describe('the German page', missing === undefined ? {} : { skip: missing }, () => {
  let house: ConsoleHouse;
  let browser: Browser;
  let english: English;

  before(async () => {
    house = await ConsoleHouse.open({ hasThread: true });
    browser = await openChromium([house.domain.authority.certificate]);
    await furnish(house);
    const policies = objectsIn(await house.ask('policy.show'), 'shipped');
    const shipped = await Promise.all(
      policies.map(({ policy }) => house.ask('policy.shipped', { policy: String(policy) })),
    );
    const rules = shipped.flatMap((policy) => objectsIn(policy, 'rules'));
    english = new English({
      said: [await house.ask('claims.templates'), ...[...policies, ...rules].map(({ about }) => about ?? '')],
      allowed: [...ALLOWED, ...namesOf(policies, 'policy'), ...namesOf(rules, 'rule')],
    });
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });

  for (const [size, viewport] of Object.entries(SIZES)) {
    describe(`at ${viewport.width} pixels`, () => {
      let owner: Visitor;
      before(async () => {
        owner = await Visitor.signedIn(browser, house, 'owner', { size: viewport, language: 'de' });
      });
      after(() => owner?.close());

      async function assertGerman(what: string): Promise<void> {
        await settle(owner.page);
        await picture(owner.page, `german-${what}-${size}`);
        assert.deepEqual(english.in(await textsOf(owner.page)), [], what);
        const wide: number = await owner.page.evaluate(BEYOND);
        assert.ok(wide <= 0, `${what} is ${wide} pixels wider than the screen`);
        assert.deepEqual(owner.trouble, [], what);
      }

      async function assertGermanParts(what: string): Promise<void> {
        await assertGerman(what);
        const parts = owner.main.getByRole('tab');
        for (let part = 1; part < (await parts.count()); part++) {
          await parts.nth(part).click();
          await assertGerman(`${what}-${part + 1}`);
        }
      }

      for (const { name, path } of VIEWS) {
        it(`is German in the view ${name}, in all its parts`, async () => {
          await owner.go(path);
          await assertGermanParts(name);
        });
      }

      for (const device of DEVICES) {
        it(`is German on the page of ${device}, with all that was decided of it`, async () => {
          await owner.go(`/devices/${house.maker}/${device}`);
          await assertGermanParts(`device-${device}`);
        });
      }

      it('is German where a maker and a type are shown', async () => {
        await owner.go(`/makers/${house.maker}`);
        await assertGermanParts('maker');
        await owner.go(`/makers?type=${LAMP_TYPE}`);
        await assertGermanParts('type');
      });

      it('is German beside a claim', async () => {
        await owner.go('/claims');
        await owner.main.getByRole('row').getByRole('link').first().click();
        await owner.page.getByRole('complementary').waitFor();
        await assertGerman('claim');
      });

      it('is German beside a claim of each type and state', { skip: isOnce(viewport) }, async () => {
        const kinds = new Map<string, string>();
        for (const claim of objectsIn(await house.ask('claims.list', { limit: 1000 }), 'claims')) {
          const { reason } = isJsonObject(claim['outcome']) ? claim['outcome'] : {};
          kinds.set(`${claim['type']}-${reason}`, String(claim['id']));
        }
        assert.ok(kinds.size > 12, [...kinds.keys()].join());
        for (const [kind, id] of kinds) {
          await owner.go(`/claims/${id}`);
          await assertGerman(`claim-${kind}`);
        }
      });

      it('is German in the form of every template and type', { skip: isOnce(viewport) }, async () => {
        await owner.go('/claims');
        await owner.page.getByRole('button', { name: 'Aussage hinzufügen' }).click();
        const choice = owner.page.getByRole('dialog').getByLabel('Was ausgesagt werden soll');
        const values = await choice
          .locator('option')
          .evaluateAll((options) => options.map((each) => each.getAttribute('value') ?? ''));
        assert.ok(values.length > 30);
        for (const value of values) {
          await choice.selectOption(value);
          await assertGerman(`form-${value.replace(' ', '-')}`);
        }
      });

      it('is German in the dialogs of the policy', async () => {
        await owner.go('/policy');
        await owner.page.getByRole('button', { name: 'Die Regel sbom_threshold ändern' }).click();
        const dialog = owner.page.getByRole('dialog');
        await dialog.getByLabel(/^Klauseln, in Prolog/).fill('sbom_threshold(1).');
        await dialog.getByRole('button', { name: 'Erst ausprobieren' }).click();
        await dialog.getByRole('table').waitFor();
        await assertGerman('policy-rule');
        await dialog.getByLabel(/^Klauseln, in Prolog/).fill('sbom_threshold(1');
        await dialog.getByRole('button', { name: 'Erst ausprobieren' }).click();
        await dialog.getByText('Die Regel würde abgelehnt').waitFor();
        await assertGerman('policy-rule-refused');
      });

      it('is German where one event of the log and one change is shown', async () => {
        const subject = { id: 'LAMP-1', deviceType: LAMP_TYPE };
        await owner.call('POST', '/claims/made', { type: 'OwnerDeclaration', subject });
        for (const part of ['log', 'changes']) {
          await owner.go(`/audit?part=${part}`);
          await owner.main.getByRole('row').getByRole('button').first().click();
          await owner.page.getByRole('dialog').waitFor();
          await assertGerman(`audit-of-${part}`);
        }
      });
    });
  }

  it('would have been found to be English', () => {
    const planted = ['Claims decide.', 'Wait for the door', 'trust-manufacturers', '3 devices were judged.', 'Gerät'];
    assert.equal(english.in(planted).length, planted.length - 1);
    assert.deepEqual(english.in(['Aussagen entscheiden.', '3 Geräte wurden beurteilt.', 'Version 3']), []);
  });
});

/** Rules and policies are called alike in every language. */
function namesOf(objects: readonly JsonObject[], member: string): readonly RegExp[] {
  return objects.map((object) => new RegExp(`^${String(object[member])}$`));
}

function objectsIn(answer: Parameters<typeof memberOf>[0], name: string): readonly JsonObject[] {
  const list = memberOf(answer, name);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
