import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ROUTER_ERRORS } from '../src/index.ts';
import { follow } from './readme-example.ts';
import { atEnd, openHouse, until } from './support/house.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has the example that is tested', () => {
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });

  it('has an example that works', async (t) => {
    const house = await openHouse(t);
    const { directory, name } = await house.router();
    const agent = await follow(directory, await house.claimFor(name), house.port, new AbortController().signal);
    atEnd(t, () => agent.close());
    await until(() => agent.status.isSynced);
  });

  it('names every error', () => {
    for (const code of Object.keys(ROUTER_ERRORS)) assert.ok(readme.includes(code), code);
  });
});
