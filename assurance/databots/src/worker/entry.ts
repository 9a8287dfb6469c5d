/** Where a worker begins: loads the databot’s module and runs it once. */

import { parentPort, workerData } from 'node:worker_threads';
import { reasonOf } from '@sallyport/core';
import type { BotAnswers, BotContext, BotRun } from '../bot-module.ts';
import { fail } from '../errors.ts';
import type { BotJob, FromWorker, ToWorker } from './messages.ts';

const job: BotJob = workerData;
const waiting = new Map<number, (message: ToWorker) => void>();

parentPort?.on('message', (message: ToWorker) => {
  waiting.get(message.id)?.(message);
  waiting.delete(message.id);
});

const context: BotContext = {
  now: job.now,
  settings: job.settings,
  query: (goal) =>
    new Promise<BotAnswers>((resolve, reject) => {
      const id = expect((message) => {
        if (message.kind === 'answers') resolve(message.answers);
        else reject(refusal(message));
      });
      send({ kind: 'query', id, goal });
    }),
  material: (name, key) =>
    new Promise<Uint8Array | undefined>((resolve, reject) => {
      const id = expect((message) => {
        if (message.kind === 'bytes') resolve(message.bytes);
        else reject(refusal(message));
      });
      send({ kind: 'material', id, name, key });
    }),
};

let asked = 0;
try {
  const module: unknown = await import(job.module);
  if (!hasRun(module)) throw fail('E_DATABOT_MODULE', 'the module exports no function named run');
  send({ kind: 'done', outputs: [...(await module.run(context))] });
} catch (thrown) {
  send({ kind: 'failed', reason: reasonOf(thrown) });
} finally {
  // Without a listener nothing keeps the worker alive.
  parentPort?.removeAllListeners('message');
}

function expect(take: (message: ToWorker) => void): number {
  const id = asked++;
  waiting.set(id, take);
  return id;
}

function send(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function refusal(message: ToWorker): Error {
  return fail('E_DATABOT_FAILED', message.kind === 'error' ? message.reason : 'an answer to another question came');
}

function hasRun(module: unknown): module is { readonly run: BotRun } {
  return typeof module === 'object' && module !== null && 'run' in module && typeof module.run === 'function';
}
