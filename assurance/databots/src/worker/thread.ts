/** Databots in worker threads of this process, each with a heap of its own. */

import { Worker } from 'node:worker_threads';
import type { StartBot } from './bot-process.ts';

/** Sources in development, JavaScript where they were built. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './entry.ts' : './entry.js', import.meta.url);
const YOUNG = 16;
const STACK = 4;

export const startThread: StartBot = (job, memory, ears) => {
  const worker = new Worker(ENTRY, {
    workerData: job,
    // Nothing of this process’s surroundings is a databot’s business.
    env: {},
    argv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: YOUNG, stackSizeMb: STACK },
  });
  // What it prints is dropped, and must not pile up.
  worker.stdout.resume();
  worker.stderr.resume();
  worker.on('message', ears.message);
  worker.on('messageerror', ears.error);
  worker.on('error', ears.error);
  worker.on('exit', () => ears.exit());
  return {
    post: (message) => worker.postMessage(message),
    end: async () => {
      await worker.terminate();
    },
  };
};
