import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

describe('the example of the README', () => {
  it('runs as it stands', () => {
    const home = new URL('../', import.meta.url);
    const code = /```ts\n([\s\S]*?)```/.exec(readFileSync(new URL('README.md', home), 'utf8'))?.[1] ?? '';
    const args = ['--input-type=module-typescript', '--eval', code];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: fileURLToPath(home),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^serialNumber=4711 superseded\n$/);
  });
});
