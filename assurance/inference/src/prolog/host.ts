/** A thread with SWI-Prolog in it, as seen from outside: one call at a time, each with its time. */

import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fail } from '../errors.ts';
import type { InferenceLimits } from '../limits.ts';
import { compiledProlog } from './compiled.ts';
import type { CompiledCode } from './web-assembly.ts';

export interface HostStart {
  /** SWI-Prolog, compiled. */
  readonly code: CompiledCode;
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly stackBytes: number;
  /** Holds the number of the rule that was tried last, while evaluations are traced. */
  readonly entered: SharedArrayBuffer;
}

export interface HostCall {
  readonly goal: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** The variable whose value is the answer. */
  readonly output?: string;
}

export type HostReply =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed' | 'crashed'; readonly message: string };

/** The thread is no more: it took too long, or crashed. Another is needed. */
export class HostDown extends Error {
  override readonly name = 'HostDown';
  readonly how: 'timeout' | 'crash';

  constructor(how: 'timeout' | 'crash') {
    super(how);
    this.how = how;
  }
}

const PROGRAM = new URL('../../prolog/', import.meta.url);
/** Loading is not what the watchdog is for. */
const START_TIMEOUT = 60_000;
const HEAP_MEBIBYTES = 1024;

export class PrologHost {
  readonly #worker: Worker;
  readonly #trace: Int32Array;
  #down: HostDown | undefined;
  #answer: ((reply: HostReply) => void) | undefined;

  private constructor(limits: InferenceLimits, code: CompiledCode) {
    const entered = new SharedArrayBuffer(4);
    this.#trace = new Int32Array(entered);
    const workerData: HostStart = { code, files: programFiles(), stackBytes: limits.stackBytes, entered };
    // The built package holds JavaScript.
    const script = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
    this.#worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MEBIBYTES } });
    this.#worker.on('message', (reply: HostReply) => this.#answer?.(reply));
    this.#worker.on('error', () => this.#answer?.({ kind: 'crashed', message: 'the thread ended' }));
    this.#worker.on('exit', () => this.#answer?.({ kind: 'crashed', message: 'the thread ended' }));
    // Whoever holds an engine closes it; a process that forgets to is not kept alive by it.
    this.#worker.unref();
  }

  /** @throws E_INFERENCE_ENGINE; {@link HostDown} */
  static async start(limits: InferenceLimits): Promise<PrologHost> {
    const host = new PrologHost(limits, await compiledProlog());
    await host.#wait(START_TIMEOUT, () => undefined);
    return host;
  }

  get isDown(): boolean {
    return this.#down !== undefined;
  }

  /** The number of the rule that was tried last. */
  get lastEntered(): number {
    return Atomics.load(this.#trace, 0);
  }

  /**
   * Calls a goal, once. Calls must not overlap.
   * @throws {@link HostDown} when there is no engine behind it any more; E_INFERENCE_ENGINE when the goal failed
   */
  async call(call: HostCall, timeout: number): Promise<unknown> {
    if (this.#down !== undefined) throw this.#down;
    return this.#wait(timeout, () => {
      Atomics.store(this.#trace, 0, 0);
      this.#worker.postMessage(call);
    });
  }

  async end(): Promise<void> {
    this.#down ??= new HostDown('crash');
    await this.#worker.terminate();
  }

  async #wait(timeout: number, begin: () => void): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<HostReply | 'timeout'>();
    this.#answer = resolve;
    const watchdog = setTimeout(() => resolve('timeout'), timeout);
    this.#worker.ref();
    begin();
    const reply = await promise;
    clearTimeout(watchdog);
    this.#answer = undefined;
    this.#worker.unref();
    if (reply !== 'timeout' && reply.kind === 'done') return reply.value;
    if (reply !== 'timeout' && reply.kind === 'failed')
      throw fail('E_INFERENCE_ENGINE', `a call of the engine failed: ${reply.message.slice(0, 200)}`);
    this.#down = new HostDown(reply === 'timeout' ? 'timeout' : 'crash');
    await this.#worker.terminate();
    throw this.#down;
  }
}

function programFiles(): HostStart['files'] {
  return readdirSync(PROGRAM)
    .filter((name) => name.endsWith('.pl'))
    .map((name) => ({ name, text: readFileSync(new URL(name, PROGRAM), 'utf8') }));
}
