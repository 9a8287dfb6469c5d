import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ClaimTypeName, RIGHTS, type SubjectOf, type VerifiedClaim } from '@sallyport/assurance-claims';
import { ANNA, BASIS, BEN, DEVICE, engineWith, MAKER, OTHER_SERVER, ROOT, reasonOf, SERVER } from './support/house.ts';
import { binds, claim, day, retracts, type Speaker, trusts } from './support/world.ts';

const MAILBOX = 'mailto:anna@house.example';
const HASH = 'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';
const EVERYTHING = { rights: [...RIGHTS] };
const LATER = { validFrom: day(0.5) };

const rule = (by: Speaker, name: string, source: string, replaces?: VerifiedClaim, times = {}) =>
  claim('Rule', by, { rule: name, language: 'prolog', source, ...(replaces ? { replaces: replaces.uri } : {}) }, times);

async function pair<Name extends ClaimTypeName>(type: Name, older: SubjectOf<Name>, newer: SubjectOf<Name>) {
  const [first, second] = [await claim(type, ROOT, older), await claim(type, ROOT, newer, LATER)];
  // The newer comes first: order of arrival decides nothing.
  const engine = engineWith([second, first]);
  return [reasonOf(engine, first), reasonOf(engine, second)];
}

describe('a newer statement of the same identity', () => {
  const id = DEVICE.id;
  const deviceType = 'lamp-1';
  const computed = '2026-01-01T00:00:00Z';
  const sbom = { format: 'SPDX', digest: HASH } as const;
  const url = 'https://maker.example/mud';
  const attested = { id, status: 'affirming', appraised: computed } as const;
  const profile = 'https://verifier.example/policies/lamp-1';

  it('takes the place of the older about the same thing', async () => {
    const replaced = [
      await pair('Purchase', { id, buyer: ANNA.id }, { id: DEVICE.uri, buyer: BEN.id }),
      await pair('OwnerDeclaration', { id, deviceType }, { id, deviceType: 'other' }),
      await pair('DeviceType', { id, deviceType }, { id, deviceType: 'other' }),
      await pair('DeviceManufacturer', { id, manufacturer: MAKER.id }, { id, manufacturer: BEN.id }),
      await pair('Sbom', { deviceType, sbom }, { deviceType, sbom: { ...sbom, format: 'CycloneDX' } }),
      await pair('Mud', { deviceType, mud: { url } }, { deviceType, mud: { url: `${url}2` } }),
      await pair(
        'Vulnerability',
        { deviceType, vulnerability: 'A', score: 1 },
        { deviceType, vulnerability: 'A', score: 2 },
      ),
      await pair('VulnerabilityScore', { deviceType, score: 1, computed }, { deviceType, score: 2, computed }),
      await pair('DeviceTypeVulnerable', { deviceType, vulnerable: true }, { deviceType, vulnerable: false }),
      await pair('AttestationResult', attested, { ...attested, id: DEVICE.uri, status: 'contraindicated' }),
      await pair(
        'AttestationResult',
        { ...attested, profile },
        { ...attested, profile, appraised: '2026-01-02T00:00:00Z' },
      ),
      await pair(
        'Rule',
        { rule: 'allow', language: 'prolog', source: 'allow(a).' },
        { rule: 'allow', language: 'prolog', source: 'allow(b).' },
      ),
      await pair(
        'Trust',
        { id, role: 'device', truster: ROOT.id },
        { id: DEVICE.uri, role: 'device', truster: ROOT.uri },
      ),
    ];
    for (const reasons of replaced) assert.deepEqual(reasons, ['superseded', 'counted']);
  });

  it('leaves what is about something else', async () => {
    const kept = [
      await pair('Trust', { id, role: 'device', truster: ROOT.id }, { id, role: 'router', truster: ROOT.id }),
      await pair('Sbom', { deviceType, sbom }, { id, deviceType, sbom }),
      await pair(
        'Vulnerability',
        { deviceType, vulnerability: 'A', score: 1 },
        { deviceType, vulnerability: 'B', score: 1 },
      ),
      await pair(
        'Vulnerability',
        { deviceType, vulnerability: 'A', score: 1 },
        { deviceType, vulnerability: 'A', score: 1, component: 'pkg:generic/zlib@1.2.11' },
      ),
      await pair('DeviceType', { id, deviceType }, { id: BEN.id, deviceType }),
      await pair('AttestationResult', attested, { ...attested, id: BEN.id }),
      await pair('AttestationResult', attested, { ...attested, profile }),
      await pair('AttestationResult', { ...attested, profile }, { ...attested, profile: `${profile}/2` }),
      await pair(
        'Fact',
        { relation: 'floor', schema: HASH, values: { level: 1 } },
        { relation: 'floor', schema: HASH, values: { level: 2 } },
      ),
      await pair(
        'Schema',
        { relation: 'floor', fields: [{ name: 'level', kind: 'integer' }] },
        { relation: 'floor', fields: [{ name: 'level', kind: 'text' }] },
      ),
    ];
    for (const reasons of kept) assert.deepEqual(reasons, ['counted', 'counted']);
  });

  it('counts as of the same identity through another of its keys', async () => {
    const older = await claim('DeviceType', ANNA, { id, deviceType });
    const newer = await claim('DeviceType', BEN, { id, deviceType: 'other' }, LATER);
    const bindings = [await binds(SERVER, ANNA, MAILBOX), await binds(SERVER, BEN, MAILBOX)];
    const engine = engineWith([older, newer, ...bindings, await trusts(ROOT, MAILBOX, EVERYTHING)]);
    assert.deepEqual([reasonOf(engine, older), reasonOf(engine, newer)], ['superseded', 'counted']);
    engine.add([await retracts(SERVER, bindings[1] ?? assert.fail())]);
    assert.deepEqual([reasonOf(engine, older), reasonOf(engine, newer)], ['counted', 'unknown-issuer']);
  });

  it('gives the place back when it is over or taken back', async () => {
    const older = await claim('DeviceType', ROOT, { id, deviceType });
    const newer = await claim('DeviceType', ROOT, { id, deviceType: 'b' }, { ...LATER, validUntil: day(3) });
    const newest = await claim('DeviceType', ROOT, { id, deviceType: 'c' }, { validFrom: day(0.7) });
    const engine = engineWith([older, newer, newest]);
    const reasons = () => [older, newer, newest].map((known) => reasonOf(engine, known));
    assert.deepEqual(reasons(), ['superseded', 'superseded', 'counted']);
    engine.add([await retracts(ROOT, newest)]);
    assert.deepEqual(reasons(), ['superseded', 'counted', 'retracted']);
    engine.advance(day(4));
    assert.deepEqual(reasons(), ['counted', 'expired', 'retracted']);
  });
});

describe('a rule that replaces another', () => {
  it('does so under another name too, by the same identity or a root, and no other’s', async () => {
    const [own, foreign] = [await rule(ANNA, 'allow', 'allow(a).'), await rule(BEN, 'deny', 'deny(a).')];
    const engine = engineWith([
      own,
      foreign,
      await trusts(ROOT, ANNA, EVERYTHING),
      await trusts(ROOT, BEN, EVERYTHING),
    ]);
    engine.add([await rule(ANNA, 'permit', 'permit(a).', own), await rule(ANNA, 'forbid', 'forbid(a).', foreign)]);
    assert.deepEqual([reasonOf(engine, own), reasonOf(engine, foreign)], ['superseded', 'counted']);
    engine.add([await rule(ROOT, 'forbid', 'forbid(b).', foreign)]);
    assert.equal(reasonOf(engine, foreign), 'superseded');
  });

  it('gives it back when it is itself taken back, and not when it is replaced in turn', async () => {
    const first = await rule(ROOT, 'one', 'one(a).');
    const second = await rule(ROOT, 'two', 'two(a).', first);
    const third = await rule(ROOT, 'three', 'three(a).', second);
    const engine = engineWith([third, first, second]);
    const reasons = () => [first, second, third].map((known) => reasonOf(engine, known));
    assert.deepEqual(reasons(), ['superseded', 'superseded', 'counted']);
    engine.add([await retracts(ROOT, second)]);
    assert.deepEqual(reasons(), ['counted', 'retracted', 'counted']);
  });

  it('replaces rules alone', async () => {
    const type = await claim('DeviceType', ROOT, { id: DEVICE.id, deviceType: 'lamp-1' });
    const engine = engineWith([type, await rule(ROOT, 'one', 'one(a).', type)]);
    assert.equal(reasonOf(engine, type), 'counted');
  });
});

describe('a retraction', () => {
  it('counts from whoever made the claim, through any key of his, and from a root, who may delete anything', async () => {
    const [one, two] = [await rule(ANNA, 'one', 'one(a).'), await rule(ANNA, 'two', 'two(a).')];
    const bindings = [await binds(SERVER, ANNA, MAILBOX), await binds(OTHER_SERVER, BEN, MAILBOX)];
    const engine = engineWith([one, two, ...bindings, await retracts(BEN, one), await retracts(ROOT, two)]);
    assert.deepEqual([reasonOf(engine, one), reasonOf(engine, two)], ['retracted', 'retracted']);
  });

  it('holds for as long as it is valid', async () => {
    const type = await claim('DeviceType', ROOT, { id: DEVICE.id, deviceType: 'lamp-1' });
    const engine = engineWith([type, await retracts(ROOT, type, { validFrom: day(2), validUntil: day(3) })]);
    assert.equal(reasonOf(engine, type), 'counted');
    engine.advance(day(2));
    assert.equal(reasonOf(engine, type), 'retracted');
    engine.advance(day(4));
    assert.equal(reasonOf(engine, type), 'counted');
  });

  it('of a binding counts from the server that made it and from a root’s key, not from a root’s mailbox', async () => {
    const binding = await binds(SERVER, ANNA, MAILBOX);
    const byOther = await retracts(OTHER_SERVER, binding);
    const basis = { ...BASIS, roots: [MAILBOX, ROOT.id] };
    const byMailbox = await retracts(ANNA, binding);
    const engine = engineWith([binding, byOther, byMailbox], basis);
    assert.deepEqual(
      [binding, byOther, byMailbox].map((known) => reasonOf(engine, known)),
      ['counted', 'not-entitled', 'not-entitled'],
    );
    engine.add([await retracts(ROOT, binding)]);
    assert.equal(reasonOf(engine, binding), 'retracted');
    assert.equal(engine.identityOf(ANNA.id), ANNA.id);
  });
});

describe('a key that is bound to a mailbox', () => {
  it('speaks as that mailbox, however the binding spells the key, and renewals change nothing', async () => {
    const engine = engineWith([
      await binds(SERVER, ANNA.uri, MAILBOX),
      await binds(OTHER_SERVER, ANNA, MAILBOX, LATER),
    ]);
    assert.equal(engine.identityOf(ANNA.id), MAILBOX);
  });

  it('speaks as a root when the mailbox is one', async () => {
    const type = await claim('DeviceType', ANNA, { id: DEVICE.id, deviceType: 'lamp-1' });
    const engine = engineWith([type], { ...BASIS, roots: [MAILBOX] });
    assert.equal(reasonOf(engine, type), 'unknown-issuer');
    engine.add([await binds(SERVER, ANNA, MAILBOX)]);
    assert.deepEqual([reasonOf(engine, type), engine.standingOf(type.uri)?.by], ['counted', MAILBOX]);
  });

  it('speaks as its mailbox where both it and the mailbox are roots', async () => {
    const engine = engineWith([await binds(SERVER, ROOT, MAILBOX)], { ...BASIS, roots: [ROOT.id, MAILBOX] });
    assert.equal(engine.identityOf(ROOT.id), MAILBOX);
  });
});
