/**
 * Measures two ways of doing the same thing in turn, A B A B …, and reports the ratio pair by pair with its spread.
 * Machines are noisy and drift: only what ran in the same minute compares, and CPU time compares better than wall time.
 */

/** What one round of one contender cost. */
export interface Sample {
  readonly operations: number;
  /** CPU time of the process doing the work, user and system, in seconds. */
  readonly cpuSeconds: number;
}

export interface Contender {
  readonly name: string;
  /** Does the work for about `seconds` of CPU time. */
  round(seconds: number): Promise<Sample>;
}

export interface Comparison {
  readonly claim: string;
  readonly ours: string;
  readonly theirs: string;
  /** Median operations per CPU-second. */
  readonly oursPerSecond: number;
  readonly theirsPerSecond: number;
  /** Ours divided by theirs, round by round: lowest, median, highest. */
  readonly ratio: readonly [number, number, number];
  readonly rounds: number;
}

export interface Effort {
  readonly rounds: number;
  readonly secondsPerRound: number;
}

/** Runs `operation` over and over for `seconds` of this process's CPU time. */
export async function spin(operation: () => unknown, seconds: number): Promise<Sample> {
  const start = process.cpuUsage();
  let operations = 0;
  let cpuSeconds = 0;
  do {
    for (let i = 0; i < 20; i++) await operation();
    operations += 20;
    cpuSeconds = cpuSecondsSince(start);
  } while (cpuSeconds < seconds);
  return { operations, cpuSeconds };
}

/** CPU time of this process, user and system, since `start`. */
export function cpuSecondsSince(start: NodeJS.CpuUsage): number {
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1e6;
}

/** A contender that runs in this process. */
export function inProcess(name: string, operation: () => unknown): Contender {
  return { name, round: (seconds) => spin(operation, seconds) };
}

export async function compare(claim: string, ours: Contender, theirs: Contender, effort: Effort): Promise<Comparison> {
  await ours.round(effort.secondsPerRound / 4);
  await theirs.round(effort.secondsPerRound / 4);
  const rates: [number, number][] = [];
  for (let round = 0; round < effort.rounds; round++) {
    // Whoever goes first in a round goes second in the next, so that a drift favours nobody.
    const [first, second] = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
    const a = rate(await first.round(effort.secondsPerRound));
    const b = rate(await second.round(effort.secondsPerRound));
    rates.push(round % 2 === 0 ? [a, b] : [b, a]);
  }
  const ratios = rates.map(([a, b]) => a / b).sort((a, b) => a - b);
  return {
    claim,
    ours: ours.name,
    theirs: theirs.name,
    oursPerSecond: median(rates.map(([a]) => a)),
    theirsPerSecond: median(rates.map(([, b]) => b)),
    ratio: [ratios[0] ?? Number.NaN, median(ratios), ratios.at(-1) ?? Number.NaN],
    rounds: effort.rounds,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Median, 99th of a hundred, most. */
export type Spread = readonly [median: number, p99: number, most: number];

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return [median(sorted), sorted[Math.ceil(0.99 * sorted.length) - 1] ?? Number.NaN, sorted.at(-1) ?? Number.NaN];
}

function rate(sample: Sample): number {
  return sample.operations / sample.cpuSeconds;
}

/** A comparison as one line for people. */
export function describe(comparison: Comparison): string {
  const [low, mid, high] = comparison.ratio.map((value) => value.toFixed(2));
  return (
    `${comparison.claim}\n` +
    `  ${comparison.ours}: ${Math.round(comparison.oursPerSecond)}/cpu-s   ` +
    `${comparison.theirs}: ${Math.round(comparison.theirsPerSecond)}/cpu-s   ` +
    `ratio ${mid} (${low} to ${high}, ${comparison.rounds} rounds)\n`
  );
}
