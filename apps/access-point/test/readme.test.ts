import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { stayUntilPutOut } from './readme-example.ts';
import { Radius, station } from './support/radius.ts';

describe("the README's example", () => {
  it('is the one that is tested', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });

  it('works', async () => {
    await using radius = await Radius.start();
    assert.equal(await stayUntilPutOut(radius.settings, station(Uint8Array.of(2, 2, 0, 6, 4, 0))), 'kept out');
  });
});
