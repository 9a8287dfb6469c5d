import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { startHall } from './readme-example.ts';
import { atEnd } from './support/at-end.ts';
import { commissionerOf } from './support/network.ts';

describe("the README's example", () => {
  it('is the one that is tested', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });

  it('works', async (t) => {
    const network = await startHall();
    atEnd(t, () => network.close());
    assert.equal(network.dataset.networkName, 'Hall');
    assert.ok(network.airPort);
    const { commissioner } = await commissionerOf(t, network);
    assert.equal(commissioner.state, 'active');
  });
});
