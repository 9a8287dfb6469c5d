/** A wire between a port of hostapd and a station of wpa_supplicant: a pair of virtual Ethernet interfaces. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

export interface Wire extends Disposable {
  readonly port: string;
  readonly station: string;
}

let made = 0;

/** Undefined where this process may not make one. */
export function makeWire(): Wire | undefined {
  const name = `sp${process.pid % 100_000}n${made++}`;
  const [port, station] = [`${name}p`, `${name}s`];
  const ip = (...args: string[]) => spawnSync('ip', args, { stdio: 'ignore' }).status === 0;
  if (!ip('link', 'add', port, 'type', 'veth', 'peer', 'name', station)) return undefined;
  ip('link', 'set', port, 'up');
  ip('link', 'set', station, 'up');
  return { port, station, [Symbol.dispose]: () => void ip('link', 'del', port) };
}

/** False, or why tests that need a wire are skipped. */
export function noWire(): string | false {
  const wire = makeWire();
  if (wire === undefined) return 'virtual Ethernet interfaces cannot be made here';
  wire[Symbol.dispose]();
  return false;
}

export interface Program extends AsyncDisposable {
  output(): string;
  /** Resolves when its output has this, or after a while. Gives whether it has. */
  says(sign: string | RegExp, limit?: number): Promise<boolean>;
}

export function start(program: string, args: readonly string[]): Program {
  const child: ChildProcess = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let isOver = false;
  const closed = new Promise<void>((resolve) => {
    const end = () => {
      isOver = true;
      resolve();
    };
    child.once('close', end);
    child.once('error', end);
  });
  const take = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return {
    output: () => output,
    async says(sign, limit = 10_000) {
      const isSaid = () => (typeof sign === 'string' ? output.includes(sign) : sign.test(output));
      const end = performance.now() + limit;
      while (!isSaid() && !isOver && performance.now() < end) {
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
      }
      return isSaid();
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await closed;
    },
  };
}
