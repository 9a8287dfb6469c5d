import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND } from '@sallyport/core';
import { device, party, START } from '../support/people.ts';
import { ScriptedRouter } from '../support/scripted.ts';
import { codes, World } from '../support/world.ts';

describe('commands', () => {
  it('are written down before they are sent, in the order of their numbers', async () => {
    const order: string[] = [];
    const world = await World.open();
    await world.startRegistrar({
      record: async ({ sequence }) => {
        await new Promise(setImmediate);
        order.push(`recorded ${sequence}`);
      },
    });
    const router = await world.router();
    await router.start(world.time, {
      onEvent: (event) => {
        if (event.type === 'applied') order.push(`applied ${event.sequence}`);
      },
    });
    await world.connect(router);
    await Promise.all([world.side.trust(device(1)), world.side.trust(device(2)), world.side.revoke(device(1))]);
    for (const sequence of [1, 2, 3]) {
      assert.ok(order.indexOf(`recorded ${sequence}`) < order.indexOf(`applied ${sequence}`));
    }
    assert.deepEqual(
      order.filter((each) => each.startsWith('recorded')),
      ['recorded 1', 'recorded 2', 'recorded 3'],
    );
  });

  it('that are being written down reach a router that connects meanwhile', async () => {
    const disk = Promise.withResolvers<void>();
    const world = await World.open({ record: () => disk.promise });
    const router = await world.router();
    await router.start(world.time);
    const given = world.side.trust(device(1));
    await world.connect(router);
    assert.equal(router.running.status.sequence, 0);
    disk.resolve();
    assert.deepEqual(
      (await given).routers.map(({ outcome }) => outcome),
      ['applied'],
    );
    assert.deepEqual(router.inside, [device(1)]);
  });

  it('are not given when they change nothing', async () => {
    const world = await World.open();
    await world.side.trust(device(1));
    assert.deepEqual(await world.side.trust(device(1)), { command: undefined, routers: [] });
    await world.side.revoke(device(1), { measure: 'constrain' });
    assert.equal((await world.side.revoke(device(1), { measure: 'constrain' })).command, undefined);
    assert.equal((await world.side.revoke(device(1))).command?.sequence, 3);
    assert.equal(world.recorded.length, 3);
  });

  it('are given again when the device is met at another address', async () => {
    const world = await World.open();
    await world.side.trust(device(1));
    world.stations.set(device(1), ['02:00:00:00:00:01']);
    assert.equal((await world.side.trust(device(1))).command?.sequence, 2);
    assert.equal((await world.side.trust(device(1))).command, undefined);
  });

  it('are claims that anybody can read: Trust(device+, registrar+) : registrar-', async () => {
    const world = await World.open();
    const { command } = await world.side.trust(device(1));
    assert.ok(command !== undefined);
    const { claim } = command.claim;
    assert.deepEqual(
      [claim.relation, claim.arguments],
      [
        'Trust',
        [
          { kind: 'entity', uri: device(1) },
          { kind: 'entity', uri: world.registrar.signer.issuer },
        ],
      ],
    );
    const revoked = await world.side.revoke(device(1), { reason: 'score of 7.8' });
    assert.equal(revoked.command?.claim.claim.relation, 'Revoke');
  });

  it('name a device by its key, or are not given', async () => {
    const world = await World.open();
    for (const uri of ['mailto:person@email.com', 'did:key:zUnreadab1e', 'urn:dev:mac:0011223344556677']) {
      await assert.rejects(world.side.trust(uri), { code: 'E_CA_COMMANDS_DEVICE' });
    }
    assert.equal(world.recorded.length, 0);
  });

  it('say what is so after a restart', async () => {
    const world = await World.open();
    await world.side.trust(device(1));
    await world.side.trust(device(2));
    await world.side.revoke(device(1));
    await world.startRegistrar();
    assert.deepEqual(
      [
        await world.side.accessOf(device(1)),
        await world.side.accessOf(device(2)),
        await world.side.accessOf(device(3)),
      ],
      ['out', 'open', undefined],
    );
    assert.deepEqual(
      [...world.side.present].map((each) => each.device),
      [device(2)],
    );
    assert.equal((await world.side.trust(device(3))).command?.sequence, 4);
  });

  it('of another key are not this registrar’s', async () => {
    const world = await World.open();
    await world.side.trust(device(1));
    const other = await World.open();
    await assert.rejects(other.startRegistrar({ issued: world.recorded }), { code: 'E_CA_COMMANDS_COMMAND_ISSUER' });
  });
});

describe('a report', () => {
  it('tells of each router that is connected', async () => {
    const world = await World.open();
    const routers = await Promise.all(['one', 'two'].map((name) => world.router(name)));
    for (const router of routers) {
      await router.start(world.time);
      await world.connect(router);
    }
    const report = await world.side.trust(device(1));
    assert.deepEqual(
      report.routers,
      routers.map(({ party: { name } }) => ({ router: name, outcome: 'applied', access: 'open' })),
    );
  });

  it('does not wait for a router for ever', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time);
    const link = await world.connect(router);
    link.toRegistrar.tamper = () => undefined;
    const report = world.side.trust(device(1));
    await world.settle();
    await world.time.advance(11 * SECOND);
    assert.deepEqual((await report).routers, [{ router: router.party.name, outcome: 'late' }]);
    const second = world.side.trust(device(2));
    await world.settle();
    link.cut();
    await world.settle();
    assert.deepEqual((await second).routers, [{ router: router.party.name, outcome: 'lost' }]);
  });
});

describe('a router that takes no commands', () => {
  it('is given a few at a time, and is dropped when too many wait', async () => {
    const world = await World.open();
    const { claim, party: who } = await world.router();
    const router = new ScriptedRouter(claim);
    await world.link(
      { side: world.side, certificate: world.registrar.certificate },
      { side: router, certificate: who.certificate },
    );
    router.synced(0);
    await world.settle();
    const reports: Promise<unknown>[] = [];
    for (let index = 0; index < 1060; index++) reports.push(world.side.trust(device(index)));
    await world.settle();
    assert.equal(router.heard.filter(({ type }) => type === 'command').length, 32);
    assert.deepEqual(codes(world.told('router-lost')), ['E_CA_COMMANDS_OVERLOADED']);
    await Promise.all(reports);
  });
});

describe('a registrar’s side', () => {
  it('has no more routers than it may', async () => {
    const world = await World.open({ settings: { maxRouters: 1 } });
    const [first, second] = [await world.router('one'), await world.router('two')];
    for (const router of [first, second]) await router.start(world.time);
    await world.connect(first);
    await world.connect(second);
    assert.deepEqual(codes(second.told('registrar-refused')), ['E_CA_COMMANDS_TOO_MANY']);
    await world.connect(first);
    assert.equal(world.side.routers[0]?.router, first.party.name);
    assert.deepEqual(
      world.side.routers.map(({ since }) => since),
      [START],
    );
  });

  it('signs with the key that it shows, and with settings that can be', async () => {
    const world = await World.open();
    const { signer } = await party('another');
    await assert.rejects(world.startRegistrar({ signer }), { code: 'E_CA_COMMANDS_ARGUMENT' });
    for (const settings of [{ heartbeat: 10 }, { patience: 0 }, { maxRouters: 0 }, { firstSequence: 0.5 }]) {
      await assert.rejects(world.startRegistrar({ settings }), { code: 'E_CA_COMMANDS_ARGUMENT' });
    }
  });

  it('gives no commands once it is closed', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time);
    await world.connect(router);
    await world.side.close();
    await world.settle();
    assert.equal(router.running.status.isSynced, false);
    await assert.rejects(world.side.trust(device(1)), { code: 'E_CA_COMMANDS_CLOSED' });
    await world.connect(router);
    assert.deepEqual(codes(router.told('registrar-refused')), ['E_CA_COMMANDS_CLOSED']);
  });
});
