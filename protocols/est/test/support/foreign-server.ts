/** Starts a foreign server, waits until its port answers, and stops it in the end. */

import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

export interface ForeignServer extends AsyncDisposable {
  readonly port: number;
  /** What it has written so far. */
  output(): string;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const TRIES = 100;
const PAUSE = 50;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export async function startForeign(
  command: string,
  args: readonly string[],
  port: number,
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<ForeignServer> {
  const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: 'pipe' });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    output += data;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (let attempt = 0; !(await answers(port)); attempt++) {
    if (attempt === TRIES || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`${command} does not answer: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return {
    port,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
