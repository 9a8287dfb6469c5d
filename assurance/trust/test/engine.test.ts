import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RIGHTS } from '@sallyport/assurance-claims';
import { TrustEngine } from '@sallyport/assurance-trust';
import { withCode } from '@sallyport/testing';
import { ANNA, BASIS, BEN, DEVICE, engineWith, MAKER, ROOT, reasonOf, SERVER, stateOf } from './support/house.ts';
import { binds, claim, day, distrusts, retracts, trusts, trustsMaker } from './support/world.ts';

const typed = (by = ANNA, times = {}) => claim('DeviceType', by, { id: DEVICE.id, deviceType: 'thermo-2' }, times);

describe('the trust engine', () => {
  it('tells of its roots first', () => {
    const engine = new TrustEngine(BASIS, day(0));
    const { standings, identities } = engine.advance(day(0));
    assert.deepEqual(standings, []);
    assert.deepEqual(identities, [
      {
        id: ROOT.id,
        weight: 1,
        rights: [...RIGHTS],
        isPerson: true,
        speaksAsManufacturer: false,
        distrustFactor: 1,
        recordFactor: 1,
      },
    ]);
    assert.deepEqual(engine.advance(day(0)).identities, []);
  });

  it('believes whom a root trusts, with the rights that were given, and tells only what changed', async () => {
    const engine = engineWith([]);
    const type = await typed();
    assert.deepEqual(
      engine.add([type]).standings.map(({ standing }) => standing),
      [
        {
          counts: false,
          by: ANNA.id,
          weight: 0,
          reason: 'unknown-issuer',
          sentence: `Nobody who is believed here vouches for ${ANNA.id}.`,
        },
      ],
    );
    const trust = await trusts(ROOT, ANNA, { weight: 0.9, rights: ['declare-types'] });
    const { standings, identities } = engine.add([trust]);
    assert.deepEqual(
      standings.map(({ uri, standing }) => [uri, standing.reason, standing.weight, standing.sentence]),
      [
        [trust.uri, 'counted', 1, `${ROOT.id} is believed to 100 % and may say this.`],
        [type.uri, 'counted', 0.9, `${ANNA.id} is believed to 90 % and may say this.`],
      ],
    );
    assert.deepEqual(
      identities.map(({ id, weight, rights, isPerson }) => ({ id, weight, rights, isPerson })),
      [{ id: ANNA.id, weight: 0.9, rights: ['declare-types'], isPerson: true }],
    );
  });

  it('lets claims wait for the binding that they need, and drops them when it ends', async () => {
    const mailbox = 'mailto:anna@house.example';
    const type = await typed();
    const engine = engineWith([type, await trusts(ROOT, mailbox, { rights: ['declare-types'] })]);
    assert.equal(reasonOf(engine, type), 'unknown-issuer');
    assert.equal(engine.identityOf(ANNA.id), ANNA.id);
    engine.add([await binds(SERVER, ANNA, mailbox, { validUntil: day(5) })]);
    assert.equal(reasonOf(engine, type), 'counted');
    assert.equal(engine.standingOf(type.uri)?.by, mailbox);
    assert.equal(engine.identityOf(ANNA.id), mailbox);
    engine.advance(day(6));
    assert.equal(reasonOf(engine, type), 'unknown-issuer');
  });

  it('knows when a claim begins and has ended, to the millisecond', async () => {
    const trust = await trusts(ROOT, ANNA, { rights: ['declare-types'] });
    const type = await typed(ANNA, { validFrom: day(2), validUntil: day(3) });
    const engine = engineWith([trust, type]);
    assert.equal(reasonOf(engine, type), 'not-yet-valid');
    assert.deepEqual(engine.nextChangeAt, day(2));
    assert.deepEqual(engine.advance(new Date(day(2).getTime() - 1)).standings, []);
    assert.equal(engine.advance(day(2)).standings[0]?.standing.reason, 'counted');
    // Both ends are within.
    assert.deepEqual(engine.advance(day(3)).standings, []);
    assert.deepEqual(engine.nextChangeAt, new Date(day(3).getTime() + 1));
    assert.equal(engine.advance(new Date(day(3).getTime() + 1)).standings[0]?.standing.reason, 'expired');
    assert.equal(engine.nextChangeAt, undefined);
  });

  it('follows a clock that is set back', async () => {
    const type = await typed(ROOT, { validFrom: day(2), validUntil: day(3) });
    const engine = engineWith([type]);
    engine.advance(day(4));
    assert.equal(reasonOf(engine, type), 'expired');
    engine.advance(day(2));
    assert.equal(reasonOf(engine, type), 'counted');
    assert.deepEqual(engine.nextChangeAt, new Date(day(3).getTime() + 1));
    engine.advance(day(1));
    assert.equal(reasonOf(engine, type), 'not-yet-valid');
  });

  it('says nothing of a claim that it was never given', () => {
    assert.equal(engineWith([]).standingOf('ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk'), undefined);
  });

  it('reports a key under each name that was used for it, as one identity', async () => {
    const engine = engineWith([await trusts(ROOT, ANNA.uri), await typed(), await distrusts(ROOT, BEN)]);
    assert.equal(stateOf(engine, ANNA.uri)?.weight, 1);
    assert.deepEqual({ ...stateOf(engine, ANNA.uri), id: ANNA.id }, stateOf(engine, ANNA.id));
  });

  it('keeps commands, answers and re-attestations out: there is nothing in them to be believed', async () => {
    const registrar = ROOT.id;
    const query = (await typed()).uri;
    const silent = [
      await claim('TrustCommand', ROOT, { id: DEVICE.id, registrar, sequence: 1 }),
      await claim('RevokeCommand', ROOT, { id: DEVICE.id, registrar, sequence: 2, measure: 'remove' }),
      await claim('Answer', ROOT, {
        query,
        outcome: 'failed',
        answers: [],
        isComplete: false,
        answered: '2026-01-01T00:00:00Z',
      }),
      await claim('Reattestation', ROOT, { claim: {}, received: '2026-01-01T00:00:00Z' }),
    ];
    const engine = engineWith(silent);
    for (const known of silent) assert.equal(reasonOf(engine, known), 'not-a-statement');
  });

  it('hears a manufacturer whom an entitled person trusts, until one distrusts it', async () => {
    const sbom = await claim('Mud', MAKER, { deviceType: 'thermo-2', mud: { url: 'https://maker.example/mud' } });
    const anna = await trusts(ROOT, ANNA, { rights: ['trust-manufacturers'], weight: 0.8 });
    const engine = engineWith([sbom, anna]);
    assert.equal(reasonOf(engine, sbom), 'unknown-issuer');
    const { identities } = engine.add([await trustsMaker(ANNA, MAKER.uri)]);
    assert.deepEqual(
      identities.map(({ id, speaksAsManufacturer, isPerson }) => [id, speaksAsManufacturer, isPerson]),
      [
        [MAKER.id, true, false],
        [MAKER.uri, true, false],
      ],
    );
    assert.equal(engine.standingOf(sbom.uri)?.weight, 0.8);
    const objection = await claim('Distrust', ROOT, { id: MAKER.id, role: 'manufacturer', truster: ROOT.id });
    engine.add([objection]);
    assert.equal(reasonOf(engine, sbom), 'distrusted');
    engine.add([await retracts(ROOT, objection)]);
    assert.equal(reasonOf(engine, sbom), 'counted');
  });

  it('refuses a time that is none', () => {
    assert.throws(() => new TrustEngine(BASIS, new Date(Number.NaN)), withCode('E_TRUST_TIME'));
    assert.throws(() => engineWith([]).advance(new Date(Number.NaN)), withCode('E_TRUST_TIME'));
  });
});
