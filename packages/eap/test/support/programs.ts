/** Peers that nobody here wrote, where they are installed. */

import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Party } from './world.ts';

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
  /** Certificates with their key, as PEM. */
  writeParty(name: string, party: Party): Promise<{ readonly certificates: string; readonly key: string }>;
}

export async function folder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'sallyport-eap-'));
  const write = async (name: string, content: string) => {
    const file = join(path, name);
    await writeFile(file, content);
    return file;
  };
  return {
    path,
    write,
    async writeParty(name, party) {
      return {
        certificates: await write(`${name}.pem`, party.chain.map(pem).join('')),
        key: await write(`${name}.key`, party.key.export({ type: 'pkcs8', format: 'pem' }).toString()),
      };
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

function pem(der: Uint8Array): string {
  const base64 = Buffer.from(der)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`;
}

export interface Background extends AsyncDisposable {
  output(): string;
}

/** Starts a program and waits until it printed `sign`. */
export function start(program: string, args: readonly string[], sign: string): Promise<Background> {
  const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const background: Background = {
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill();
      await closed;
    },
  };
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(() => reject(new Error(`${program} did not start:\n${output}`)), 10_000);
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes(sign)) return;
      clearTimeout(timeout);
      resolve(background);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`${program} ended:\n${output}`)));
  });
}
