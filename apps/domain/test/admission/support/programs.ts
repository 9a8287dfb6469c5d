/** Programs that nobody here wrote, where they are installed, and files for them. */

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** False, or why the tests with this program are skipped. */
export function missing(program: string): string | false {
  const found = spawnSync(program, ['-v'], { stdio: 'ignore' });
  return found.error === undefined ? false : `${program} is not installed`;
}

export interface Run {
  readonly status: number;
  readonly output: string;
}

export function run(program: string, args: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: 60_000, maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ status, output: `${stdout}${stderr}` });
    });
  });
}

export interface Folder extends AsyncDisposable {
  readonly path: string;
  write(name: string, content: string): Promise<string>;
}

export async function folder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-admission-'));
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      await writeFile(file, content, { mode: 0o600 });
      return file;
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
