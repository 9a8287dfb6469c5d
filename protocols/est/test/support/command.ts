/** Runs foreign programs, and finds out whether they are there. */

import { execFile, spawnSync } from 'node:child_process';

export interface Outcome {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const TIMEOUT = 20_000;

/** Runs a program to its end, without blocking servers in this process. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      {
        encoding: 'buffer',
        timeout: TIMEOUT,
        maxBuffer: 4 << 20,
        env: { ...process.env, ...options.env },
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ status, stdout, stderr: stderr.toString('utf8') });
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** As {@link run}, and throws when the program fails. */
export async function mustRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<Buffer> {
  const { status, stdout, stderr } = await run(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

/** What a program says of itself in its first line, or undefined when it is not installed. */
export function versionOf(command: string, ...args: readonly string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: TIMEOUT });
  if (error !== undefined) return undefined;
  return `${stdout}${stderr}`.split('\n').find((line) => line.trim() !== '') ?? '';
}

/** The `skip` option of a suite: a loud reason when a program is missing. */
export function unless(present: boolean, what: string): { readonly skip: string } | Record<string, never> {
  return present ? {} : { skip: `PEER MISSING: ${what}` };
}
