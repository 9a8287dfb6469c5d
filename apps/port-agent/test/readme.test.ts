import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { PORT_AGENT_ERRORS } from '../src/index.ts';
import { guard } from './readme-example.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has the example that is tested', () => {
    const example = readFileSync(new URL('./readme-example.ts', import.meta.url), 'utf8');
    assert.ok(readme.includes(`\`\`\`ts\n${example}\`\`\``));
  });

  it('has an example that guards no port which cannot be one', async () => {
    await assert.rejects(guard('no port', new AbortController().signal), (thrown) =>
      isSallyportError(thrown, 'E_PORT_AGENT_ARGUMENT'),
    );
  });

  it('names every error', () => {
    for (const code of Object.keys(PORT_AGENT_ERRORS)) assert.ok(readme.includes(code), code);
  });
});
