import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CA_COMMANDS_ERRORS } from '../src/index.ts';
import { followRegistrar, serveRouters } from './readme-example.ts';
import { device, owner, party, trustClaim } from './support/people.ts';
import { identityOf, until } from './support/tls-world.ts';
import { TestEnforcer, TestStore } from './support/world.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has the example that is tested', () => {
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });

  it('has an example that works', async () => {
    const validFrom = new Date('2026-01-01T00:00:00Z');
    const [by, registrar, router] = [owner(), await party('registrar'), await party('router')];
    const claimFor = (who: typeof router, role: 'registrar' | 'router') =>
      trustClaim(by, who.name, role, { validFrom });
    const served = await serveRouters(identityOf(registrar), await claimFor(registrar, 'registrar'), []);
    const enforcer = new TestEnforcer();
    const followed = await followRegistrar(identityOf(router), await claimFor(router, 'router'), {
      store: new TestStore(),
      enforcer,
      port: served.listener.port,
    });
    await until(() => followed.side.status.isSynced);
    const { routers } = await served.side.trust(device(1));
    assert.deepEqual(routers, [{ router: router.name, outcome: 'applied', access: 'open' }]);
    assert.deepEqual([...enforcer.open.keys()], [device(1)]);
    followed.connection.close();
    await followed.side.close();
    await served.side.close();
    await served.listener.close();
  });

  it('names every error', () => {
    for (const code of Object.keys(CA_COMMANDS_ERRORS)) assert.ok(readme.includes(code), code);
  });
});
