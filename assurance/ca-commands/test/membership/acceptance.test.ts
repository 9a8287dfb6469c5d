import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, MINUTE, utf8 } from '@sallyport/core';
import { device, owner, PERSON, party, START, trustClaim } from '../support/people.ts';
import { ScriptedRegistrar, ScriptedRouter } from '../support/scripted.ts';
import { codes, World } from '../support/world.ts';

const LATER = new Date(START.getTime() + DAY);

/** Who is wrong: its claim, given its name, the common owner and an instant. */
type Claim = (id: string, by: World['owner'], role: 'router' | 'registrar') => Promise<Uint8Array | undefined>;

const REFUSALS: readonly [string, string, Claim][] = [
  ['a claim of another owner', 'E_CA_COMMANDS_SIGNATORY', (id, _, role) => trustClaim(owner(), id, role)],
  [
    'a claim in which another person trusts',
    'E_CA_COMMANDS_TRUSTER',
    (id, by, role) => trustClaim(by, id, role, { truster: 'mailto:other@email.com' }),
  ],
  [
    'a claim for another key',
    'E_CA_COMMANDS_CLAIM_KEY',
    async (_, by, role) => trustClaim(by, (await party('another')).name, role),
  ],
  ['a claim that names no key', 'E_CA_COMMANDS_CLAIM_KEY', (_, by, role) => trustClaim(by, PERSON, role)],
  [
    'a claim for the other role',
    'E_CA_COMMANDS_CLAIM_ROLE',
    (id, by, role) => trustClaim(by, id, role === 'router' ? 'registrar' : 'router'),
  ],
  ['a claim for a device', 'E_CA_COMMANDS_CLAIM_ROLE', (id, by) => trustClaim(by, id, 'device')],
  [
    'a claim that has ended',
    'E_CA_COMMANDS_CLAIM_EXPIRED',
    (id, by, role) =>
      trustClaim(by, id, role, {
        validFrom: new Date(START.getTime() - DAY),
        validUntil: new Date(START.getTime() - 1000),
      }),
  ],
  [
    'a claim of the future',
    'E_CA_COMMANDS_CLAIM_NOT_YET_VALID',
    (id, by, role) => trustClaim(by, id, role, { validFrom: LATER }),
  ],
  [
    'a claim that was changed',
    'E_CA_COMMANDS_CLAIM',
    async (id, by, role) => {
      const claim = await trustClaim(by, id, role);
      const [header = '', payload = '', signature = ''] = Buffer.from(claim).toString().split('.');
      const changed = Buffer.from(payload, 'base64url').toString().replace(PERSON, 'mailto:q@email.com');
      return utf8(`${header}.${Buffer.from(changed).toString('base64url')}.${signature}`);
    },
  ],
  ['something that is no claim', 'E_CA_COMMANDS_CLAIM', async () => utf8('trust me')],
  ['no claim', 'E_CA_COMMANDS_MEMBERSHIP', async () => undefined],
];

describe('the registrar refuses a router with', () => {
  for (const [what, code, make] of REFUSALS) {
    it(what, async () => {
      const world = await World.open();
      await world.side.trust(device(1));
      const who = await party('router');
      const router = new ScriptedRouter(await make(who.name, world.owner, 'router'));
      await world.link(
        { side: world.side, certificate: world.registrar.certificate },
        { side: router, certificate: who.certificate },
      );
      assert.equal(router.last('refused').error.code, code);
      assert.ok(router.isOver);
      assert.deepEqual(codes(world.told('router-refused')), [code]);
      // It learned nothing.
      assert.deepEqual(
        router.heard.map(({ type }) => type),
        ['refused'],
      );
      assert.deepEqual(world.side.routers, []);
    });
  }

  it('a key that is another’s: whose claim it passes', async () => {
    const world = await World.open();
    const honest = await world.router();
    const impostor = await party('impostor');
    const router = new ScriptedRouter(honest.claim);
    await world.link(
      { side: world.side, certificate: world.registrar.certificate },
      { side: router, certificate: impostor.certificate },
    );
    assert.equal(router.last('refused').error.code, 'E_CA_COMMANDS_CLAIM_KEY');
  });
});

describe('the router refuses a registrar with', () => {
  for (const [what, code, make] of REFUSALS) {
    it(what, async () => {
      const world = await World.open();
      const router = await world.router();
      await router.start(world.time);
      const who = await party('registrar');
      const registrar = new ScriptedRegistrar(await make(who.name, world.owner, 'registrar'));
      await world.link(
        { side: registrar, certificate: who.certificate },
        { side: router.running, certificate: router.party.certificate },
      );
      assert.equal(registrar.last('refused').error.code, code);
      assert.ok(registrar.isOver);
      assert.deepEqual(codes(router.told('registrar-refused')), [code]);
      // What it says all the same is not listened to.
      registrar.set(1);
      await world.settle();
      assert.equal(router.store.saves, 0);
    });
  }

  it('the claim of the true registrar, and another key', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time);
    const impostor = await party('impostor');
    const registrar = new ScriptedRegistrar(world.claim);
    await world.link(
      { side: registrar, certificate: impostor.certificate },
      { side: router.running, certificate: router.party.certificate },
    );
    assert.equal(registrar.last('refused').error.code, 'E_CA_COMMANDS_CLAIM_KEY');
  });
});

describe('an accepted session', () => {
  it('tells both who the common owner is', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time);
    await world.connect(router);
    assert.deepEqual(router.told('registrar-accepted'), [
      { type: 'registrar-accepted', registrar: world.registrar.name, address: 'registrar', by: 'owner', owner: PERSON },
    ]);
    const [status] = world.side.routers;
    assert.deepEqual(status, {
      router: router.party.name,
      address: 'router',
      by: 'owner',
      owner: PERSON,
      since: START,
      isSynced: true,
      sequence: 0,
      isEnforced: true,
    });
  });

  it('takes a router by the name of its key in any form', async () => {
    const world = await World.open();
    const router = await world.router();
    router.claim = await trustClaim(world.owner, router.party.signer.issuer, 'router');
    await router.start(world.time);
    await world.connect(router);
    assert.equal(world.side.routers.length, 1);
  });

  it('ends when the router’s claim does', async () => {
    const world = await World.open();
    const router = await world.router();
    const validUntil = new Date(START.getTime() + MINUTE);
    router.claim = await trustClaim(world.owner, router.party.name, 'router', { validUntil });
    await router.start(world.time);
    await world.connect(router);
    await world.time.advance(MINUTE);
    assert.equal(world.side.routers.length, 1);
    await world.time.advance(11_000);
    await world.settle();
    assert.equal(world.side.routers.length, 0);
    assert.deepEqual(codes(world.told('router-lost')), ['E_CA_COMMANDS_CLAIM_EXPIRED']);
  });

  it('ends when the registrar’s claim does, whatever the registrar says', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time);
    const validUntil = new Date(START.getTime() + MINUTE);
    const registrar = new ScriptedRegistrar(
      await trustClaim(world.owner, world.registrar.name, 'registrar', { validUntil }),
    );
    await world.link(
      { side: registrar, certificate: world.registrar.certificate },
      { side: router.running, certificate: router.party.certificate },
    );
    registrar.set(1);
    await world.settle();
    for (let beat = 0; beat < 7; beat++) {
      registrar.say({ type: 'alive' });
      await world.time.advance(10_000);
      await world.settle();
    }
    assert.deepEqual(codes(router.told('registrar-lost')), ['E_CA_COMMANDS_CLAIM_EXPIRED']);
  });

  it('is not begun with a router that the owner’s list does not have, and ends when it is taken off', async () => {
    const removed = new Set<string>();
    const world = await World.open({ admits: (name) => !removed.has(name) });
    const router = await world.router();
    await router.start(world.time);
    await world.connect(router);
    removed.add(router.party.name);
    world.side.disconnect(router.party.name);
    await world.settle();
    assert.deepEqual(codes(router.told('registrar-lost')), ['E_CA_COMMANDS_NOT_ADMITTED']);
    await world.connect(router);
    assert.deepEqual(codes(router.told('registrar-refused')), ['E_CA_COMMANDS_NOT_ADMITTED']);
  });
});

describe('a side that has no good claim of its own', () => {
  it('does not start, for a registrar', async () => {
    const world = await World.open();
    const claim = await trustClaim(world.owner, world.registrar.name, 'router');
    await assert.rejects(world.startRegistrar({ claim }), { code: 'E_CA_COMMANDS_OWN_CLAIM' });
  });

  it('does not start, for a router', async () => {
    const world = await World.open();
    const router = await world.router();
    router.claim = await trustClaim(owner(), (await party('another')).name, 'router');
    await assert.rejects(router.start(world.time), { code: 'E_CA_COMMANDS_OWN_CLAIM' });
  });

  it('starts with trouble when only the time is wrong, for its clock may not be set yet', async () => {
    const world = await World.open();
    const router = await world.router();
    router.claim = await trustClaim(world.owner, router.party.name, 'router', { validFrom: LATER });
    await router.start(world.time);
    assert.deepEqual(codes(router.told('trouble')), ['E_CA_COMMANDS_OWN_CLAIM']);
    await world.connect(router);
    assert.deepEqual(router.inside, []);
    assert.equal(world.side.routers.length, 0);
  });
});
