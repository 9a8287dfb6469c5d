/** One run of a databot, within its limits, from its start to its answers. */

import {
  isSallyportError,
  type JsonValue,
  type Milliseconds,
  reasonOf,
  type SallyportError,
  type Timer,
} from '@sallyport/core';
import type { BotAnswers, BotOutput } from '../bot-module.ts';
import { fail } from '../errors.ts';
import type { DatabotLimits } from '../limits.ts';
import type { BotProcess, StartBot } from '../worker/bot-process.ts';
import { type FromWorker, readMessage } from '../worker/messages.ts';

export interface RunPorts {
  readonly start: StartBot;
  readonly timer: Timer;
  readonly query: (goal: string) => Promise<BotAnswers>;
  readonly material: (kind: string, key: string) => Promise<Uint8Array | undefined>;
}

export interface RunInput {
  readonly module: string;
  readonly settings: JsonValue;
  readonly now: Date;
  readonly limits: DatabotLimits;
  readonly signal: AbortSignal;
}

/**
 * @throws E_DATABOT_TIMEOUT, E_DATABOT_MEMORY, E_DATABOT_CRASHED, E_DATABOT_FAILED, E_DATABOT_PROTOCOL, E_DATABOT_TOO_MANY,
 * E_DATABOT_CLOSED. The worker is gone then.
 */
export async function runOnce(input: RunInput, ports: RunPorts): Promise<readonly BotOutput[]> {
  const run = new Run(input, ports);
  return run.outputs;
}

class Run {
  readonly outputs: Promise<readonly BotOutput[]>;
  readonly #input: RunInput;
  readonly #ports: RunPorts;
  readonly #process: BotProcess;
  readonly #cancel: () => void;
  #settle: {
    readonly resolve: (outputs: readonly BotOutput[]) => void;
    readonly reject: (error: SallyportError) => void;
  };
  #asks = 0;
  #isOver = false;

  constructor(input: RunInput, ports: RunPorts) {
    this.#input = input;
    this.#ports = ports;
    const { promise, resolve, reject } = Promise.withResolvers<readonly BotOutput[]>();
    this.outputs = promise;
    this.#settle = { resolve, reject };
    const { limits, now, module, settings, signal } = input;
    this.#process = ports.start({ module, settings, now: now.getTime() }, limits.memory, {
      message: (message) => this.#hear(message),
      error: (thrown) => this.#break(thrown),
      exit: () => this.#fail(fail('E_DATABOT_CRASHED', 'the databot ended without an answer')),
    });
    this.#cancel = ports.timer.after(limits.wallClock, () => this.#fail(timeout(limits.wallClock)));
    signal.addEventListener('abort', () => this.#fail(fail('E_DATABOT_CLOSED', 'databots are closed')), { once: true });
  }

  #hear(message: unknown): void {
    if (this.#isOver) return;
    try {
      this.#take(readMessage(message));
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      this.#fail(thrown);
    }
  }

  #take(message: FromWorker): void {
    const { limits } = this.#input;
    switch (message.kind) {
      case 'done':
        if (message.outputs.length > limits.outputs) throw tooMany('claims', limits.outputs);
        this.#done(message.outputs);
        break;
      case 'failed':
        throw fail('E_DATABOT_FAILED', message.reason);
      default:
        if (++this.#asks > limits.asks) throw tooMany('questions', limits.asks);
        void this.#answer(message);
    }
  }

  async #answer(message: Extract<FromWorker, { kind: 'query' | 'material' }>): Promise<void> {
    const { query, material } = this.#ports;
    const { id } = message;
    try {
      if (message.kind === 'query') this.#post({ kind: 'answers', id, answers: await query(message.goal) });
      else this.#post({ kind: 'bytes', id, bytes: await material(message.name, message.key) });
    } catch (thrown) {
      this.#post({ kind: 'error', id, reason: reasonOf(thrown) });
    }
  }

  #post(message: Parameters<BotProcess['post']>[0]): void {
    if (!this.#isOver) this.#process.post(message);
  }

  #break(thrown: unknown): void {
    const isMemory = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#fail(
      isMemory
        ? fail('E_DATABOT_MEMORY', `the databot used more than ${this.#input.limits.memory} MiB`)
        : fail('E_DATABOT_CRASHED', 'the databot crashed', { cause: thrown }),
    );
  }

  #done(outputs: readonly BotOutput[]): void {
    this.#end(() => this.#settle.resolve(outputs));
  }

  #fail(error: SallyportError): void {
    this.#end(() => this.#settle.reject(error));
  }

  /** It is gone before anybody hears how it ended. */
  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancel();
    this.#process.end().then(tell, tell);
  }
}

function timeout(span: Milliseconds): SallyportError {
  return fail('E_DATABOT_TIMEOUT', `the databot took longer than ${span} ms`);
}

function tooMany(what: string, limit: number): SallyportError {
  return fail('E_DATABOT_TOO_MANY', `the databot has more than ${limit} ${what}`);
}
