import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ControllerResolver, issuerResolver, verifyClaim, verifyRoute } from '@sallyport/assurance-claims';
import { SECOND } from '@sallyport/core';
import { newMaker } from './support/devices.ts';
import {
  BASIS,
  claim,
  distrust,
  type House,
  type Made,
  NODE,
  newSigner,
  OWNER,
  openHouse,
  openStore,
  passedOn,
  rule,
  trust,
  trustPerson,
} from './support/house.ts';

const resolve = issuerResolver();

/** What the node inferred, in the order of the log. */
async function inferred(house: House): Promise<readonly (readonly [string, string, string?])[]> {
  const claims: [string, string, string?][] = [];
  for await (const { bytes, origin } of house.log.read()) {
    if (origin !== 'inferred') continue;
    const { claim: body, issuer } = await verifyClaim(bytes, { resolve, at: 'ignore-validity' });
    assert.equal(issuer, NODE.issuer);
    assert.ok(body.type === 'Trust' || body.type === 'Distrust');
    const reason = 'reason' in body.subject ? body.subject.reason : undefined;
    claims.push(reason === undefined ? [body.type, body.subject.id] : [body.type, body.subject.id, reason]);
  }
  return claims;
}

describe('what a node concludes', () => {
  it('is written down when a device is let in and when that turns, and not again after a restart', async () => {
    const store = await openStore();
    const maker = newMaker();
    const [device, stranger] = [await maker.born(), await maker.born()];
    const first = await openHouse({ store });
    await first.submit(await rule(), await trust(maker.uri, 'manufacturer'), await trust(device.uri, 'device'));
    for (let time = 0; time < 3; time++) await first.ask(device.identity);
    await first.ask(stranger.identity);
    await first.assurance.settled();
    assert.deepEqual(await inferred(first), [['Trust', device.uri]]);
    await first.assurance.close();

    await using again = await openHouse({ store });
    assert.equal(await again.ask(device.identity), 'permit');
    await again.submit(await distrust(device.uri, 'device'));
    await again.assurance.settled();
    const [, turned, ...more] = await inferred(again);
    assert.deepEqual(turned?.slice(0, 2), ['Distrust', device.uri]);
    assert.ok(turned?.[2]);
    assert.deepEqual(more, []);
    await store.close();
  });

  it('is no reason for anything, however it comes back', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const device = await maker.born();
    // Even where somebody trusts the node as a person.
    await house.submit(
      await rule(
        'permit(_, D) :- trusts(By, D, device), person(By). permit(_, D) :- proved(D, _), \\+ distrusts(_, D, _).',
      ),
      await trustPerson(NODE.issuer, ['connect-devices']),
      await trust(device.uri, 'device'),
    );
    assert.equal(await house.ask(device.identity), 'permit');
    await house.assurance.settled();
    const [entry] = (await house.log.page({ origin: 'inferred' })).claims;
    assert.ok(entry);
    const { bytes, id } = await house.log.get(entry.id);
    assert.equal(house.assurance.outcomeOf(id).state, 'own');
    const [back] = await house.submit(await passedOn({ bytes, uri: '' }));
    assert.equal(house.assurance.outcomeOf(back ?? '').state, 'own');
    const why = JSON.stringify(await house.assurance.why(device.uri, 'E.2'));
    assert.doesNotMatch(why, new RegExp(NODE.issuer));
  });
});

describe('claims that are passed on', () => {
  let house: House;
  const unwelcome = newSigner();
  before(async () => {
    house = await openHouse({ acceptsRoute: (route) => route.every(({ node }) => node !== unwelcome.issuer) });
  });
  after(async () => house[Symbol.asyncDispose]());

  it('go out wrapped by the node with the whole way they came, and can be read so', async () => {
    const [from, maker] = [newSigner(), newMaker()];
    const made = await trust(maker.uri, 'manufacturer');
    const [id = ''] = await house.submit(await passedOn(made, from));
    const [direct = ''] = await house.submit(made);
    assert.deepEqual(house.assurance.idsOf(made.uri), [id, direct], 'it is one claim');
    const out = await house.assurance.passOn(id);
    const { claim: inner, route } = await verifyRoute(out, { resolve, at: 'ignore-validity' });
    assert.equal(inner.uri, made.uri);
    assert.deepEqual(
      route.map(({ node }) => node),
      [from.issuer, NODE.issuer],
    );
    const outcome = house.assurance.outcomeOf(id);
    assert.deepEqual(outcome.state === 'judged' ? outcome.route : [], [from.issuer]);
  });

  it('are refused when they come by nodes that this one takes none from', async () => {
    const [id = ''] = await house.submit(await passedOn(await trust(newMaker().uri, 'manufacturer'), unwelcome));
    const outcome = house.assurance.outcomeOf(id);
    assert.equal(outcome.state === 'refused' && outcome.code, 'E_ASSURANCE_ROUTE');
  });

  it('never go out unverified or unknown', async () => {
    const bytes = Buffer.from('no claim at all');
    const [id = ''] = await house.submit({ bytes, uri: '' });
    await assert.rejects(house.assurance.passOn(id), { code: 'E_ASSURANCE_CLAIM_UNVERIFIED' });
    await assert.rejects(house.assurance.passOn('00'.repeat(32)), { code: 'E_ASSURANCE_CLAIM_UNKNOWN' });
  });
});

describe('claims of issuers whose keys cannot be had', () => {
  it('wait, hold up nobody, and count when the key is there', async () => {
    const [slow, away] = [newSigner(), newSigner()];
    const fetched = Promise.withResolvers<void>();
    let isAway = true;
    const resolving: ControllerResolver = async (issuer) => {
      if (issuer === slow.issuer) await fetched.promise;
      if (issuer === away.issuer && isAway) throw new Error('no route to host');
      return resolve(issuer);
    };
    await using house = await openHouse({ resolve: resolving });
    const rights = ['trust-manufacturers'] as const;
    await house.submit(await trustPerson(slow.issuer, [...rights]), await trustPerson(away.issuer, [...rights]));
    const [one, two] = [newMaker(), newMaker()];
    const claims: readonly Made[] = [
      await trust(one.uri, 'manufacturer', { signer: slow }),
      await trust(two.uri, 'manufacturer', { signer: away }),
      await trust(two.uri, 'device'),
    ];
    const submitted = await Promise.all(claims.map(({ bytes }) => house.assurance.submit(bytes)));
    await house.time.advance(SECOND);
    await house.assurance.settled();
    const states = () => submitted.map(({ id }) => house.assurance.outcomeOf(id).state);
    assert.deepEqual(states(), ['unresolved', 'unresolved', 'judged']);
    fetched.resolve();
    isAway = false;
    await house.time.advance(61 * SECOND);
    // The look-up is begun by the clock, and nobody waits for it.
    for (let turn = 0; turn < 500 && states().includes('unresolved'); turn++) await sleep(10);
    assert.deepEqual(states(), ['judged', 'judged', 'judged']);
  });
});

describe('another basis of trust', () => {
  it('shows beforehand what would turn, and then turns it and tells of it', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const [first, second, other] = [await maker.born(), await maker.born(), newSigner()];
    await house.submit(
      await rule(),
      await trust(maker.uri, 'manufacturer'),
      await trust(first.uri, 'device'),
      await trust(second.uri, 'device', { signer: other }),
    );
    assert.deepEqual(
      [await house.ask(first.identity), (await house.ask(second.identity)) === 'permit'],
      ['permit', false],
    );
    const wider = { ...BASIS, roots: [OWNER.issuer, other.issuer] };
    const preview = await house.assurance.preview(wider);
    assert.deepEqual(
      preview.map(({ device, point, before, after }) => [device, point, before, after]),
      [[second.uri, 'E.2', false, true]],
    );
    assert.notEqual(await house.ask(second.identity), 'permit');
    assert.deepEqual(house.changes, []);
    await house.assurance.rebuild(wider);
    assert.deepEqual(
      house.changes.map(({ deviceKey }) => deviceKey),
      [second.key],
    );
    assert.equal(await house.ask(second.identity), 'permit');
    await house.assurance.rebuild({ ...BASIS, roots: [other.issuer] });
    assert.deepEqual(
      house.changes.slice(1).map(({ deviceKey }) => deviceKey),
      [first.key, second.key],
    );
  });
});

describe('what is claimed while another basis of trust is worked out', () => {
  it('counts by the basis that was given last', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const [device, other, third] = [await maker.born(), newSigner(), newSigner()];
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'));
    const rebuilt = [other, third].map(({ issuer }) =>
      house.assurance.rebuild({ ...BASIS, roots: [OWNER.issuer, issuer] }),
    );
    const { bytes } = await trust(device.uri, 'device', { signer: third });
    await Promise.all([house.assurance.submit(bytes), ...rebuilt]);
    await house.assurance.settled();
    assert.equal(await house.ask(device.identity), 'permit');
    assert.deepEqual(house.errors, []);
  });
});

describe('facts of kinds that were claimed', () => {
  it('count when their schema counts, whichever came first, and no longer when it is taken back', async () => {
    await using house = await openHouse();
    const device = await newMaker().born();
    const schema = await claim(OWNER, 'Schema', {
      relation: 'inspected',
      fields: [
        { name: 'device', kind: 'entity' },
        { name: 'grade', kind: 'integer' },
      ],
    });
    await house.submit(
      await rule('permit(_, D) :- inspected(D, Grade, _), Grade > 2.'),
      await claim(OWNER, 'Fact', {
        relation: 'inspected',
        schema: schema.uri,
        values: { device: device.uri, grade: 3 },
      }),
    );
    assert.notEqual(await house.ask(device.identity), 'permit');
    await house.submit(schema);
    assert.equal(await house.ask(device.identity), 'permit');
    await house.submit(await claim(OWNER, 'Retraction', { id: schema.uri }));
    assert.notEqual(await house.ask(device.identity), 'permit');
    assert.equal(house.changes.length, 2);
  });
});

describe('more decisions than can be watched', () => {
  it('deny a device whose decision cannot be watched, unless somebody else has gone', async () => {
    const held = new Set<string>();
    await using house = await openHouse({ limits: { maxWatched: 2 }, isHeld: (key) => held.has(key) });
    const maker = newMaker();
    const [one, two, three] = [await maker.born(), await maker.born(), await maker.born()];
    await house.submit(await rule('permit(_, D) :- proved(D, _).'));
    for (const { key, identity } of [one, two]) {
      held.add(key);
      assert.equal(await house.ask(identity), 'permit');
    }
    assert.match(await house.ask(three.identity), /no room to watch/);
    held.delete(one.key);
    assert.equal(await house.ask(three.identity), 'permit');
  });
});
