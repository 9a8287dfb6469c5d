import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, MINUTE } from '@sallyport/core';
import { type CommandInput, certifiedParty, command, device, type Party, party, START } from '../support/people.ts';
import { ScriptedRegistrar } from '../support/scripted.ts';
import { type TestRouter, World } from '../support/world.ts';

interface Stage {
  readonly world: World;
  readonly router: TestRouter;
  readonly registrar: ScriptedRegistrar;
  readonly by: Party;
}

/** A router that has taken an empty set, up to command 5, from a registrar that signs whatever it is told. */
async function stage(who: Promise<Party> = party('registrar')): Promise<Stage> {
  const world = await World.open({}, who);
  const router = await world.router();
  await router.start(world.time);
  const registrar = new ScriptedRegistrar(world.claim);
  await world.link(
    { side: registrar, certificate: world.registrar.certificate },
    { side: router.running, certificate: router.party.certificate },
  );
  registrar.set(5);
  await world.settle();
  assert.equal(registrar.last('synced').isEnforced, true);
  return { world, router, registrar, by: world.registrar };
}

async function outcome(
  { world, registrar }: Stage,
  claim: string,
  stations: string[] = [],
): Promise<string | undefined> {
  registrar.command(claim, stations);
  await world.settle();
  const { access, error } = registrar.last('ack');
  return error?.code ?? access;
}

describe('a router', () => {
  for (const [form, who] of [
    ['did:key', () => party('registrar')],
    ['ni', () => certifiedParty('registrar')],
  ] as const) {
    it(`takes commands of a registrar that is named by ${form}`, async () => {
      const on = await stage(who());
      assert.equal(await outcome(on, await command(on.by.signer, { id: device(1), sequence: 6 })), 'open');
      assert.deepEqual(on.router.inside, [device(1)]);
      const revoke = { id: device(1), sequence: 7, measure: 'remove' } as const;
      assert.equal(await outcome(on, await command(on.by.signer, revoke)), 'out');
      assert.deepEqual(on.router.inside, []);
    });
  }

  it('sees one device in two spellings of its key', async () => {
    const on = await stage();
    const who = await party('device');
    assert.equal(await outcome(on, await command(on.by.signer, { id: who.signer.issuer, sequence: 6 })), 'open');
    assert.deepEqual(on.router.inside, [who.name]);
    const revoke = { id: who.name, sequence: 7, measure: 'remove' } as const;
    assert.equal(await outcome(on, await command(on.by.signer, revoke)), 'out');
    assert.deepEqual(on.router.inside, []);
  });

  it('constrains, and puts out where it has no constrained network', async () => {
    const on = await stage();
    const constrain = (sequence: number) =>
      command(on.by.signer, { id: device(1), sequence, measure: 'constrain' as const });
    assert.equal(await outcome(on, await constrain(6)), 'constrained');
    assert.equal(on.router.enforcer.open.get(device(1))?.access, 'constrained');

    const plain = await World.open();
    const router = await plain.router();
    router.enforcer.canConstrain = false;
    await router.start(plain.time);
    await plain.connect(router);
    await plain.side.trust(device(1));
    const { routers } = await plain.side.revoke(device(1), { measure: 'constrain' });
    assert.deepEqual(routers, [{ router: router.party.name, outcome: 'applied', access: 'out' }]);
    assert.deepEqual(router.inside, []);
  });
});

/** What is sent after command 6 let device 1 on. */
const REFUSED: readonly [string, string, (on: Stage, known: string) => Promise<string> | string][] = [
  ['a command that was heard before', 'E_CA_COMMANDS_REPLAY', (_, known) => known],
  ['a number that was used', 'E_CA_COMMANDS_REPLAY', (on) => signed(on, { id: device(2), sequence: 6 })],
  ['a number before the newest', 'E_CA_COMMANDS_SEQUENCE', (on) => signed(on, { id: device(2), sequence: 4 })],
  ['a number from before the set', 'E_CA_COMMANDS_SEQUENCE', (on) => signed(on, { id: device(2), sequence: 0 })],
  [
    'the signature of another',
    'E_CA_COMMANDS_COMMAND_ISSUER',
    async (on) => command((await party('another')).signer, { id: device(2), sequence: 7, registrar: on.by.name }),
  ],
  [
    'the signature of another, who is named by a certificate',
    'E_CA_COMMANDS_COMMAND_ISSUER',
    async (on) =>
      command((await certifiedParty('another')).signer, { id: device(2), sequence: 7, registrar: on.by.name }),
  ],
  [
    'the name of another registrar',
    'E_CA_COMMANDS_COMMAND_REGISTRAR',
    async (on) => signed(on, { id: device(2), sequence: 7, registrar: (await party('another')).name }),
  ],
  [
    'a device that is named by no readable key',
    'E_CA_COMMANDS_DEVICE',
    (on) => signed(on, { id: 'did:key:zUnreadab1e', sequence: 7 }),
  ],
  [
    'a beginning in the future',
    'E_CA_COMMANDS_COMMAND_TIME',
    (on) => signed(on, { id: device(2), sequence: 7, validFrom: new Date(START.getTime() + 10 * MINUTE) }),
  ],
  [
    'an end',
    'E_CA_COMMANDS_COMMAND_TIME',
    (on) => signed(on, { id: device(2), sequence: 7, validUntil: new Date(START.getTime() + DAY) }),
  ],
  ['a claim that is no command', 'E_CA_COMMANDS_COMMAND', (on) => Buffer.from(on.world.claim).toString()],
  ['no claim at all', 'E_CA_COMMANDS_COMMAND', () => 'let me in'],
  [
    'a command that was changed',
    'E_CA_COMMANDS_COMMAND',
    async (on) => {
      const [header = '', payload = '', signature = ''] = (await signed(on, { id: device(2), sequence: 7 })).split('.');
      const changed = Buffer.from(payload, 'base64url').toString().replace('"sequence":7', '"sequence":8');
      return `${header}.${Buffer.from(changed).toString('base64url')}.${signature}`;
    },
  ],
];

function signed({ by }: Stage, input: CommandInput): Promise<string> {
  return command(by.signer, input);
}

describe('a router refuses', () => {
  for (const [what, code, make] of REFUSED) {
    it(`${what}, and goes on with the next command`, async () => {
      const on = await stage();
      const known = await signed(on, { id: device(1), sequence: 6 });
      assert.equal(await outcome(on, known), 'open');
      const saves = on.router.store.saves;
      assert.equal(await outcome(on, await make(on, known)), code);
      assert.deepEqual(on.router.inside, [device(1)]);
      assert.equal(on.router.store.saves, saves);
      assert.equal(on.router.told('command-refused').at(-1)?.error.code, code);
      const next = await signed(on, { id: device(1), sequence: 8, measure: 'remove' });
      assert.equal(await outcome(on, next), 'out');
    });
  }

  it('an old command after it has been revoked, also when it was restarted in between', async () => {
    const on = await stage();
    const trust = await signed(on, { id: device(1), sequence: 6 });
    assert.equal(await outcome(on, trust), 'open');
    assert.equal(await outcome(on, await signed(on, { id: device(1), sequence: 7, measure: 'remove' })), 'out');
    assert.equal(await outcome(on, trust), 'E_CA_COMMANDS_SEQUENCE');
    await on.router.running.close();
    await on.router.start(on.world.time);
    await on.world.link(
      { side: on.registrar, certificate: on.by.certificate },
      { side: on.router.running, certificate: on.router.party.certificate },
    );
    assert.equal(on.registrar.last('hello').sequence, 7);
    on.registrar.set(7);
    await on.world.settle();
    assert.equal(await outcome(on, trust), 'E_CA_COMMANDS_SEQUENCE');
    assert.deepEqual(on.router.inside, []);
  });

  it('an address that is none', async () => {
    const on = await stage();
    const trust = await signed(on, { id: device(1), sequence: 6 });
    assert.equal(await outcome(on, trust, ['ff:ff:ff:ff:ff:ff']), 'E_CA_COMMANDS_STATION');
    assert.deepEqual(on.router.inside, []);
  });

  it('more devices than it may hold, and ends the session', async () => {
    const world = await World.open();
    const router = await world.router();
    await router.start(world.time, { settings: { maxDevices: 2 } });
    await world.connect(router);
    await world.side.trust(device(1));
    await world.side.trust(device(2));
    const { routers } = await world.side.trust(device(3));
    assert.equal(routers[0]?.error?.code, 'E_CA_COMMANDS_TOO_MANY');
    await world.settle();
    assert.equal(world.side.routers.length, 0);
    assert.deepEqual(router.inside, [device(1), device(2)].sort());
  });
});

describe('addresses', () => {
  const [A, B] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'];

  it('are opened for the device that they were told for, and shut with it', async () => {
    const on = await stage();
    assert.equal(await outcome(on, await signed(on, { id: device(1), sequence: 6 }), [B, A, A]), 'open');
    assert.deepEqual(on.router.enforcer.open.get(device(1))?.stations, [A, B]);
    assert.equal(await outcome(on, await signed(on, { id: device(1), sequence: 7, measure: 'remove' })), 'out');
    assert.equal(on.router.enforcer.open.size, 0);
  });

  it('are opened for neither of two devices, until one of them is gone', async () => {
    const on = await stage();
    assert.equal(await outcome(on, await signed(on, { id: device(1), sequence: 6 }), [A]), 'open');
    assert.equal(await outcome(on, await signed(on, { id: device(2), sequence: 7 }), [A, B]), 'E_CA_COMMANDS_STATION');
    assert.deepEqual(on.router.enforcer.open.get(device(1))?.stations, []);
    assert.deepEqual(on.router.enforcer.open.get(device(2))?.stations, [B]);
    assert.equal(await outcome(on, await signed(on, { id: device(1), sequence: 8, measure: 'remove' })), 'out');
    assert.deepEqual(on.router.enforcer.open.get(device(2))?.stations, [A, B]);
  });

  it('give nothing without a command that counts', async () => {
    const on = await stage();
    const forged = await command((await party('another')).signer, { id: device(1), sequence: 6 });
    assert.equal(await outcome(on, forged, [A]), 'E_CA_COMMANDS_COMMAND_ISSUER');
    assert.equal(on.router.enforcer.open.size, 0);
  });
});
