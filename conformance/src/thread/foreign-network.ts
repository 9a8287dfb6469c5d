/** A Thread network of OpenThread's own programs over a simulated radio, in a network namespace: border agent and nodes. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cli, ForeignNode } from './foreign-node.ts';
import { NamespaceSocket } from './namespace-socket.ts';
import type { OpenThread } from './programs.ts';

/** Generous: a busy machine takes its time. */
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 100;
const RADIO_OF_THE_DAEMON = '33';

export interface ForeignNetworkOptions {
  readonly programs: OpenThread;
  /** Hexadecimal dataset to start with. */
  readonly dataset: string;
  /** What the border router is told before it starts. */
  readonly before?: readonly string[];
}

export interface Ended {
  readonly status: number | null;
  readonly out: string;
}

export class ForeignNetwork {
  readonly namespace: string;
  readonly #programs: OpenThread;
  readonly #directory: string;
  readonly #children = new Set<ChildProcess>();

  private constructor(programs: OpenThread, namespace: string) {
    this.#programs = programs;
    this.namespace = namespace;
    this.#directory = mkdtempSync(join(tmpdir(), 'openthread-'));
  }

  /** A network whose leader is its border router. */
  static async start({ programs, ...options }: ForeignNetworkOptions): Promise<ForeignNetwork> {
    // The daemon's interface is named after it, and such names have at most 15 characters.
    const network = new ForeignNetwork(programs, `sp${process.pid % 100_000}`);
    try {
      await network.#start(options);
      return network;
    } catch (thrown) {
      await network.close();
      throw thrown;
    }
  }

  async #start({ dataset, before = [] }: Omit<ForeignNetworkOptions, 'programs'>): Promise<void> {
    mustRun('ip', ['netns', 'add', this.namespace]);
    mustRun('ip', ['-n', this.namespace, 'link', 'set', 'lo', 'up']);
    const { daemon, radio } = this.#programs;
    const air = ['-L', '127.0.0.1', RADIO_OF_THE_DAEMON].map((argument) => `forkpty-arg=${argument}`).join('&');
    const command = [daemon, '-d', '4', '-I', this.#interface, '--data-path', this.#directory];
    // The daemon ends with its parent, so a shell stays in between.
    this.#spawn('sh', ['-c', '"$@"; :', 'sh', ...this.#inside(...command, `spinel+hdlc+forkpty://${radio}?${air}`)]);
    await this.#until(() => this.control('state') !== undefined);
    for (const line of [...before, `dataset set active ${dataset}`, 'ifconfig up', 'thread start']) {
      this.mustControl(...line.split(' '));
    }
    await this.#until(() => this.control('state') === 'leader');
  }

  get borderAgentPort(): number {
    return Number(this.mustControl('ba', 'port'));
  }

  /** What `ot-ctl` answers, without its `Done`; undefined when it says no. */
  control(...words: readonly string[]): string | undefined {
    const { control } = this.#programs;
    const { stdout, status } = spawnSync(control, ['-I', this.#interface, ...words], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const lines = (stdout ?? '').split(/\r?\n/).filter((line) => line !== '');
    return status === 0 && lines.at(-1) === 'Done' ? lines.slice(0, -1).join('\n') : undefined;
  }

  mustControl(...words: readonly string[]): string {
    const answer = this.control(...words);
    if (answer === undefined) throw new Error(`ot-ctl ${words.join(' ')} failed`);
    return answer;
  }

  /** The border router's command line, as that of a node. */
  get borderRouter(): Cli {
    return { read: async (line) => this.mustControl(...line.split(' ')) };
  }

  /** A socket inside that speaks with a port of the namespace's loopback interface. */
  async socket(port: number, receive: (datagram: Uint8Array) => void): Promise<NamespaceSocket> {
    const [program = '', ...rest] = this.#inside(process.execPath, NamespaceSocket.program, `${port}`);
    return NamespaceSocket.open(this.#spawn(program, rest), receive);
  }

  /** Runs a program inside to its end. */
  run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const [program = '', ...rest] = this.#inside(command, ...args);
    const child = this.#spawn(program, rest, environment);
    return endOf(child);
  }

  /** Starts a program inside; what it writes goes to `heard`. */
  start(command: string, args: readonly string[], environment: NodeJS.ProcessEnv, heard: (text: string) => void) {
    const [program = '', ...rest] = this.#inside(command, ...args);
    const child = this.#spawn(program, rest, environment);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => heard(chunk.toString()));
    return { ended: endOf(child), stop: (signal: NodeJS.Signals) => child.kill(signal) };
  }

  /** A simulated node with `id` (its EUI-64 ends with it) and its command line. */
  node(id: number): ForeignNode {
    const [program = '', ...rest] = this.#inside(this.#programs.node, '-L', '127.0.0.1', `${id}`);
    return new ForeignNode(this.#spawn(program, rest, {}, this.#directory));
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGTERM');
    const { stdout } = spawnSync('ip', ['netns', 'pids', this.namespace], { encoding: 'utf8' });
    for (const pid of (stdout ?? '').split('\n').filter((line) => line !== '')) spawnSync('kill', ['-9', pid]);
    await sleep(LOOK_EVERY_MS);
    spawnSync('ip', ['netns', 'del', this.namespace]);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #interface(): string {
    return `wpan-${this.namespace}`;
  }

  #inside(...command: readonly string[]): readonly string[] {
    return ['ip', 'netns', 'exec', this.namespace, ...command];
  }

  #spawn(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}, cwd?: string): ChildProcess {
    const child = spawn(command, args, {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    // A program that nobody listens to must not stall on a full pipe.
    for (const stream of [child.stdout, child.stderr]) stream.resume();
    child.stdin.on('error', () => undefined);
    return child;
  }

  async #until(isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error('OpenThread did not come up in time');
      await sleep(LOOK_EVERY_MS);
    }
  }
}

function endOf(child: ChildProcess): Promise<Ended> {
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
  }
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, out })));
}

function mustRun(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
