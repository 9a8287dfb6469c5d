import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RIGHTS, type VerifiedClaim } from '@sallyport/assurance-claims';
import { DEFAULT_RECORD } from '@sallyport/assurance-trust';
import { ANNA, BASIS, BEN, CARL, DEVICE, engineWith, ROOT, stateOf, weightOf } from './support/house.ts';
import { claim, day, retracts, type Speaker, trusts } from './support/world.ts';

const EVERYTHING = { rights: [...RIGHTS] };
const STRICT = { ...BASIS, record: { prior: 4, forgiven: 0 } };

const typed = (by: Speaker, deviceType: string, times = {}) =>
  claim('DeviceType', by, { id: DEVICE.id, deviceType }, times);

async function statements(by: Speaker, count: number): Promise<readonly VerifiedClaim[]> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return Promise.all(
    numbers.map((index) =>
      claim('Vulnerability', by, { deviceType: 'lamp-1', vulnerability: `CVE-${index}`, score: 5 }),
    ),
  );
}

describe('the record of an identity', () => {
  it('forgives an honest correction wholly, also to who stands on the threshold itself', async () => {
    const [wrong] = await statements(ANNA, 1);
    assert.ok(wrong);
    const engine = engineWith([await trusts(ROOT, ANNA, { weight: 0.5 }), wrong, await retracts(ANNA, wrong)]);
    assert.equal(weightOf(engine, ANNA.id), 0.5);
  });

  it('lowers who takes back again and again, smoothly and not without end, and whoever is trusted by him', async () => {
    const wrong = await statements(ANNA, 20);
    const engine = engineWith([await trusts(ROOT, ANNA), await trusts(ANNA, BEN), ...wrong]);
    const { prior, forgiven, retractionsAtMost } = DEFAULT_RECORD;
    for (const [index, known] of wrong.entries()) {
      engine.add([await retracts(ANNA, known)]);
      const cost = Math.min(index + 1, retractionsAtMost);
      const factor = prior / (prior + Math.max(0, cost - forgiven));
      assert.equal(stateOf(engine, ANNA.id)?.recordFactor, factor);
      assert.deepEqual([weightOf(engine, ANNA.id), weightOf(engine, BEN.id)], [factor, factor]);
    }
  });

  it('counts what a root had to take back as heavier than what one took back oneself', async () => {
    const [deleted, corrected, ...kept] = await statements(ANNA, 3);
    assert.ok(deleted && corrected);
    const engine = engineWith([await trusts(ROOT, ANNA), deleted, corrected, ...kept], STRICT);
    engine.add([await retracts(ANNA, corrected)]);
    assert.equal(weightOf(engine, ANNA.id), 4 / 5);
    engine.add([await retracts(ROOT, deleted)]);
    assert.equal(weightOf(engine, ANNA.id), 4 / 9);
    // Who takes it back himself as well is charged with that alone.
    engine.add([await retracts(ANNA, deleted)]);
    assert.equal(weightOf(engine, ANNA.id), 4 / 6);
  });

  it('counts against whoever says otherwise than somebody entitled who stands higher, while both say it', async () => {
    const [higher, lower] = [await typed(ANNA, 'thermo-2'), await typed(BEN, 'thermo-3')];
    const engine = engineWith(
      [await trusts(ROOT, ANNA, EVERYTHING), await trusts(ROOT, BEN, { weight: 0.9 }), lower],
      STRICT,
    );
    assert.equal(weightOf(engine, BEN.id), 0.9);
    engine.add([higher]);
    assert.deepEqual([weightOf(engine, ANNA.id), weightOf(engine, BEN.id)], [1, 0.9 * 0.5]);
    engine.add([await typed(BEN, 'thermo-2', { validFrom: day(0.5) })]);
    assert.equal(weightOf(engine, BEN.id), 0.9);
  });

  it('compares what an owner, an invoice and anybody else say of the type of one device', async () => {
    const invoice = await claim('Purchase', ROOT, { id: DEVICE.id, buyer: CARL.id, deviceType: 'thermo-2' });
    const declared = await claim('OwnerDeclaration', BEN, { id: DEVICE.uri, deviceType: 'thermo-3' });
    const engine = engineWith([await trusts(ROOT, BEN), invoice, declared], STRICT);
    assert.equal(stateOf(engine, BEN.id)?.recordFactor, 0.5);
  });

  it('holds nothing against equals, against roots, or for the word of who may not say it', async () => {
    const engine = engineWith(
      [
        await trusts(ROOT, ANNA),
        await trusts(ROOT, BEN, { weight: 0.9, ...EVERYTHING }),
        await trusts(ROOT, CARL, { weight: 0.9, ...EVERYTHING }),
        await typed(ANNA, 'one'),
        await typed(BEN, 'two'),
        await typed(CARL, 'three'),
      ],
      STRICT,
    );
    for (const each of [ANNA, BEN, CARL]) assert.equal(stateOf(engine, each.id)?.recordFactor, 1);
    const wrong = await typed(ROOT, 'four');
    engine.add([wrong, await retracts(ROOT, wrong)]);
    assert.equal(stateOf(engine, ROOT.id)?.recordFactor, 1);
  });

  it('forgets with the claim: what is over is held against nobody', async () => {
    const wrong = await typed(ANNA, 'thermo-2', { validUntil: day(5) });
    const engine = engineWith([await trusts(ROOT, ANNA), wrong, await retracts(ROOT, wrong)], STRICT);
    assert.equal(weightOf(engine, ANNA.id), 0.5);
    engine.advance(day(6));
    assert.equal(weightOf(engine, ANNA.id), 1);
  });

  it('does not count changes of mind about people and things, rules, schemas or questions', async () => {
    const trust = await trusts(ANNA, BEN);
    const rule = await claim('Rule', ANNA, { rule: 'allow', language: 'prolog', source: 'allow(D).' });
    const engine = engineWith([await trusts(ROOT, ANNA), trust, rule], STRICT);
    engine.add([await retracts(ANNA, trust), await retracts(ROOT, rule)]);
    assert.equal(weightOf(engine, ANNA.id), 1);
  });

  it('can be off', async () => {
    const wrong = await statements(ANNA, 5);
    const engine = engineWith([await trusts(ROOT, ANNA), ...wrong], { ...BASIS, record: 'off' });
    for (const known of wrong) engine.add([await retracts(ROOT, known)]);
    assert.equal(weightOf(engine, ANNA.id), 1);
  });
});
