/** Dry runs of claims, held against what happens when the claims really come. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { issuerResolver, verifyClaim } from '@sallyport/assurance-claims';
import type { ClaimsPreview } from '@sallyport/assurance-continuous';
import fc from 'fast-check';
import { type BornDevice, newMaker } from './support/devices.ts';
import {
  claim,
  distrust,
  type House,
  type Made,
  newSigner,
  OWNER,
  openHouse,
  RULE,
  rule,
  trust,
} from './support/house.ts';

const verified = ({ bytes }: Made) => verifyClaim(bytes, { resolve: issuerResolver(), at: 'ignore-validity' });

async function preview(house: House, devices: readonly BornDevice[], ...made: readonly Made[]): Promise<ClaimsPreview> {
  const claims = await Promise.all(made.map(verified));
  return house.assurance.previewClaims(claims, {
    questions: devices.map(({ uri: device }) => ({ device, point: 'E.2' })),
  });
}

/** Whether each device is let in, with what goes along with it. */
const decisions = (house: House, devices: readonly BornDevice[]) =>
  Promise.all(
    devices.map(async ({ uri }) => {
      const decision = await house.assurance.decisionOf(uri, 'E.2');
      return decision.outcome === 'permit'
        ? { holds: true, obligations: decision.obligations }
        : { holds: false, obligations: [] };
    }),
  );

const stateOf = async (house: House) => ({
  head: await house.log.head(),
  rules: [...house.assurance.rules()].map(({ uri, standing }) => [uri, standing.counts]),
  changes: house.changes.length,
});

/** Other rules for the same door; each is a whole policy. */
const SOURCES = [
  RULE,
  'permit(_, D) :- proved(D, _).',
  'permit(_, D) :- trusts(_, D, device).',
  'permit(_, D) :- made_by(D, M), trusts(_, M, manufacturer). obligation(D, vlan, "7") :- trusts(_, D, device).',
  'permit(_, _) :- fail.',
  'permit(_, D) :- proved(D, _)',
  'permit(_, D) :- proved(D, _), shell(rm).',
];

describe('a dry run of claims', () => {
  it('comes to what really happens when the claims come, in small worlds of every kind', {
    timeout: 300_000,
  }, async () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('rule' as const), source: fc.nat(SOURCES.length - 1) }),
      fc.record({ kind: fc.constant('objection' as const), device: fc.nat(3) }),
      fc.record({ kind: fc.constant('take back' as const) }),
      fc.record({ kind: fc.constant('distrust' as const), device: fc.nat(3) }),
      fc.record({ kind: fc.constant('distrust maker' as const), maker: fc.nat(1) }),
    );
    const world = fc.record({
      trusted: fc.subarray([0, 1, 2, 3]),
      makers: fc.subarray([0, 1]),
      first: fc.nat(SOURCES.length - 1),
      changes: fc.array(change, { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ trusted, makers: trustedMakers, first, changes }) => {
        await using house = await openHouse();
        const makers = [newMaker(), newMaker()] as const;
        const devices = await Promise.all([0, 1, 2, 3].map((number) => makers[number % 2 === 0 ? 0 : 1].born()));
        const uriOf = (index: number) => devices[index]?.uri ?? '';
        let last = await rule(SOURCES[first]);
        await house.submit(
          last,
          ...(await Promise.all(trustedMakers.map((index) => trust(makers[index === 0 ? 0 : 1].uri, 'manufacturer')))),
          ...(await Promise.all(trusted.map((index) => trust(uriOf(index), 'device')))),
        );
        for (const { identity } of devices) await house.ask(identity);
        for (const [number, each] of changes.entries()) {
          const from = new Date(Date.UTC(2026, 1, 2 + number)).toISOString();
          const made = await (() => {
            switch (each.kind) {
              case 'rule':
                return claim(
                  OWNER,
                  'Rule',
                  { rule: 'admission', language: 'prolog', source: SOURCES[each.source] ?? '', replaces: last.uri },
                  { from },
                );
              case 'objection':
                return claim(
                  OWNER,
                  'Rule',
                  { rule: `objection_${number}`, language: 'prolog', source: `bad_contact('${uriOf(each.device)}').` },
                  { from },
                );
              case 'take back':
                return claim(OWNER, 'Retraction', { id: last.uri }, { from });
              case 'distrust':
                return distrust(uriOf(each.device), 'device', { from });
              case 'distrust maker':
                return distrust(makers[each.maker === 0 ? 0 : 1].uri, 'manufacturer', { from });
            }
          })();
          if (each.kind === 'rule') last = made;
          const before = await decisions(house, devices);
          const stood = await stateOf(house);
          const foreseen = await preview(house, devices, made);
          assert.deepEqual(await stateOf(house), stood);
          assert.deepEqual(await decisions(house, devices), before);
          await house.submit(made);
          const after = await decisions(house, devices);
          const turned = devices.flatMap(({ uri: device }, index) =>
            JSON.stringify(before[index]) === JSON.stringify(after[index])
              ? []
              : [{ device, point: 'E.2', before: before[index], after: after[index] }],
          );
          assert.deepEqual(
            foreseen.turns.map(({ reason: _, ...turn }) => turn).sort((a, b) => (a.device < b.device ? -1 : 1)),
            turned.sort((a, b) => (a.device < b.device ? -1 : 1)),
          );
          assert.equal(foreseen.permittedBefore, before.filter(({ holds }) => holds).length);
          assert.equal(foreseen.permittedAfter, after.filter(({ holds }) => holds).length);
          const problems = [...house.assurance.rules()].flatMap(({ problem }) => problem ?? []);
          assert.deepEqual(
            foreseen.problems.map(({ rule: uri }) => uri).sort(),
            problems.map(({ rule: uri }) => uri).sort(),
          );
        }
        assert.deepEqual(house.errors, []);
      }),
      { numRuns: 8 },
    );
  });

  it('says why, those that would be put out first, and no more reasons than were asked for', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const [one, other, third] = [await maker.born(), await maker.born(), await maker.born()];
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'), await trust(other.uri, 'device'));
    for (const { identity } of [one, other, third]) await house.ask(identity);
    const swapped = await verified(
      await claim(
        OWNER,
        'Rule',
        {
          rule: 'admission',
          language: 'prolog',
          source: `permit(_, D) :- made_by(D, _), \\+ trusts(_, D, device).
says(\\+ permit(_, D), "{D} is trusted, and trust is out of fashion") :- trusts(_, D, device).`,
        },
        { from: '2026-02-02T00:00:00Z' },
      ),
    );
    const questions = [one, other, third].map(({ uri: device }) => ({ device, point: 'E.2' as const }));
    const { turns } = await house.assurance.previewClaims([swapped], { questions, mostReasons: 2 });
    assert.deepEqual(
      turns.map(({ device, after, reason }) => [device, after.holds, reason === '']),
      [
        [other.uri, false, false],
        [one.uri, true, false],
        [third.uri, true, true],
      ],
    );
    assert.match(turns[0]?.reason ?? '', /trust is out of fashion/);
  });

  it('leaves out whom the owner refused: no claim lets them in', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const device = await maker.born();
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'));
    await house.ask(device.identity);
    await house.assurance.observe([
      {
        put: {
          id: 'observed:listed/refused/1',
          relation: 'listed',
          arguments: ['refused', device.key],
          statement: 'the owner refused it',
        },
      },
    ]);
    const { judged, turns } = await preview(house, [device], await trust(device.uri, 'device'));
    assert.deepEqual([judged, turns], [0, []]);
  });

  it('is held against what something else than claims decides, now or then', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const [one, other] = [await maker.born(), await maker.born()];
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'), await trust(one.uri, 'device'));
    const questions = [one, other].map(({ uri: device }) => ({ device, point: 'E.2' as const }));
    for (const { identity } of [one, other]) await house.ask(identity);
    const yes = { holds: true, obligations: [] };
    const told = (preview: ClaimsPreview) =>
      preview.turns.map(({ device, after, reason }) => [device, after.holds, reason]);
    const fromLists = await house.assurance.previewClaims([], { questions, decidedNow: () => yes });
    assert.deepEqual([fromLists.permittedBefore, fromLists.permittedAfter], [2, 1]);
    assert.deepEqual(
      told(fromLists).map(([device]) => device),
      [other.uri],
    );
    const toLists = await house.assurance.previewClaims([], {
      questions,
      decidedThen: () => ({ ...yes, reason: 'it is on the list' }),
    });
    assert.deepEqual(told(toLists), [[other.uri, true, 'it is on the list']]);
  });

  it('tells what is wrong with a rule, and where', async () => {
    await using house = await openHouse();
    await house.submit(await rule());
    const { problems } = await preview(
      house,
      [],
      await rule('permit(_, D) :-\n  proved(D, _),\n  shell(D).', OWNER, 'more'),
    );
    assert.deepEqual(
      problems.map(({ ruleName, severity, line }) => [ruleName, severity, line]),
      [['more', 'refused', 1]],
    );
  });

  it('tells how far it is, never back', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const device = await maker.born();
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'));
    await house.ask(device.identity);
    const told: (readonly [number, number])[] = [];
    await house.assurance.previewClaims([await verified(await trust(device.uri, 'device'))], {
      questions: [{ device: device.uri, point: 'E.2' }],
      onProgress: (done, of) => told.push([done, of]),
    });
    assert.ok(told.length > 2);
    assert.ok(told.every(([done, of], index) => done <= of && done >= (told[index - 1]?.[0] ?? 0)));
    assert.deepEqual(told.at(-1)?.[0], told.at(-1)?.[1]);
  });

  it('ends when it is stopped, and when assurance is closed', async () => {
    const house = await openHouse();
    await house.submit(await rule());
    const stopping = new AbortController();
    const made = [await verified(await rule('permit(_, _).', OWNER, 'all'))];
    stopping.abort();
    await assert.rejects(house.assurance.previewClaims(made, { questions: [], signal: stopping.signal }), {
      code: 'E_ASSURANCE_PREVIEW_STOPPED',
    });
    const running = house.assurance.previewClaims(made, { questions: [] });
    const ended = assert.rejects(running, { code: 'E_ASSURANCE_CLOSED' });
    await house[Symbol.asyncDispose]();
    await ended;
  });

  it('counts a stranger’s rule for nothing', async () => {
    await using house = await openHouse();
    const device = await newMaker().born();
    await house.submit(await rule());
    await house.ask(device.identity);
    const { turns } = await preview(house, [device], await rule('permit(_, _).', newSigner(), 'all'));
    assert.deepEqual(turns, []);
  });
});
