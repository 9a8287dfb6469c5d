/** On the German page everything is German, in every view and part of it, but for names, terms of protocols and what people wrote. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chromiumMissing } from '../../src/console/chromium.ts';
import {
  GERMAN_SIZES,
  GermanHouse,
  type GermanSize,
  type GermanVisitor,
  objectsIn,
} from '../../src/console/german-house.ts';
import { LAMP_TYPE } from '../../src/console/house.ts';
import { VIEWS } from '../../src/console/views.ts';

const missing = chromiumMissing();
const DEVICES = ['LAMP-1', 'LAMP-2', 'LAMP-3', 'LAMP-4', 'LAMP-5', 'LAMP-STRANGER'] as const;
const SIZES: readonly GermanSize[] = ['phone', 'desk'];

describe('the German page', missing === undefined ? {} : { skip: missing }, () => {
  let german: GermanHouse;

  before(async () => {
    german = await GermanHouse.open();
  });
  after(() => german?.close());

  for (const size of SIZES) {
    describe(`at ${GERMAN_SIZES[size].width} pixels`, () => {
      let visitor: GermanVisitor;
      before(async () => {
        visitor = await german.visitor(size);
      });
      after(() => visitor?.owner.close());

      for (const { name, path } of VIEWS) {
        it(`is German in the view ${name}, in all its parts`, async () => {
          await visitor.owner.go(path);
          await visitor.assertGermanParts(name);
        });
      }

      // What is wider differs in the columns of its lists alone.
      if (size === 'desk') return;

      for (const device of DEVICES) {
        it(`is German on the page of ${device}, with all that was decided of it`, async () => {
          await visitor.owner.go(`/devices/${german.house.maker}/${device}`);
          await visitor.assertGermanParts(`device-${device}`);
        });
      }

      it('is German on the page of a device of a Thread network', async () => {
        const [device] = objectsIn(await german.house.ask('devices.list', { protocol: 'thread' }), 'devices');
        assert.ok(device !== undefined);
        await visitor.owner.go(`/devices/${String(device['manufacturer'])}/${String(device['serialNumber'])}`);
        await visitor.assertGermanParts('device-thread');
      });

      it('is German where a maker and a type are shown', async () => {
        await visitor.owner.go(`/makers/${german.house.maker}`);
        await visitor.assertGermanParts('maker');
        await visitor.owner.go(`/makers?type=${LAMP_TYPE}`);
        await visitor.assertGermanParts('type');
      });

      it('is German beside a claim', async () => {
        const { owner } = visitor;
        await owner.go('/claims');
        await owner.main.getByRole('row').getByRole('link').first().click();
        await owner.page.getByRole('complementary').waitFor();
        await visitor.assertGerman('claim');
      });

      it('is German in the dialogs of the policy', async () => {
        const { owner } = visitor;
        await owner.go('/policy');
        await owner.page.getByRole('button', { name: 'Die Regel sbom_threshold ändern' }).click();
        const dialog = owner.page.getByRole('dialog');
        await dialog.getByLabel(/^Klauseln, in Prolog/).fill('sbom_threshold(1).');
        await dialog.getByRole('button', { name: 'Erst ausprobieren' }).click();
        await dialog.getByRole('table').waitFor();
        await visitor.assertGerman('policy-rule');
        await dialog.getByLabel(/^Klauseln, in Prolog/).fill('sbom_threshold(1');
        await dialog.getByRole('button', { name: 'Erst ausprobieren' }).click();
        await dialog.getByText('Die Regel würde abgelehnt').waitFor();
        await visitor.assertGerman('policy-rule-refused');
      });

      it('is German where one event of the log and one change is shown', async () => {
        const { owner } = visitor;
        const subject = { id: 'LAMP-1', deviceType: LAMP_TYPE };
        await owner.call('POST', '/claims/made', { type: 'OwnerDeclaration', subject });
        for (const part of ['log', 'changes']) {
          await owner.go(`/audit?part=${part}`);
          await owner.main.getByRole('row').getByRole('button').first().click();
          await owner.page.getByRole('dialog').waitFor();
          await visitor.assertGerman(`audit-of-${part}`);
        }
      });
    });
  }

  it('is German where the owner’s lists decide', async () => {
    const { house } = german;
    const visitor = await german.visitor('phone');
    const lamps = ['LAMP-1', 'LAMP-2', 'LAMP-STRANGER'];
    await house.ask('policy.drop');
    for (const change of ['lists.add', 'lists.remove']) {
      await house.ask(change, { list: 'manufacturers', match: house.maker });
      for (const place of ['/devices', '/policy', ...lamps.map((name) => `/devices/${house.maker}/${name}`)]) {
        await visitor.owner.go(place);
        await visitor.assertGerman(`${change}${place.replace(house.maker, '').replaceAll('/', '-')}`);
      }
    }
    await visitor.owner.close();
  });

  it('would have been found to be English', () => {
    const planted = ['Claims decide.', 'Wait for the door', 'trust-manufacturers', '3 devices were judged.', 'Gerät'];
    assert.equal(german.english.in(planted).length, planted.length - 1);
    assert.deepEqual(german.english.in(['Aussagen entscheiden.', '3 Geräte wurden beurteilt.', 'Version 3']), []);
  });
});
