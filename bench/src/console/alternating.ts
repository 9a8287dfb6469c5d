/** Two questions in turn, A B, B A, …: wall and CPU time of each by itself, and what one costs of the other pair by pair. */

import { cpuSecondsSince, type Spread, spreadOf } from '../harness.ts';

export interface Cost {
  /** Milliseconds from question to answer. */
  readonly wall: Spread;
  /** Milliseconds of CPU, of whoever answers and whoever asks together. */
  readonly cpu: Spread;
}

export interface AlternatingCost {
  readonly ours: Cost;
  readonly bare: Cost;
  /** CPU of ours by that of the bare one beside it: a quarter of the pairs below, the median, a quarter above. */
  readonly ratio: readonly [low: number, middle: number, high: number];
}

type Work = (round: number) => Promise<unknown>;

const WARM_UP = 5;

export async function alternating(rounds: number, ours: Work, bare: Work): Promise<AlternatingCost> {
  for (let round = 0; round < WARM_UP; round++) {
    await ours(rounds + round);
    await bare(rounds + round);
  }
  const [a, b]: [Took[], Took[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) a.push(await took(ours, round));
    b.push(await took(bare, round));
    if (round % 2 === 1) a.push(await took(ours, round));
  }
  const ratios = a.map(({ cpu }, pair) => cpu / (b[pair]?.cpu ?? Number.NaN)).sort((one, other) => one - other);
  const at = (part: number) => ratios[Math.floor(part * (ratios.length - 1))] ?? Number.NaN;
  return { ours: costOf(a), bare: costOf(b), ratio: [at(0.25), at(0.5), at(0.75)] };
}

interface Took {
  readonly wall: number;
  readonly cpu: number;
}

async function took(work: Work, round: number): Promise<Took> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await work(round);
  return { wall: performance.now() - begun, cpu: cpuSecondsSince(cpu) * 1000 };
}

function costOf(all: readonly Took[]): Cost {
  return { wall: spreadOf(all.map(({ wall }) => wall)), cpu: spreadOf(all.map(({ cpu }) => cpu)) };
}
