import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseJoinerQr } from '@sallyport/thread';
import { startNetwork } from './network.ts';
import { makeAndJoin } from './readme-example.ts';

describe("the README's example of a Thread device", () => {
  it('is the one that is tested', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });

  it('works', async (t) => {
    const network = await startNetwork(t);
    const name = await makeAndJoin(network.air, async (label) => {
      const { eui64, pskd } = parseJoinerQr(label);
      await network.enable({ by: 'eui64', eui64 }, pskd);
    });
    assert.equal(name, 'Hall');
  });
});
