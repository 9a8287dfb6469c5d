import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { issueAndRead } from './readme-example.ts';
import { CERTIFICATES, KEYS, SERIAL_NUMBER } from './support/appendix-c.ts';

describe("the README's example", () => {
  it('is the one that is tested', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });
  it('works', async () => {
    const { vendor, masa, registrar } = CERTIFICATES;
    assert.equal(await issueAndRead(vendor.toPem(), masa.toPem(), KEYS.masa, registrar), SERIAL_NUMBER);
  });
});
