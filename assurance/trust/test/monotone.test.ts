import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RIGHTS, type VerifiedClaim } from '@sallyport/assurance-claims';
import { type IdentityState, type TrustBasis, TrustEngine } from '@sallyport/assurance-trust';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { nameOf } from './reference.ts';
import { bases, days, drafts, MAILBOXES, PEOPLE, realize, STRANGERS, strangersDrafts } from './support/random-world.ts';
import { claim, day, distrusts, retracts, type Speaker, speaker, trusts } from './support/world.ts';

const numRuns = fuzzRuns(60);
const [, , SILENT] = MAILBOXES;
const weight = fc.constantFrom(1, 0.9, 0.6, 0.5, 0.2);
const person = fc.constantFrom(...PEOPLE);

function statesOf(basis: TrustBasis, claims: readonly VerifiedClaim[], at: Date): ReadonlyMap<string, IdentityState> {
  const engine = new TrustEngine(basis, at);
  engine.add(claims);
  return new Map([...engine.identities()].map((state) => [state.id, state]));
}

/** Insists that nobody has more in the second than in the first. */
function assertNobodyGains(less: ReadonlyMap<string, IdentityState>, most: ReadonlyMap<string, IdentityState>): void {
  for (const [id, state] of less) {
    const limit = most.get(id);
    if (limit === undefined) continue;
    assert.ok(state.weight <= limit.weight, `${id} gained weight`);
    assert.ok(
      state.rights.every((right) => limit.rights.includes(right)),
      `${id} gained rights`,
    );
    assert.ok(!state.speaksAsManufacturer || limit.speaksAsManufacturer, `${id} came to speak as a manufacturer`);
  }
}

/** True when the identity that this speaker speaks as has said something of whoever has this name. */
function hasSpokenOf(engine: TrustEngine, by: Speaker, name: string, claims: readonly VerifiedClaim[]): boolean {
  const identityOf = (issuer: string) => nameOf(engine.identityOf(issuer));
  return claims.some(
    (known) =>
      (known.claim.type === 'Trust' || known.claim.type === 'Distrust') &&
      (nameOf(known.issuer) === by.uri || identityOf(known.issuer) === identityOf(by.id)) &&
      nameOf(known.claim.subject.id) === nameOf(name),
  );
}

describe('another distrust', () => {
  it('by anybody but a root, who had said nothing of the same person, gives nobody anything', async () => {
    await fc.assert(
      fc.asyncProperty(bases, drafts, days, person, person, weight, async (basis, drafted, on, by, about, far) => {
        const claims = await realize(drafted);
        const engine = new TrustEngine(basis, day(on));
        engine.add(claims);
        const { id } = speaker(about);
        const author = nameOf(engine.identityOf(speaker(by).id));
        fc.pre(!basis.roots.some((root) => nameOf(root) === author));
        fc.pre(!hasSpokenOf(engine, speaker(by), id, claims));
        const more = await distrusts(speaker(by), id, far);
        assertNobodyGains(statesOf(basis, [...claims, more], day(on)), statesOf(basis, claims, day(on)));
      }),
      { numRuns },
    );
  });

  it('by a root gives nobody anything where only roots distrust and records are off', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, days, person, weight, async (drafted, on, about, far) => {
        const root = speaker(0);
        const basis: TrustBasis = { roots: [root.id], authenticationServers: [], threshold: 0.5, record: 'off' };
        const { id } = speaker(about);
        const claims = (await realize(drafted)).filter(({ claim: known, issuer }) => {
          return known.type !== 'Distrust' || nameOf(issuer) === root.uri;
        });
        const engine = new TrustEngine(basis, day(on));
        engine.add(claims);
        fc.pre(!hasSpokenOf(engine, root, id, claims));
        const more = await distrusts(root, id, far);
        assertNobodyGains(statesOf(basis, [...claims, more], day(on)), statesOf(basis, claims, day(on)));
      }),
      { numRuns },
    );
  });
});

describe('another trust', () => {
  it('takes nothing from whom it is about, nor from anybody, when that one has said nothing', async () => {
    await fc.assert(
      fc.asyncProperty(bases, drafts, days, person, weight, async (basis, drafted, on, by, far) => {
        const claims = (await realize(drafted)).filter(
          ({ claim: known }) => known.type !== 'IdentityBinding' || known.subject.email !== SILENT,
        );
        const engine = new TrustEngine(basis, day(on));
        engine.add(claims);
        fc.pre(!hasSpokenOf(engine, speaker(by), SILENT, claims));
        const more = await trusts(speaker(by), SILENT, { weight: far, rights: [...RIGHTS] });
        assertNobodyGains(statesOf(basis, claims, day(on)), statesOf(basis, [...claims, more], day(on)));
      }),
      { numRuns },
    );
  });

  it('takes nothing from anybody where nobody distrusts and records are off', async () => {
    await fc.assert(
      fc.asyncProperty(bases, drafts, days, person, person, weight, async (given, drafted, on, by, about, far) => {
        const basis: TrustBasis = { ...given, record: 'off' };
        const claims = (await realize(drafted)).filter(({ claim: known }) => known.type !== 'Distrust');
        const engine = new TrustEngine(basis, day(on));
        engine.add(claims);
        const { id } = speaker(about);
        fc.pre(!hasSpokenOf(engine, speaker(by), id, claims));
        const more = await trusts(speaker(by), id, { weight: far, rights: [...RIGHTS] });
        assertNobodyGains(statesOf(basis, claims, day(on)), statesOf(basis, [...claims, more], day(on)));
      }),
      { numRuns },
    );
  });

  it('can cost who gives weight to somebody who distrusts him: what his people say of him is heard', async () => {
    const [root, anna, ben] = [speaker(0), speaker(1), speaker(2)];
    const basis: TrustBasis = { roots: [root.id], authenticationServers: [], threshold: 0.5 };
    const before = [
      await trusts(root, anna.id, { weight: 0.5 }),
      await trusts(anna, ben),
      await distrusts(ben, anna),
      await trusts(root, speaker(3)),
    ];
    const after = [...before, await trusts(speaker(3), anna.uri)];
    assert.equal(statesOf(basis, before, day(0)).get(anna.id)?.weight, 0.25);
    assert.equal(statesOf(basis, after, day(0)).get(anna.id)?.weight, 0);
  });
});

describe('what is taken back', () => {
  it('leaves everything as if it had never been said', async () => {
    await fc.assert(
      fc.asyncProperty(
        bases,
        drafts,
        days,
        person,
        person,
        fc.boolean(),
        async (basis, drafted, on, by, about, isTrust) => {
          const claims = await realize(drafted);
          const engine = new TrustEngine(basis, day(on));
          engine.add(claims);
          const before = [...engine.identities()];
          const standings = claims.map(({ uri }) => engine.standingOf(uri));
          const said = isTrust
            ? await trusts(speaker(by), speaker(about).id, { weight: 0.77, rights: [...RIGHTS] })
            : await distrusts(speaker(by), speaker(about).id, 0.77);
          engine.add([said]);
          engine.add([await retracts(speaker(by), said)]);
          const after = new Map([...engine.identities()].map((state) => [state.id, state]));
          for (const state of before) assert.deepEqual(after.get(state.id), state);
          assert.deepEqual(
            claims.map(({ uri }) => engine.standingOf(uri)),
            standings,
          );
        },
      ),
      { numRuns },
    );
  });
});

describe('roots', () => {
  it('keep their whole weight and every right, whatever is claimed', async () => {
    await fc.assert(
      fc.asyncProperty(bases, drafts, days, async (basis, drafted, on) => {
        const states = statesOf(basis, await realize(drafted), day(on));
        for (const root of basis.roots) {
          assert.equal(states.get(root)?.weight, 1);
          assert.deepEqual(states.get(root)?.rights, [...RIGHTS]);
        }
      }),
      { numRuns },
    );
  });
});

describe('strangers, of whom nobody has spoken', () => {
  it('change nothing for anybody, whatever they say of each other, of themselves and of others, together', async () => {
    await fc.assert(
      fc.asyncProperty(bases, drafts, strangersDrafts, days, async (basis, drafted, more, on) => {
        const claims = await realize(drafted);
        const engine = new TrustEngine(basis, day(on));
        engine.add(claims);
        const before = [...engine.identities()];
        const { standings } = engine.add(await realize(more, claims));
        for (const { claim: known, standing } of standings) {
          // A stranger may take back what he said himself, and that alone.
          const isOwn = standing.reason === 'counted' && known.claim.type === 'Retraction';
          assert.ok(!standing.counts || isOwn, `${known.claim.type} counted`);
        }
        const after = new Map([...engine.identities()].map((state) => [state.id, state]));
        for (const state of before) assert.deepEqual(after.get(state.id), state);
        for (const number of STRANGERS) assert.equal(after.get(speaker(number).id)?.weight ?? 0, 0);
      }),
      { numRuns },
    );
  });

  it('change nothing that was said already, even when they retract it', async () => {
    const [root, stranger] = [speaker(0), speaker(20)];
    const engine = new TrustEngine({ roots: [root.id], authenticationServers: [], threshold: 0.5 }, day(0));
    const said = await claim('DeviceTypeVulnerable', root, { deviceType: 'lamp-1', vulnerable: true });
    engine.add([said]);
    const { standings } = engine.add([await retracts(stranger, said)]);
    assert.deepEqual(
      standings.map(({ standing }) => standing.reason),
      ['not-entitled'],
    );
    assert.equal(engine.standingOf(said.uri)?.reason, 'counted');
  });
});
