import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const here = new URL('.', import.meta.url);

describe('the example in the README', () => {
  it('prints what it says', () => {
    const text = readFileSync(new URL('../README.md', here), 'utf8');
    const [, example = ''] = /```ts\n(.*?)```/s.exec(text) ?? [];
    const [, promised] = /console\.log\(.*\/\/ (.*)\n/.exec(example) ?? [];
    const args = ['--input-type=module-typescript', '--eval', example];
    const printed = execFileSync(process.execPath, args, {
      cwd: here,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert.equal(printed.trim(), promised);
  });
});
