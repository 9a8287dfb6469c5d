import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND } from '@sallyport/core';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import type { Link } from '../support/link.ts';
import { party } from '../support/people.ts';
import { device, World } from '../support/world.ts';

const DEVICES = 4;
const which = fc.nat(DEVICES - 1);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('trust' as const), device: which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('revoke' as const), device: which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('constrain' as const), device: which }) },
  fc.record({
    do: fc.constantFrom(
      'connect' as const,
      'cut' as const,
      'restart router' as const,
      'restart registrar' as const,
      'break ports' as const,
      'break disk' as const,
      'wait' as const,
    ),
    device: fc.constant(0),
  }),
);

const RUNS = fuzzRuns(60);

describe('whatever happens on the way', () => {
  it('a router that is connected has what the registrar wants, and at no time more than the registrar ever allowed', async () => {
    const registrar = party('registrar');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const world = await World.open({}, registrar);
        const router = await world.router();
        await router.start(world.time);
        const wanted = new Map<string, 'open' | 'constrained'>();
        const everTrusted = new Set<string>();
        let link: Link | undefined = await world.connect(router);
        for (const { do: action, device: index } of steps) {
          const name = device(index);
          switch (action) {
            case 'trust':
              everTrusted.add(name);
              wanted.set(name, 'open');
              void world.side.trust(name);
              break;
            case 'revoke':
              wanted.delete(name);
              void world.side.revoke(name);
              break;
            case 'constrain':
              everTrusted.add(name);
              wanted.set(name, 'constrained');
              void world.side.revoke(name, { measure: 'constrain' });
              break;
            case 'connect':
              link = await world.connect(router);
              break;
            case 'cut':
              link?.cut();
              break;
            case 'restart router':
              await router.running.close();
              await router.start(world.time);
              break;
            case 'restart registrar':
              await world.side.close();
              await world.startRegistrar();
              break;
            case 'break ports':
              router.enforcer.isBroken = true;
              break;
            case 'break disk':
              router.store.isBroken = true;
              break;
            case 'wait':
              await world.time.advance(10 * SECOND);
          }
          if (index % 2 === 0) await world.settle();
          for (const inside of router.inside) assert.ok(everTrusted.has(inside));
        }
        await world.settle();
        router.enforcer.isBroken = false;
        router.store.isBroken = false;
        link?.cut();
        await world.settle();
        if (router.running.status.isSynced) await world.time.advance(MINUTE);
        await world.connect(router);
        await world.time.advance(10 * SECOND);
        await world.settle();
        const has = new Map([...router.enforcer.open].map(([name, { access }]) => [name, access]));
        assert.deepEqual(new Map([...has].sort()), new Map([...wanted].sort()));
        assert.ok(router.running.status.isEnforced);
      }),
      { numRuns: RUNS },
    );
  });
});
