import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, SECOND } from '@sallyport/core';
import { runProgram } from '../src/index.ts';

const shell = (script: string) => ({ program: 'sh', args: ['-c', script], limit: 5 * SECOND });

describe('a program that is run', () => {
  it('is given its input and tells its status and output', async () => {
    assert.deepEqual(await runProgram({ ...shell('cat; echo wrong >&2; exit 3'), input: 'hello' }), {
      status: 3,
      output: 'hello',
      complaint: 'wrong',
    });
  });

  it('may end without reading its input', async () => {
    const { status } = await runProgram({ ...shell('exit 0'), input: 'x'.repeat(1 << 20) });
    assert.equal(status, 0);
  });

  it('is ended when it takes too long', async () => {
    assert.equal((await runProgram({ program: 'sleep', args: ['60'], limit: 100 })).status, undefined);
  });

  it('is ended when it prints too much', async () => {
    const { status, output } = await runProgram({ program: 'yes', args: [], limit: 20 * SECOND });
    assert.deepEqual([status, output], [undefined, '']);
  });

  it('that is not there is an error', async () => {
    await assert.rejects(runProgram({ program: 'no-such-program', args: [], limit: SECOND }), (thrown) =>
      isSallyportError(thrown, 'E_PROGRAM_START'),
    );
  });

  it('knows no home directory', async () => {
    assert.equal((await runProgram(shell('echo "$HOME"'))).output, '\n');
  });
});
