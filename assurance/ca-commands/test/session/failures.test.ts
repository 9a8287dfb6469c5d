import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND } from '@sallyport/core';
import { device } from '../support/people.ts';
import { codes, type TestRouter, World } from '../support/world.ts';

async function joined(): Promise<{ world: World; router: TestRouter }> {
  const world = await World.open();
  const router = await world.router();
  await router.start(world.time);
  await world.connect(router);
  await world.side.trust(device(1));
  return { world, router };
}

describe('ports that do not follow', () => {
  it('are reported, tried again, and reported when they do', async () => {
    const { world, router } = await joined();
    router.enforcer.isBroken = true;
    const { routers } = await world.side.revoke(device(1));
    assert.deepEqual(
      routers.map(({ outcome, error }) => [outcome, error?.code]),
      [['failed', 'E_CA_COMMANDS_ENFORCE']],
    );
    assert.equal(router.running.status.isEnforced, false);
    await world.time.advance(10 * SECOND);
    await world.settle();
    assert.equal(world.side.routers[0]?.isEnforced, false);
    router.enforcer.isBroken = false;
    await world.time.advance(10 * SECOND);
    await world.settle();
    assert.deepEqual(router.inside, []);
    assert.deepEqual(world.side.routers[0]?.isEnforced, true);
    assert.equal(world.side.routers[0]?.sequence, 2);
  });

  it('are set whole after a failure, for nobody knows how far they came', async () => {
    const { world, router } = await joined();
    router.enforcer.isBroken = true;
    await world.side.trust(device(2));
    router.enforcer.isBroken = false;
    router.enforcer.open.clear();
    const { routers } = await world.side.trust(device(3));
    assert.equal(routers[0]?.outcome, 'applied');
    assert.deepEqual(router.inside, [device(1), device(2), device(3)].sort());
  });

  it('that fail when the router starts are tried again', async () => {
    const { world, router } = await joined();
    await router.running.close();
    router.enforcer.open.clear();
    router.enforcer.isBroken = true;
    await router.start(world.time);
    assert.deepEqual(codes(router.told('trouble')), ['E_CA_COMMANDS_ENFORCE']);
    router.enforcer.isBroken = false;
    await world.time.advance(5 * SECOND);
    assert.deepEqual(router.inside, [device(1)]);
  });
});

describe('a router that cannot remember', () => {
  it('lets nobody in for it, and puts out all the same', async () => {
    const { world, router } = await joined();
    router.store.isBroken = true;
    const trusted = await world.side.trust(device(2));
    assert.equal(trusted.routers[0]?.error?.code, 'E_CA_COMMANDS_STATE');
    await world.settle();
    assert.equal(world.side.routers.length, 0);
    assert.deepEqual(router.inside, [device(1)]);

    // It comes back, still without a disk: the set puts out and lets nobody in.
    await world.side.revoke(device(1));
    await world.connect(router);
    assert.deepEqual(router.inside, []);
    assert.equal(world.side.routers.length, 0);

    router.store.isBroken = false;
    await world.connect(router);
    assert.deepEqual(router.inside, [device(2)]);
  });

  it('puts out by a command that it cannot keep', async () => {
    const { world, router } = await joined();
    router.store.isBroken = true;
    await world.side.revoke(device(1));
    await world.settle();
    assert.deepEqual(router.inside, []);
    router.store.isBroken = false;
    await world.connect(router);
    assert.deepEqual(router.inside, []);
    assert.deepEqual(
      router.told('command-refused').map(({ error }) => error.code),
      ['E_CA_COMMANDS_STATE'],
    );
  });

  it('does not start on what it cannot read', async () => {
    const { world, router } = await joined();
    await router.running.close();
    const [whole = new Uint8Array()] = [router.store.document];
    for (const document of [whole.subarray(0, whole.length - 9), Buffer.from('{"format":2}'), Buffer.from('')]) {
      router.store.document = document;
      await assert.rejects(router.start(world.time), { code: 'E_CA_COMMANDS_STATE' });
    }
  });
});

describe('a registrar that cannot write a command down', () => {
  it('sends it to nobody, and never gives its number again', async () => {
    const { world, router } = await joined();
    await world.side.close();
    let isBroken = true;
    await world.startRegistrar({
      record: async ({ text }) => {
        if (isBroken) throw new TypeError('the disk is full');
        world.recorded.push(Buffer.from(text));
      },
    });
    await world.connect(router);
    await assert.rejects(world.side.revoke(device(1)), TypeError);
    assert.deepEqual(router.inside, [device(1)]);
    isBroken = false;
    const { command } = await world.side.revoke(device(1));
    assert.equal(command?.sequence, 3);
    assert.deepEqual(router.inside, []);
  });
});
