import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { temporaryDirectory } from './grounds.ts';

it('the example of the README runs as it is printed', () => {
  using directory = temporaryDirectory();
  const packageFolder = join(import.meta.dirname, '..');
  const example = /```ts\n(.*?)```/s.exec(readFileSync(join(packageFolder, 'README.md'), 'utf8'))?.[1] ?? '';
  const code = example.replace("'data/log.sqlite'", JSON.stringify(join(directory.path, 'data', 'log.sqlite')));
  assert.notEqual(code, example);
  const run = spawnSync(
    process.execPath,
    ['--input-type=module-typescript', '--eval', `${code}\nconsole.log(JSON.stringify({ entries, next }));`],
    { cwd: packageFolder, encoding: 'utf8' },
  );
  assert.equal(run.stdout, '{"entries":[{"key":"device/4711","row":{"owner":"acme"}}]}\n', run.stderr);
});
