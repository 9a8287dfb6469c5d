/** Claims on the German page: each type and verdict, and the form of each template, on a small screen. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chromiumMissing } from '../../src/console/chromium.ts';
import { GermanHouse, type GermanVisitor, objectsIn } from '../../src/console/german-house.ts';
import { memberOf } from '../../src/console/visitor.ts';

const missing = chromiumMissing();

describe('a claim on the German page', missing === undefined ? {} : { skip: missing }, () => {
  let german: GermanHouse;
  let visitor: GermanVisitor;

  before(async () => {
    german = await GermanHouse.open();
    visitor = await german.visitor('phone');
  });
  after(() => german?.close());

  it('is German whatever its type and whatever became of it', async () => {
    const kinds = new Map<string, string>();
    for (const { id, type, outcome } of objectsIn(await german.house.ask('claims.list', { limit: 1000 }), 'claims')) {
      const reason = memberOf(outcome ?? null, 'reason');
      kinds.set(`${String(type)}-${String(reason)}`, String(id));
    }
    assert.ok(kinds.size > 12, [...kinds.keys()].join());
    for (const [kind, id] of kinds) {
      await visitor.owner.go(`/claims/${id}`);
      await visitor.assertGerman(`claim-${kind}`);
    }
  });

  it('is German in the form of every template and type', async () => {
    const { owner } = visitor;
    await owner.go('/claims');
    await owner.page.getByRole('button', { name: 'Aussage hinzufügen' }).click();
    const choice = owner.page.getByRole('dialog').getByLabel('Was ausgesagt werden soll');
    const values = await choice
      .locator('option')
      .evaluateAll((options) => options.map((each) => each.getAttribute('value') ?? ''));
    assert.ok(values.length > 30);
    for (const value of values) {
      await choice.selectOption(value);
      await visitor.assertGerman(`form-${value.replace(' ', '-')}`);
    }
  });
});
