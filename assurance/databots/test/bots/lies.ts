/** Sends what no databot sends. */
import { parentPort } from 'node:worker_threads';

export const run = async () => {
  parentPort?.postMessage({ kind: 'done', outputs: [], more: true });
  await new Promise(() => undefined);
};
