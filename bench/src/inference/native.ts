/** Native SWI-Prolog as a contender: one process with the same program, which judges all devices again and again. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nativeProgram } from '@sallyport/assurance-inference';
import type { Contender, Sample } from '../harness.ts';
import { AT, deviceFacts, houseFacts, RULES } from './world.ts';

/** Reads how long to work, works at least one round, and prints judgements and CPU seconds. */
const SERVER = `
all(N) :- forall(proved(D, certificate), ( permit('E.2', D) -> true ; true )), aggregate_all(count, proved(_, certificate), N).
serve :- read(Line), ( Line == end_of_file -> true ; work(Line), serve ).
work(Seconds) :- statistics(process_cputime, Start), spin(Start, Seconds, 0, Done), statistics(process_cputime, End),
    Used is End - Start, format("~w ~w~n", [Done, Used]), flush_output.
spin(Start, Seconds, Before, Done) :- all(N), Now is Before + N, statistics(process_cputime, Time),
    ( Time - Start >= Seconds -> Done = Now ; spin(Start, Seconds, Now, Done) ).
:- initialization((writeln(ready), flush_output, serve, halt)).
`;

export class NativeProlog implements Contender {
  readonly name = 'native SWI-Prolog';
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #folder: string;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, folder: string) {
    this.#child = child;
    this.#lines = lines;
    this.#folder = folder;
  }

  /** Undefined where none is installed. */
  static async start(devices: number): Promise<NativeProlog | undefined> {
    if (spawnSync('swipl', ['--version']).status !== 0) return undefined;
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
    const file = join(folder, 'program.pl');
    await writeProgram(file, devices);
    const child = spawn('swipl', ['-q', '-f', 'none', file], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    await lines.next();
    return new NativeProlog(child, lines, folder);
  }

  async round(seconds: number): Promise<Sample> {
    this.#child.stdin?.write(`${seconds.toFixed(3)}.\n`);
    const { value } = await this.#lines.next();
    const [operations = Number.NaN, cpuSeconds = Number.NaN] = String(value).split(' ').map(Number);
    return { operations, cpuSeconds };
  }

  /** Resident memory of the process, as the system has it. */
  get residentMebibytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  end(): void {
    // SWI-Prolog takes its time over any other signal.
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true });
  }
}

/** Piece by piece: the program of a large house does not go into one text. */
async function writeProgram(file: string, devices: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${nativeProgram({ rules: RULES, facts: houseFacts(), at: AT })}\n`);
  for (const { relation, arguments: values } of allFacts(devices))
    out.write(`${relation}(${values.map((value) => `'${value}'`).join(', ')}).\n`);
  out.write(SERVER);
  const { promise, resolve } = Promise.withResolvers<void>();
  out.end(resolve);
  await promise;
}

function* allFacts(devices: number) {
  for (let number = 0; number < devices; number++) yield* deviceFacts(number);
}
