/** Asks a native SWI-Prolog, where one is installed. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Goal, type NativeProgram, nativeProgram, nativeQuestions } from '../../src/index.ts';

const found = spawnSync('swipl', ['--version']).status === 0;

/** For `skip`: a reason where there is no native SWI-Prolog. */
export const withoutNative: string | false = found ? false : 'swipl is not installed';

/** The answers of a native SWI-Prolog to goals, in their order. */
export function askNative(program: NativeProgram, goals: readonly Goal[]): readonly boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-native-'));
  try {
    const file = join(folder, 'program.pl');
    writeFileSync(file, `${nativeProgram(program)}\n${nativeQuestions(goals)}\n`);
    const run = spawnSync('swipl', ['-q', '-f', 'none', '-g', 'halt', file], { encoding: 'utf8', timeout: 60_000 });
    const answers = run.stdout.trim().split('\n');
    if (run.status !== 0 || answers.length !== goals.length)
      throw new Error(`swipl failed: ${run.stderr.slice(0, 500)}`);
    return answers.map((answer) => answer === 'yes');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
