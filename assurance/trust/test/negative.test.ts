import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { issuerResolver, makeClaim, RIGHTS, signJose, verifyClaim } from '@sallyport/assurance-claims';
import { utf8 } from '@sallyport/core';
import { certifiedAs } from './support/certificate.ts';
import {
  ANNA,
  BASIS,
  BEN,
  CARL,
  DEVICE,
  DORA,
  engineWith,
  MAKER,
  OTHER_SERVER,
  ROOT,
  reasonOf,
  SERVER,
  stateOf,
  weightOf,
} from './support/house.ts';
import { binds, claim, day, distrusts, distrustsMaker, retracts, START, trusts, trustsMaker } from './support/world.ts';

const EVERYTHING = { rights: [...RIGHTS] };
const MAILBOX = 'mailto:anna@house.example';
const typed = (by = ANNA, deviceType = 'thermo-2', times = {}) =>
  claim('DeviceType', by, { id: DEVICE.id, deviceType }, times);

describe('what changes nothing that it should not', () => {
  it('a claim replayed: the same again, alone or in one batch with itself, is no news', async () => {
    const [trust, type] = [await trusts(ROOT, ANNA, EVERYTHING), await typed()];
    const engine = engineWith([trust, type, type]);
    assert.deepEqual(engine.add([type, trust]), { standings: [], identities: [] });
  });

  it('an old claim replayed after a newer one of the same about the same', async () => {
    const old = await trusts(ROOT, ANNA, EVERYTHING);
    const engine = engineWith([await distrusts(ROOT, ANNA, 1, { validFrom: day(0.5) })]);
    engine.add([old]);
    assert.equal(reasonOf(engine, old), 'superseded');
    assert.equal(weightOf(engine, ANNA.id), 0);
  });

  it('a retracted claim replayed, even when its retraction came first', async () => {
    const type = await typed(ROOT);
    const engine = engineWith([await retracts(ROOT, type)]);
    engine.add([type]);
    assert.equal(reasonOf(engine, type), 'retracted');
  });

  it('a claim that is over, or has not begun', async () => {
    const over = await trusts(ROOT, ANNA, EVERYTHING, { validUntil: day(0.5) });
    const early = await trusts(ROOT, BEN, EVERYTHING, { validFrom: day(2) });
    const engine = engineWith([over, early]);
    assert.deepEqual([reasonOf(engine, over), reasonOf(engine, early)], ['expired', 'not-yet-valid']);
    assert.deepEqual([weightOf(engine, ANNA.id), weightOf(engine, BEN.id)], [0, 0]);
  });

  it('trust in a circle, however many trust each other', async () => {
    const circle = [ANNA, BEN, CARL, DORA];
    const claims = await Promise.all(
      circle.flatMap((a) => circle.filter((b) => a !== b).map((b) => trusts(a, b, EVERYTHING))),
    );
    const engine = engineWith([...claims, await typed()]);
    for (const { id } of circle) assert.equal(weightOf(engine, id), 0);
    for (const known of claims) assert.equal(reasonOf(engine, known), 'unknown-issuer');
  });

  it('a circle that a root reaches: going round adds no weight and no right', async () => {
    const engine = engineWith([
      await trusts(ROOT, ANNA, { weight: 0.8, rights: ['declare-types'] }),
      await trusts(ANNA, BEN, EVERYTHING),
      await trusts(BEN, ANNA, EVERYTHING),
    ]);
    assert.equal(weightOf(engine, ANNA.id), 0.8);
    assert.deepEqual(stateOf(engine, ANNA.id)?.rights, ['declare-types']);
    assert.deepEqual(stateOf(engine, BEN.id)?.rights, ['declare-types']);
  });

  it('whoever vouches for himself, by any name of his', async () => {
    const own = [
      await trusts(ANNA, ANNA.id, EVERYTHING),
      await trusts(ANNA, ANNA.uri, EVERYTHING),
      await trusts(ANNA, MAILBOX, EVERYTHING),
      await trusts(ANNA, BEN.id, EVERYTHING),
      await trustsMaker(ANNA, ANNA),
    ];
    const bound = [await binds(SERVER, ANNA, MAILBOX), await binds(SERVER, BEN, MAILBOX)];
    const engine = engineWith([...own, ...bound, await trusts(ROOT, MAILBOX, { weight: 0.6 })]);
    for (const known of own) assert.equal(reasonOf(engine, known), 'self');
    assert.equal(weightOf(engine, MAILBOX), 0.6);
    assert.deepEqual(stateOf(engine, MAILBOX)?.rights, []);
  });

  it('a manufacturer that vouches for itself, or for another', async () => {
    const mud = await claim('Mud', MAKER, { deviceType: 'lamp-1', mud: { url: 'https://maker.example/' } });
    const own = await trustsMaker(MAKER, MAKER);
    const other = await trustsMaker(MAKER, ANNA);
    const engine = engineWith([own, mud]);
    assert.deepEqual([reasonOf(engine, own), reasonOf(engine, mud)], ['self', 'unknown-issuer']);
    engine.add([await trustsMaker(ROOT, MAKER), other]);
    assert.deepEqual([reasonOf(engine, mud), reasonOf(engine, other)], ['counted', 'not-entitled']);
    assert.equal(stateOf(engine, ANNA.id)?.speaksAsManufacturer, false);
  });

  it('whoever makes himself many: a crowd weighs no more than the one who made it, and distrusts no more', async () => {
    const crowd = [BEN, CARL, DORA];
    const claims = await Promise.all(crowd.flatMap((each) => [trusts(ANNA, each), distrusts(each, MAKER)]));
    const engine = engineWith([
      await trusts(ROOT, ANNA, { weight: 0.6 }),
      await trusts(ROOT, MAKER),
      await distrusts(ANNA, MAKER),
      ...claims,
    ]);
    for (const { id } of crowd) assert.equal(weightOf(engine, id), 0.6);
    assert.equal(weightOf(engine, MAKER.id), 1 - 0.6);
  });

  it('statements that contradict each other: who stands higher keeps his weight, and no other is raised', async () => {
    const engine = engineWith([
      await trusts(ROOT, ANNA, EVERYTHING),
      await trusts(ROOT, BEN, { ...EVERYTHING, weight: 0.9 }),
      await typed(ANNA, 'thermo-2'),
      await typed(BEN, 'thermo-3'),
    ]);
    assert.deepEqual([weightOf(engine, ANNA.id), weightOf(engine, BEN.id)], [1, 0.9]);
  });

  it('distrust that nobody believed utters, against people, against manufacturers, and against roots', async () => {
    const claims = [await distrusts(ANNA, BEN), await distrusts(ANNA, ROOT), await distrustsMaker(ANNA, MAKER)];
    const engine = engineWith([...claims, await trusts(ROOT, BEN), await trustsMaker(ROOT, MAKER)]);
    for (const known of claims) assert.equal(reasonOf(engine, known), 'unknown-issuer');
    assert.deepEqual([weightOf(engine, BEN.id), weightOf(engine, ROOT.id)], [1, 1]);
    engine.add([await trusts(ROOT, ANNA)]);
    assert.deepEqual([weightOf(engine, BEN.id), weightOf(engine, ROOT.id)], [0, 1]);
    // A person, but without the right to say which manufacturers are trusted.
    assert.equal(stateOf(engine, MAKER.id)?.speaksAsManufacturer, true);
    assert.equal(reasonOf(engine, claims[2] ?? assert.fail()), 'not-entitled');
  });

  it('whoever speaks in the name of another', async () => {
    const owner = await claim('Trust', ANNA, { id: MAKER.id, role: 'manufacturer', truster: ROOT.id });
    const mailbox = await claim('Trust', ANNA, { id: MAKER.id, role: 'manufacturer', truster: MAILBOX });
    const engine = engineWith([owner, mailbox, await trusts(ROOT, ANNA, EVERYTHING)]);
    assert.deepEqual([reasonOf(engine, owner), reasonOf(engine, mailbox)], ['not-bound', 'not-bound']);
    engine.add([await binds(SERVER, ANNA, MAILBOX)]);
    // Trust in a key that is bound is trust in its mailbox.
    assert.deepEqual([reasonOf(engine, owner), reasonOf(engine, mailbox)], ['not-bound', 'counted']);
  });

  it('a binding by whom this node does not take for an authentication server, a root included', async () => {
    const bound = await binds(ROOT, ANNA, MAILBOX);
    const engine = engineWith([bound, await trusts(ROOT, MAILBOX, EVERYTHING)]);
    assert.equal(reasonOf(engine, bound), 'not-entitled');
    assert.equal(engine.identityOf(ANNA.id), ANNA.id);
  });

  it('bindings of one key to two mailboxes: the key speaks for neither, and for itself no more', async () => {
    const first = await binds(SERVER, ANNA, MAILBOX);
    const second = await binds(OTHER_SERVER, ANNA, 'mailto:other@house.example');
    const type = await typed();
    const engine = engineWith([
      first,
      type,
      await trusts(ROOT, MAILBOX, EVERYTHING),
      await trusts(ROOT, ANNA, EVERYTHING),
    ]);
    assert.equal(reasonOf(engine, type), 'counted');
    engine.add([second]);
    assert.deepEqual(
      [first, second, type].map((known) => reasonOf(engine, known)),
      ['conflict', 'conflict', 'not-bound'],
    );
    assert.equal(weightOf(engine, ANNA.id), 0);
    engine.add([await retracts(OTHER_SERVER, second)]);
    assert.deepEqual(
      [first, second, type].map((known) => reasonOf(engine, known)),
      ['counted', 'retracted', 'counted'],
    );
  });

  it('an issuer that a certificate names by a mailbox: only authentication servers bind mailboxes', async () => {
    const mailbox = 'mailto:owner@house.example';
    const { chain, signer } = await certifiedAs(mailbox);
    const document = makeClaim({
      type: 'DeviceType',
      issuer: mailbox,
      validFrom: START,
      subject: { id: DEVICE.id, deviceType: 'thermo-2' },
    });
    const token = await signJose(document, { signer, chain });
    const options = { resolve: issuerResolver(), judgeChain: () => {}, at: 'ignore-validity' } as const;
    const type = await verifyClaim(utf8(token), options);
    const engine = engineWith([type], { ...BASIS, roots: [mailbox] });
    assert.equal(reasonOf(engine, type), 'not-bound');
  });

  it('a retraction by whoever did not make the claim and is no root, and one of a retraction', async () => {
    const type = await typed();
    const foreign = await retracts(BEN, type);
    const unknown = await retracts(BEN, await typed(BEN));
    const engine = engineWith([
      type,
      foreign,
      unknown,
      await trusts(ROOT, ANNA, EVERYTHING),
      await trusts(ROOT, BEN, EVERYTHING),
    ]);
    assert.deepEqual(
      [type, foreign, unknown].map((known) => reasonOf(engine, known)),
      ['counted', 'not-entitled', 'nothing-to-retract'],
    );
    const own = await retracts(ANNA, type);
    const again = await retracts(ANNA, own);
    engine.add([again, own]);
    assert.deepEqual(
      [type, own, again].map((known) => reasonOf(engine, known)),
      ['retracted', 'counted', 'not-entitled'],
    );
  });

  it('a root’s key that is bound to a mailbox: the mailbox and its other keys become no roots', async () => {
    const type = await typed(ANNA);
    const rooted = await typed(ROOT, 'lamp-1');
    const engine = engineWith([type, rooted, await binds(SERVER, ROOT, MAILBOX), await binds(SERVER, ANNA, MAILBOX)]);
    assert.deepEqual([reasonOf(engine, type), reasonOf(engine, rooted)], ['unknown-issuer', 'counted']);
    assert.equal(engine.identityOf(ROOT.id), ROOT.id);
    const own = await claim('Trust', ROOT, { id: MAKER.id, role: 'manufacturer', truster: MAILBOX });
    engine.add([own]);
    assert.equal(reasonOf(engine, own), 'counted');
  });
});
