import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, MINUTE, SECOND, VirtualTime } from '@sallyport/core';
import type { Link } from '../support/link.ts';
import { device, party, START } from '../support/people.ts';
import { GARBAGE, ScriptedRegistrar, ScriptedRouter } from '../support/scripted.ts';
import { codes, type TestRouter, World } from '../support/world.ts';

async function joined(keepFor = HOUR): Promise<{ world: World; router: TestRouter; link: Link }> {
  const world = await World.open();
  const router = await world.router();
  await router.start(world.time, { settings: { keepFor } });
  const link = await world.connect(router);
  await world.side.trust(device(1));
  return { world, router, link };
}

describe('signs of life', () => {
  it('keep a session on which nothing else is said', async () => {
    const { world, router } = await joined();
    for (let minute = 0; minute < 10; minute++) {
      await world.time.advance(MINUTE);
      await world.settle();
    }
    assert.equal(world.side.routers.length, 1);
    assert.ok(router.running.status.isSynced);
  });

  it('end a session when they do not come from the router', async () => {
    const { world, router, link } = await joined();
    link.toRegistrar.tamper = () => undefined;
    await world.time.advance(50 * SECOND);
    await world.settle();
    assert.deepEqual(codes(world.told('router-lost')), ['E_CA_COMMANDS_SILENT']);
    // What is in stays in, for its time.
    assert.deepEqual(router.inside, [device(1)]);
  });

  it('end a session when they do not come from the registrar', async () => {
    const { world, router, link } = await joined();
    link.toRouter.tamper = () => undefined;
    await world.time.advance(50 * SECOND);
    await world.settle();
    assert.deepEqual(codes(router.told('registrar-lost')), ['E_CA_COMMANDS_SILENT']);
    assert.deepEqual(router.inside, [device(1)]);
  });

  it('come as often as the registrar asks', async () => {
    const world = await World.open({ settings: { heartbeat: SECOND } });
    const router = await world.router();
    await router.start(world.time);
    const link = await world.connect(router);
    await world.time.advance(5 * SECOND);
    assert.equal(link.told('registrar', 'alive').length, 5);
    assert.equal(link.told('router', 'alive').length, 5);
  });

  it('are not missed from a side whose message is being worked on', async () => {
    const { world, router, link } = await joined();
    const gate = Promise.withResolvers<void>();
    router.enforcer.change = () => gate.promise;
    const report = world.side.trust(device(2));
    await world.settle();
    link.toRouter.tamper = () => undefined;
    await world.time.advance(2 * MINUTE);
    assert.deepEqual(codes(router.told('registrar-lost')), []);
    gate.resolve();
    await report;
  });
});

describe('who does not introduce itself', () => {
  it('is not waited for: a router', async () => {
    const world = await World.open();
    const who = await party('router');
    world.side.connect({ send: () => {}, close: () => {} }, { certificate: who.certificate, address: 'router' });
    await world.time.advance(11 * SECOND);
    assert.deepEqual(codes(world.told('router-refused')), ['E_CA_COMMANDS_HANDSHAKE_TIMEOUT']);
    assert.equal(world.time.waiting, 0);
  });

  it('is not waited for: a registrar', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time);
    const peer = { certificate: world.registrar.certificate, address: 'registrar' };
    router.running.connect({ send: () => {}, close: () => {} }, peer);
    await world.time.advance(11 * SECOND);
    assert.deepEqual(codes(router.told('registrar-refused')), ['E_CA_COMMANDS_HANDSHAKE_TIMEOUT']);
  });
});

describe('a registrar that is away', () => {
  it('is waited for, and then everybody is out until it is back', async () => {
    const { world, router, link } = await joined();
    link.cut();
    await world.settle();
    await world.time.advance(HOUR - SECOND);
    assert.deepEqual(router.inside, [device(1)]);
    await world.time.advance(2 * SECOND);
    assert.deepEqual(router.inside, []);
    assert.equal(router.told('suspended').length, 1);
    assert.deepEqual([router.running.status.isSuspended, router.running.status.devices], [true, []]);
    await world.connect(router);
    assert.deepEqual(router.inside, [device(1)]);
    assert.equal(router.running.status.isSuspended, false);
    await world.time.advance(DAY);
    assert.equal(router.told('suspended').length, 1);
  });

  it('is waited for no longer because the router was restarted', async () => {
    const { world, router, link } = await joined();
    link.cut();
    await world.settle();
    await world.time.advance(50 * MINUTE);
    await router.running.close();
    await router.start(world.time, { settings: { keepFor: HOUR } });
    assert.deepEqual(router.inside, [device(1)]);
    await world.time.advance(11 * MINUTE);
    assert.deepEqual(router.inside, []);
  });

  it('is not waited for when the time was over before the router started', async () => {
    const { world, router, link } = await joined();
    link.cut();
    await world.settle();
    await router.running.close();
    await world.time.advance(2 * HOUR);
    await router.start(world.time, { settings: { keepFor: HOUR } });
    assert.deepEqual(router.inside, []);
    assert.equal(router.told('suspended').length, 1);
  });

  it('was away for ever when the clock says that it was heard in the future', async () => {
    const { router } = await joined();
    await router.running.close();
    const early = new VirtualTime(new Date(START.getTime() - DAY));
    await router.start(early, { settings: { keepFor: HOUR } });
    assert.deepEqual(router.inside, []);
  });

  it('costs everybody at once where nobody is to be kept', async () => {
    const { world, router, link } = await joined(0);
    assert.deepEqual(router.inside, [device(1)]);
    link.cut();
    await world.settle();
    await world.time.advance(1);
    assert.deepEqual(router.inside, []);
  });

  it('does not count the time that was not kept: at most an eighth is lost with power', async () => {
    const { world, router } = await joined(8 * HOUR);
    const saves = router.store.saves;
    for (let minute = 0; minute < 150; minute++) {
      await world.time.advance(MINUTE);
      await world.settle();
    }
    assert.equal(router.store.saves, saves + 2);
  });
});

describe('a new connection of the same router', () => {
  it('takes the place of the one that hangs', async () => {
    const { world, router } = await joined();
    await world.connect(router);
    assert.equal(world.side.routers.length, 1);
    assert.ok(router.running.status.isSynced);
    assert.deepEqual(router.inside, [device(1)]);
  });
});

describe('words that are none', () => {
  it('end the session: of a registrar', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time);
    const registrar = new ScriptedRegistrar(world.claim);
    await world.link(
      { side: registrar, certificate: world.registrar.certificate },
      { side: router.running, certificate: router.party.certificate },
    );
    registrar.saySomething(GARBAGE);
    await world.settle();
    assert.equal(registrar.last('refused').error.code, 'E_CA_COMMANDS_MESSAGE');
  });

  it('end the session: of a router, and what it says at the wrong time', async () => {
    for (const [say, code] of [
      [(router: ScriptedRouter) => router.saySomething(GARBAGE), 'E_CA_COMMANDS_MESSAGE'],
      [(router: ScriptedRouter) => router.say({ type: 'ack', id: 0, access: 'open' }), 'E_CA_COMMANDS_UNEXPECTED'],
      [(router: ScriptedRouter) => router.say({ type: 'next', part: 1 }), 'E_CA_COMMANDS_UNEXPECTED'],
      [(router: ScriptedRouter) => router.say({ type: 'hello', version: 1, sequence: 0 }), 'E_CA_COMMANDS_UNEXPECTED'],
      [
        (router: ScriptedRouter) => {
          router.synced(0);
          router.synced(0);
        },
        'E_CA_COMMANDS_UNEXPECTED',
      ],
    ] as const) {
      const world = await World.open();
      const { claim, party: who } = await world.router();
      const router = new ScriptedRouter(claim);
      await world.link(
        { side: world.side, certificate: world.registrar.certificate },
        { side: router, certificate: who.certificate },
      );
      say(router);
      await world.settle();
      assert.equal(router.last('refused').error.code, code);
      assert.deepEqual(codes(world.told('router-lost')), [code]);
    }
  });

  it('of another version are refused', async () => {
    const world = await World.open();
    const { claim, party: who } = await world.router();
    const router = new ScriptedRouter(claim, { version: 2 });
    await world.link(
      { side: world.side, certificate: world.registrar.certificate },
      { side: router, certificate: who.certificate },
    );
    assert.equal(router.last('refused').error.code, 'E_CA_COMMANDS_VERSION');
  });
});
