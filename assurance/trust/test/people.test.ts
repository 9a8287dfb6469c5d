import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RIGHTS } from '@sallyport/assurance-claims';
import {
  ANNA,
  BASIS,
  BEN,
  CARL,
  DEVICE,
  DORA,
  engineWith,
  ROOT,
  reasonOf,
  SERVER,
  stateOf,
  weightOf,
} from './support/house.ts';
import { binds, claim, day, distrusts, retracts, trusts } from './support/world.ts';

describe('weights along paths', () => {
  it('are multiplied, and the best path counts', async () => {
    const engine = engineWith([
      await trusts(ROOT, ANNA, { weight: 0.9 }),
      await trusts(ROOT, BEN, { weight: 0.7 }),
      await trusts(ANNA, CARL, { weight: 0.8 }),
      await trusts(BEN, CARL),
    ]);
    assert.equal(weightOf(engine, CARL.id), 0.9 * 0.8);
  });

  it('go through nobody below the threshold, though who is on it passes on', async () => {
    const below = await trusts(ANNA, CARL);
    const engine = engineWith([
      await trusts(ROOT, ANNA, { weight: 0.49 }),
      await trusts(ROOT, BEN, { weight: 0.5 }),
      below,
      await trusts(BEN, DORA),
    ]);
    assert.equal(reasonOf(engine, below), 'below-threshold');
    assert.deepEqual(
      [ANNA, BEN, CARL, DORA].map(({ id }) => weightOf(engine, id)),
      [0.49, 0.5, 0, 0.5],
    );
    assert.deepEqual(
      [ANNA, BEN].map(({ id }) => stateOf(engine, id)?.isPerson),
      [false, true],
    );
  });

  it('of a newer trust take the place of the older, whatever is the greater', async () => {
    const engine = engineWith([
      await trusts(ROOT, ANNA, { weight: 0.9 }),
      await trusts(ROOT, ANNA, { weight: 0.6 }, { validFrom: day(0.5) }),
    ]);
    assert.equal(weightOf(engine, ANNA.id), 0.6);
  });
});

describe('rights along paths', () => {
  it('hold where every edge of one path grants them and its weight reaches the threshold', async () => {
    const engine = engineWith([
      // The better path grants nothing, the other all.
      await trusts(ROOT, ANNA),
      await trusts(ANNA, CARL),
      await trusts(ROOT, BEN, { weight: 0.8, rights: ['declare-types', 'query'] }),
      await trusts(BEN, CARL, { weight: 0.8, rights: ['declare-types', 'write-rules'] }),
      await trusts(CARL, DORA, { weight: 0.7, rights: [...RIGHTS] }),
    ]);
    assert.deepEqual([stateOf(engine, CARL.id)?.weight, stateOf(engine, CARL.id)?.rights], [1, ['declare-types']]);
    // The weight of the path that grants the right is 0.8 · 0.8 · 0.7.
    assert.deepEqual([stateOf(engine, DORA.id)?.weight, stateOf(engine, DORA.id)?.rights], [0.7, []]);
  });

  it('are needed for what they are for: believed alone is not entitled', async () => {
    const type = await claim('DeviceType', ANNA, { id: DEVICE.id, deviceType: 'lamp-1' });
    const engine = engineWith([type, await trusts(ROOT, ANNA, { rights: ['query'] })]);
    assert.equal(reasonOf(engine, type), 'not-entitled');
  });
});

describe('distrust', () => {
  it('takes away as much as the strongest objection weighs', async () => {
    const engine = engineWith([
      await trusts(ROOT, ANNA),
      await trusts(ROOT, BEN, { weight: 0.8 }),
      await trusts(ROOT, CARL),
      await distrusts(ANNA, CARL, 0.2),
      await distrusts(BEN, CARL, 0.5),
    ]);
    assert.equal(stateOf(engine, CARL.id)?.distrustFactor, 1 - 0.8 * 0.5);
    assert.equal(weightOf(engine, CARL.id), 1 - 0.8 * 0.5);
  });

  it('lowers whoever is reached through the one distrusted too', async () => {
    const type = await claim('Query', BEN, { node: ROOT.id, language: 'prolog', goal: 'g', nonce: '0123456789abcdef' });
    const objection = await distrusts(CARL, ANNA, 0.6);
    const engine = engineWith([
      await trusts(ROOT, ANNA, { rights: ['query'] }),
      await trusts(ANNA, BEN, { rights: ['query'] }),
      await trusts(ROOT, CARL),
      type,
    ]);
    assert.equal(reasonOf(engine, type), 'counted');
    engine.add([objection]);
    assert.deepEqual([weightOf(engine, ANNA.id), weightOf(engine, BEN.id)], [0.4, 0]);
    assert.equal(reasonOf(engine, type), 'unknown-issuer');
    engine.add([await retracts(CARL, objection)]);
    assert.deepEqual([weightOf(engine, ANNA.id), weightOf(engine, BEN.id)], [1, 1]);
  });

  it('of two who distrust each other lowers both, and both objections count', async () => {
    const [one, two] = [await distrusts(ANNA, BEN), await distrusts(BEN, ANNA)];
    const engine = engineWith([await trusts(ROOT, ANNA), await trusts(ROOT, BEN), one, two]);
    assert.deepEqual([weightOf(engine, ANNA.id), weightOf(engine, BEN.id)], [0, 0]);
    assert.deepEqual([reasonOf(engine, one), reasonOf(engine, two)], ['counted', 'counted']);
  });

  it('by a root silences also the objections of whom it is about, however many others trust him', async () => {
    const objection = await distrusts(BEN, CARL);
    const engine = engineWith([await trusts(ROOT, ANNA), await trusts(ANNA, BEN), await trusts(ROOT, CARL), objection]);
    assert.equal(weightOf(engine, CARL.id), 0);
    engine.add([await distrusts(ROOT, BEN)]);
    assert.deepEqual([weightOf(engine, BEN.id), weightOf(engine, CARL.id)], [0, 1]);
    assert.equal(reasonOf(engine, objection), 'distrusted');
  });

  it('of a key that is bound to a mailbox is distrust of the mailbox', async () => {
    const mailbox = 'mailto:anna@house.example';
    const engine = engineWith([
      await trusts(ROOT, mailbox),
      await trusts(ROOT, CARL),
      await distrusts(CARL, ANNA.uri),
      await binds(SERVER, ANNA, mailbox),
    ]);
    assert.equal(weightOf(engine, mailbox), 0);
  });

  it('and trust said at the same moment: distrust is the one that counts', async () => {
    const engine = engineWith([await trusts(ROOT, ANNA), await distrusts(ROOT, ANNA)]);
    assert.equal(weightOf(engine, ANNA.id), 0);
    engine.add([await trusts(ROOT, ANNA, {}, { validFrom: day(0.1) })]);
    assert.equal(weightOf(engine, ANNA.id), 1);
  });
});

describe('several roots', () => {
  it('stand beside each other: none lowers another', async () => {
    const engine = engineWith([await distrusts(ANNA, ROOT), await trusts(ANNA, BEN)], {
      ...BASIS,
      roots: [ROOT.id, ANNA.id],
    });
    assert.deepEqual(
      [ROOT, ANNA, BEN].map(({ id }) => weightOf(engine, id)),
      [1, 1, 1],
    );
  });
});
