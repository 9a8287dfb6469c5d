import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { command, device, type Party, party, trustClaim } from '../support/people.ts';
import { ScriptedRegistrar } from '../support/scripted.ts';
import { codes, type TestRouter, World } from '../support/world.ts';

async function started(world: World): Promise<TestRouter> {
  const router = await world.router();
  await router.start(world.time);
  return router;
}

describe('a router that comes back', () => {
  it('hears of what was revoked and trusted while it was away', async () => {
    const world = await World.open();
    const router = await started(world);
    const link = await world.connect(router);
    await world.side.trust(device(1));
    await world.side.trust(device(2));
    await world.side.trust(device(3));
    link.cut();
    await world.settle();
    await world.side.revoke(device(1));
    await world.side.revoke(device(2), { measure: 'constrain' });
    await world.side.trust(device(4));
    assert.deepEqual(router.inside, [device(1), device(2), device(3)].sort());
    await world.connect(router);
    assert.deepEqual(router.inside, [device(2), device(3), device(4)].sort());
    assert.equal(router.enforcer.open.get(device(2))?.access, 'constrained');
    assert.deepEqual(router.told('command-refused'), []);
  });

  it('takes a set of many parts, each when it has asked for it', async () => {
    const world = await World.open();
    for (let index = 0; index < 100; index++) await world.side.trust(device(index));
    const router = await started(world);
    const link = await world.connect(router);
    assert.equal(router.inside.length, 100);
    assert.equal(link.told('router', 'set').length, 4);
    assert.equal(link.told('registrar', 'next').length, 3);
  });

  it('hears commands that are given while it takes the set, after it', async () => {
    const world = await World.open();
    for (let index = 0; index < 100; index++) await world.side.trust(device(index));
    const router = await started(world);
    const connected = world.connect(router);
    for (let index = 0; index < 50; index++) {
      await world.side.revoke(device(index)).then(() => world.side.trust(device(100 + index)));
    }
    await connected;
    await world.settle();
    const wanted = Array.from({ length: 100 }, (_, index) => device(50 + index)).sort();
    assert.deepEqual(router.inside, wanted);
    assert.deepEqual(router.told('command-refused'), []);
  });

  it('finds a registrar that was restarted, and they agree', async () => {
    const world = await World.open();
    const router = await started(world);
    await world.connect(router);
    await world.side.trust(device(1));
    await world.side.trust(device(2));
    await world.side.revoke(device(1));
    await world.side.close();
    await world.startRegistrar();
    await world.connect(router);
    assert.deepEqual(router.inside, [device(2)]);
    await world.side.trust(device(1));
    await world.settle();
    assert.deepEqual(router.inside, [device(1), device(2)].sort());
  });

  it('is told of new addresses of a device that it holds', async () => {
    const world = await World.open();
    const router = await started(world);
    const link = await world.connect(router);
    await world.side.trust(device(1));
    link.cut();
    await world.settle();
    world.stations.set(device(1), ['02:00:00:00:00:01', 'nonsense']);
    await world.connect(router);
    assert.deepEqual(router.enforcer.open.get(device(1))?.stations, ['02:00:00:00:00:01']);
  });

  it('takes another registrar of the same owner, and the first again', async () => {
    const world = await World.open();
    const router = await started(world);
    await world.side.trust(device(1));
    const link = await world.connect(router);
    link.cut();
    await world.settle();

    const other = await party('other registrar');
    const second = new ScriptedRegistrar(await trustClaim(world.owner, other.name, 'registrar'));
    const secondLink = await world.link(
      { side: second, certificate: other.certificate },
      { side: router.running, certificate: router.party.certificate },
    );
    assert.equal(second.last('hello').sequence, 0);
    second.set(1, [await command(other.signer, { id: device(9), sequence: 1 })]);
    await world.settle();
    assert.deepEqual(router.inside, [device(9)]);
    secondLink.cut();
    await world.settle();

    await world.connect(router);
    assert.deepEqual(router.inside, [device(1)]);
    assert.deepEqual(router.told('command-refused'), []);
  });
});

interface Stage {
  readonly world: World;
  readonly router: TestRouter;
  readonly by: Party;
  connect(): Promise<ScriptedRegistrar>;
}

/** A router that has heard of devices 1 and 2 by commands 1 and 2, and that 1 was revoked by command 3. */
async function stage(): Promise<Stage & { readonly first: string; readonly second: string }> {
  const world = await World.open();
  const router = await started(world);
  const by = world.registrar;
  const connect = async () => {
    const registrar = new ScriptedRegistrar(world.claim);
    await world.link(
      { side: registrar, certificate: by.certificate },
      { side: router.running, certificate: router.party.certificate },
    );
    return registrar;
  };
  const registrar = await connect();
  const first = await command(by.signer, { id: device(1), sequence: 1 });
  const second = await command(by.signer, { id: device(2), sequence: 2 });
  registrar.set(2, [first, second]);
  await world.settle();
  await registrar.signed(by, { id: device(1), sequence: 3, measure: 'remove' });
  await world.settle();
  assert.deepEqual(router.inside, [device(2)]);
  return { world, router, by, connect, first, second };
}

describe('a set', () => {
  it('cannot bring back a device by a command that was revoked', async () => {
    const on = await stage();
    const registrar = await on.connect();
    registrar.set(3, [on.first, on.second]);
    await on.world.settle();
    const { refused, named, devices } = registrar.last('synced');
    assert.deepEqual([refused, named, devices], [1, [{ code: 'E_CA_COMMANDS_SEQUENCE' }], 1]);
    assert.deepEqual(on.router.inside, [device(2)]);
  });

  it('puts out whom it does not name', async () => {
    const on = await stage();
    const registrar = await on.connect();
    registrar.set(3);
    await on.world.settle();
    assert.deepEqual(on.router.inside, []);
    // And that is remembered: the old command counts no more.
    const again = await on.connect();
    again.set(3, [on.second]);
    await on.world.settle();
    assert.equal(again.last('synced').refused, 1);
    assert.deepEqual(on.router.inside, []);
  });

  it('is refused when it knows less than the router has heard', async () => {
    const on = await stage();
    const registrar = await on.connect();
    registrar.set(2, [on.first, on.second]);
    await on.world.settle();
    assert.equal(registrar.last('refused').error.code, 'E_CA_COMMANDS_ROLLBACK');
    assert.deepEqual(on.router.inside, [device(2)]);
  });

  for (const [what, code, entries] of [
    [
      'holds a command above its number',
      'E_CA_COMMANDS_SET',
      async ({ by }: Stage) => [await command(by.signer, { id: device(5), sequence: 9 })],
    ],
    [
      'holds a command that puts a device out',
      'E_CA_COMMANDS_SET',
      async ({ by }: Stage) => [await command(by.signer, { id: device(5), sequence: 4, measure: 'remove' })],
    ],
    [
      'holds what another signed',
      'E_CA_COMMANDS_COMMAND_ISSUER',
      async () => [await command((await party('another')).signer, { id: device(5), sequence: 4 })],
    ],
    ['holds no claim', 'E_CA_COMMANDS_COMMAND', async () => ['let me in']],
  ] as const) {
    it(`does not let that in when it ${what}, and counts for the others`, async () => {
      const on = await stage();
      const registrar = await on.connect();
      registrar.set(8, [
        ...(await entries(on)),
        on.second,
        await command(on.by.signer, { id: device(6), sequence: 7 }),
      ]);
      await on.world.settle();
      const { refused, named } = registrar.last('synced');
      assert.deepEqual([refused, named.map((each) => each.code)], [1, [code]]);
      assert.deepEqual(on.router.inside, [device(2), device(6)].sort());
    });
  }

  it('lets in neither of two entries for one device', async () => {
    const on = await stage();
    const registrar = await on.connect();
    const trust = (sequence: number) => command(on.by.signer, { id: device(5), sequence });
    registrar.set(8, [await trust(5), await trust(6), await trust(7), on.second]);
    await on.world.settle();
    assert.equal(registrar.last('synced').refused, 2);
    assert.deepEqual(on.router.inside, [device(2)]);
  });

  it('of more devices than the router may hold is refused whole', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time, { settings: { maxDevices: 10 } });
    for (let index = 0; index < 11; index++) await world.side.trust(device(index));
    await world.connect(router);
    assert.deepEqual(codes(world.told('router-lost')), ['E_CA_COMMANDS_TOO_MANY']);
    assert.deepEqual(router.inside, []);
    assert.equal(router.store.document, undefined);
  });

  it('comes once, in order, and with one number', async () => {
    const parts = [
      [{ part: 1, sequence: 3, isLast: false }],
      [
        { part: 0, sequence: 3, isLast: false },
        { part: 1, sequence: 4, isLast: true },
      ],
      [
        { part: 0, sequence: 3, isLast: true },
        { part: 0, sequence: 3, isLast: true },
      ],
    ];
    for (const wrong of parts) {
      const on = await stage();
      const registrar = await on.connect();
      for (const part of wrong) registrar.say({ type: 'set', entries: [], ...part });
      await on.world.settle();
      assert.equal(registrar.last('refused').error.code, 'E_CA_COMMANDS_UNEXPECTED');
    }
  });

  it('is asked for by a router that has heard more than the registrar: which refuses', async () => {
    const on = await stage();
    await on.world.connect(on.router);
    assert.deepEqual(codes(on.world.told('router-refused')), ['E_CA_COMMANDS_ROLLBACK']);
    // The owner says where numbers begin, and all is well.
    await on.world.startRegistrar({ settings: { firstSequence: 100 } });
    await on.world.side.trust(device(7));
    await on.world.connect(on.router);
    assert.deepEqual(on.router.inside, [device(7)]);
  });
});
