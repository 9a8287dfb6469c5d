import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Certificate } from '@sallyport/pki';
import { Domain, Maker } from './lab.ts';
import { makeAndSwitchOn } from './readme-example.ts';

describe("the README's example", () => {
  it('is the one that is tested', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });

  it('works', async () => {
    const maker = await Maker.open();
    const domain = await Domain.open(maker);
    const ldevid = Certificate.fromPem(await makeAndSwitchOn(maker.line, domain.address));
    await domain.close();
    assert.ok(ldevid.isSignedBy(domain.ca.certificate));
  });
});
