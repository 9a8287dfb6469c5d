/**
 * Whatever the order in which claims come, how often, and by whom they are passed on: the decisions are the same in the
 * end, also after a restart and when everything is judged anew. Rounds of random claims go to two houses in two orders.
 *
 * `SALLYPORT_ORDER_ROUNDS` sets how many, 12 if it is not set.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type BornDevice, newMaker } from './support/devices.ts';
import {
  BASIS,
  claim,
  distrust,
  type House,
  type Made,
  newSigner,
  OWNER,
  openHouse,
  openStore,
  passedOn,
  rule,
  SERVER,
  trust,
  trustPerson,
} from './support/house.ts';

const ROUNDS = Number(process.env['SALLYPORT_ORDER_ROUNDS'] ?? 12);
const POINTS = ['E.2', 'C.8'] as const;

interface Round {
  readonly devices: readonly BornDevice[];
  readonly claims: readonly Made[];
}

let round = 0;

/** Everybody of this round is new, so that it stands for itself. */
async function everythingThatMightBeSaid(): Promise<Round> {
  const number = ++round;
  const maker = newMaker();
  const devices = await Promise.all([maker.born(), maker.born(), maker.born()]);
  const [friend, seller, stranger] = [newSigner(), newSigner(), newSigner()];
  const mailbox = `mailto:friend${number}@example.com`;
  const confirmed = '2026-01-01T00:00:00Z';
  const claims: Made[] = [
    await trust(maker.uri, 'manufacturer'),
    await distrust(maker.uri, 'manufacturer'),
    await trust(maker.uri, 'manufacturer', { from: '2026-01-03T00:00:00Z' }),
    await trust(seller.issuer, 'manufacturer'),
    await trustPerson(mailbox, ['connect-devices', 'trust-manufacturers']),
    await claim(
      OWNER,
      'Distrust',
      { id: mailbox, role: 'person', truster: OWNER.issuer },
      { from: '2026-02-02T00:00:00Z' },
    ),
    await claim(SERVER, 'IdentityBinding', { id: friend.issuer, email: mailbox, confirmed }),
    await claim(friend, 'Trust', { id: maker.uri, role: 'manufacturer', truster: mailbox }),
    await claim(stranger, 'IdentityBinding', { id: stranger.issuer, email: mailbox, confirmed }),
    await claim(stranger, 'Trust', { id: stranger.issuer, role: 'person', truster: stranger.issuer }),
  ];
  for (const { uri } of devices) {
    const purchase = await claim(seller, 'Purchase', { id: uri, buyer: OWNER.issuer });
    const befriended = await claim(friend, 'Trust', { id: uri, role: 'device', truster: mailbox });
    const trusted = await trust(uri, 'device');
    claims.push(
      purchase,
      befriended,
      trusted,
      await trust(uri, 'device', { signer: stranger }),
      await distrust(uri, 'device', { from: '2026-01-01T00:00:00Z' }),
      await distrust(uri, 'device', { from: '2026-01-05T00:00:00Z', until: '2026-01-06T00:00:00Z' }),
      await trust(uri, 'device', { from: '2030-01-01T00:00:00Z' }),
      await claim(seller, 'Retraction', { id: purchase.uri }),
      await claim(stranger, 'Retraction', { id: trusted.uri }),
      await claim(friend, 'Retraction', { id: befriended.uri }),
      await rule(`permit(_, '${uri}') :- trusts(_, '${uri}', router).`, OWNER, `extra_${number}`),
      await trust(uri, 'router'),
      await rule(`permit(_, '${uri}').`, stranger, `hostile_${number}`),
    );
  }
  return { devices, claims };
}

async function decisions({ assurance, request }: House, devices: readonly BornDevice[]): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const { identity } of devices) {
    for (const point of POINTS) answers.push((await assurance.decide(request(identity, point))).outcome);
  }
  return answers;
}

/** Bases of trust on which other things count. */
const OTHER_BASES = [
  { ...BASIS, authenticationServers: [] },
  { ...BASIS, threshold: 0.9 },
  { ...BASIS, roots: [newSigner().issuer] },
  BASIS,
];

/** With their reasons, the claims that prove them, and what goes along with them. */
async function wholeDecisions({ assurance, request }: House, devices: readonly BornDevice[]): Promise<unknown> {
  const answers: unknown[] = [];
  for (const { identity } of devices)
    for (const point of POINTS) answers.push(await assurance.decide(request(identity, point)));
  return answers;
}

describe('the order in which claims come', () => {
  let [one, other]: readonly [House?, House?] = [];
  before(async () => {
    [one, other] = await Promise.all([
      openHouse({ store: await openStore() }),
      // Each break between two decisions is one in which something else can come.
      openHouse({ inference: { piece: 2 } }),
    ]);
    await Promise.all([one.submit(await rule()), other.submit(await rule())]);
  });
  after(async () => {
    await one?.store.close();
    await other?.[Symbol.asyncDispose]();
  });

  it('changes nothing of what is decided in the end, nor does a restart, nor judging all anew', async () => {
    assert.ok(one && other);
    const [here, there] = [one, other];
    const met: BornDevice[] = [];
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
        const next = (below: number): number => Number(numbers.next().value) % below;
        const { devices, claims } = await everythingThatMightBeSaid();
        met.push(...devices);
        const said = claims.filter(() => next(3) > 0);
        const [first, second] = [shuffled(said, next), shuffled(said, next)];
        const passed = await Promise.all(second.map(async (made) => (next(6) === 0 ? passedOn(made) : made)));
        const before = await decisions(here, devices);
        here.changes.length = 0;
        await bring(here, first, next);
        await bring(there, [...passed, ...second.filter(() => next(4) === 0)], next);
        const after = await decisions(here, devices);
        assert.deepEqual(after, await decisions(there, devices));
        for (const [index, device] of devices.entries()) {
          const turned = POINTS.filter((_, point) => before[2 * index + point] !== after[2 * index + point]).length;
          const told = here.changes.filter(({ deviceKey }) => deviceKey === device.key).length;
          // Told at every turn; two points that turn together may be told of together.
          assert.ok(turned === 0 ? true : told > 0, 'what turned was told of');
        }
      }),
      { numRuns: ROUNDS, endOnFailure: true },
    );
    const decided = await decisions(here, met);
    assert.ok(decided.includes('permit') && decided.includes('deny'), 'the rounds open and shut doors');
    assert.deepEqual(await decisions(there, met), decided);
    await there.assurance.rebuild(BASIS);
    assert.deepEqual(await decisions(there, met), decided, 'judged anew');
    await here.assurance.close();
    await using again = await openHouse({ store: here.store, time: here.time });
    assert.deepEqual(await decisions(again, met), decided, 'after a restart');
    for (const basis of OTHER_BASES) {
      await there.assurance.rebuild(basis);
      await using anew = await openHouse({ store: here.store, time: here.time, basis });
      assert.deepEqual(await wholeDecisions(there, met), await wholeDecisions(anew, met), 'on another basis');
      assert.deepEqual(anew.errors, []);
    }
    assert.deepEqual([here.errors, there.errors, again.errors], [[], [], []]);
  });
});

/** Some alone, some together. */
async function bring({ assurance }: House, claims: readonly Made[], next: (below: number) => number): Promise<void> {
  let together: Promise<unknown>[] = [];
  for (const { bytes } of claims) {
    together.push(assurance.submit(bytes, 'a test'));
    if (next(4) > 0) continue;
    await Promise.all(together);
    if (next(2) === 0) await assurance.settled();
    together = [];
  }
  await Promise.all(together);
  await assurance.settled();
}

function shuffled<T>(all: readonly T[], next: (below: number) => number): readonly T[] {
  const list = [...all];
  for (let last = list.length - 1; last > 0; last--) {
    const other = next(last + 1);
    const [a, b] = [list[last], list[other]];
    if (a === undefined || b === undefined) continue;
    list[last] = b;
    list[other] = a;
  }
  return list;
}
