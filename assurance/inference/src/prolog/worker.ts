/**
 * The thread in which SWI-Prolog runs: it loads the engine and its program, and calls what it is told to call. The engine
 * has a file system in memory and no other, no network and no processes.
 */

import { parentPort, workerData } from 'node:worker_threads';
import startProlog from 'swipl-wasm/dist/swipl-node.js';
import type { HostCall, HostReply, HostStart } from './host.ts';
import { webAssembly } from './web-assembly.ts';

const FOLDER = '/rules';

const { code, files, stackBytes, entered }: HostStart = workerData;
const trace = new Int32Array(entered);

const { FS, prolog } = await startProlog({
  arguments: ['-q', `--stack-limit=${stackBytes}`],
  // Standard output carries the number of the rule that is tried, while evaluations are traced.
  print: (line) => Atomics.store(trace, 0, Number(line)),
  printErr: () => undefined,
  instantiateWasm: (imports, done) => {
    webAssembly.instantiate<Parameters<typeof done>[0]>(code, imports).then(done, refuse);
    return {};
  },
});
FS.mkdir(FOLDER);
for (const { name, text } of files) FS.writeFile(`${FOLDER}/${name}`, text);

parentPort?.on('message', (call: HostCall) => parentPort?.postMessage(answer(call)));
parentPort?.postMessage(answer({ goal: `consult('${FOLDER}/rule_door.pl')`, input: {} }));

function answer({ goal, input, output }: HostCall): HostReply {
  try {
    const solution: unknown = prolog.query(goal, { ...input }).once();
    if (!isSolution(solution)) return { kind: 'failed', message: 'no solution' };
    if (solution.success !== true) return { kind: 'failed', message: solution.message ?? 'no solution' };
    return { kind: 'done', value: output === undefined ? undefined : solution[output] };
  } catch (thrown) {
    // A trap of the machine below Prolog: its memory is in no known state from here on.
    return { kind: 'crashed', message: thrown instanceof Error ? thrown.message.slice(0, 200) : 'unknown' };
  }
}

/** The thread ends, and whoever began it hears that. */
function refuse(thrown: unknown): void {
  queueMicrotask(() => {
    throw thrown;
  });
}

interface Solution {
  readonly success?: boolean;
  readonly message?: string;
  readonly [variable: string]: unknown;
}

function isSolution(value: unknown): value is Solution {
  return typeof value === 'object' && value !== null;
}
