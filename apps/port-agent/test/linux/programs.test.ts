import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, SECOND, systemTimer, VirtualTime } from '@sallyport/core';
import fc from 'fast-check';
import { FollowedProgram, lineReader } from '../../src/linux/follow-program.ts';
import { runProgram } from '../../src/linux/run-program.ts';

const shell = (script: string) => ({ program: 'sh', args: ['-c', script], limit: 5 * SECOND });

describe('a program that is run', () => {
  it('that is not there is an error', async () => {
    await assert.rejects(runProgram({ program: 'no-such-program', args: [], limit: SECOND }), (thrown) =>
      isSallyportError(thrown, 'E_PORT_AGENT_PROGRAM'),
    );
  });
});

describe('a program that is followed', () => {
  it('tells its lines, and is started again when it ends', async () => {
    const lines: string[] = [];
    let ends = 0;
    const twice = Promise.withResolvers<void>();
    const followed = new FollowedProgram(
      {
        ...shell('echo one; echo two'),
        pause: 1,
        line: (line) => lines.push(line),
        ended: () => {
          if (++ends === 2) twice.resolve();
        },
      },
      systemTimer,
    );
    await twice.promise;
    await followed.stop();
    assert.deepEqual(lines, ['one', 'two', 'one', 'two']);
  });

  it('is not started again once it is stopped', async () => {
    const time = new VirtualTime();
    let starts = 0;
    const begun = Promise.withResolvers<void>();
    const started = () => {
      starts++;
      begun.resolve();
    };
    const followed = new FollowedProgram({ ...shell('exec sleep 60'), pause: 1, started, line: () => {} }, time);
    await begun.promise;
    await followed.stop();
    await time.advance(SECOND);
    assert.equal(starts, 1);
  });

  it('that is not there is tried again', async () => {
    const time = new VirtualTime();
    const ended = Promise.withResolvers<void>();
    const following = { program: 'no-such-program', args: [], pause: SECOND, line: () => {}, ended: ended.resolve };
    const followed = new FollowedProgram(following, time);
    await ended.promise;
    assert.equal(time.waiting, 1);
    await followed.stop();
    assert.equal(time.waiting, 0);
  });
});

describe('lines', () => {
  it('are the same however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') })), (chunks) => {
        const lines: string[] = [];
        const read = lineReader((line) => lines.push(line));
        for (const chunk of chunks) read(chunk);
        assert.deepEqual(lines, chunks.join('').split('\n').slice(0, -1));
      }),
    );
  });

  it('that never end are left out, and cost no memory', () => {
    const lines: string[] = [];
    const read = lineReader((line) => lines.push(line));
    for (let count = 0; count < 100; count++) read('x'.repeat(5000));
    read('rest\nnext\n');
    assert.deepEqual(lines, ['next']);
  });
});
