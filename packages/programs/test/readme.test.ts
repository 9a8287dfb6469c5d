import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { PROGRAM_ERRORS, runProgram } from '@sallyport/programs';

it('the README tells the truth about what a program gets and what it may not', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const code of Object.keys(PROGRAM_ERRORS)) assert.ok(readme.includes(code), code);
  const { status, output } = await runProgram({ program: 'env', args: [], limit: 5000 });
  assert.equal(status, 0);
  const names = output
    .trim()
    .split('\n')
    .map((line) => line.split('=', 1)[0]);
  assert.deepEqual(names.sort(), ['LC_ALL', 'PATH']);
});
