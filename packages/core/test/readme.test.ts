import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const here = new URL('.', import.meta.url);

describe('the example in the README', () => {
  it('throws what it says', () => {
    const text = readFileSync(new URL('../README.md', here), 'utf8');
    const [, example = ''] = /```ts\n(.*?)```/s.exec(text) ?? [];
    const [, promised] = /\/\/ … to (.*)\n/.exec(example) ?? [];
    const args = ['--input-type=module-typescript', '--eval', example];
    const { stderr, status } = spawnSync(process.execPath, args, { cwd: here, encoding: 'utf8' });
    assert.equal(status, 1);
    assert.ok(promised !== undefined && stderr.includes(`SallyportError: door is closed to ${promised}`), stderr);
    assert.ok(!stderr.includes('open sesame\n') && stderr.includes('E_DOOR_CLOSED'));
  });
});
