/**
 * What the main lists of the interface cost beside 1 000 and 100 000 devices and claims in the log, over TLS as a page asks them:
 * in turn with an answer of the same listener that looks nothing up. Every device has a session on a network.
 */

import type { Milliseconds } from '@sallyport/core';
import { type AlternatingCost, alternating, type Cost } from './console/alternating.ts';
import { askerOf, cursorAfter } from './console/asker.ts';
import { TEMPLATE } from './console/copies.ts';
import type { FixtureSize } from './console/fixture.ts';
import { type BenchHouse, openBenchHouse } from './console/house.ts';
import { cpuSecondsSince } from './harness.ts';

export interface ConsoleApiResult extends FixtureSize {
  /** From the first question about devices, put at once after the start: with what was read by then, and with all. */
  readonly early: Milliseconds;
  readonly first: Milliseconds;
  /**
   * CPU of the whole process until all devices were read, from the start on; until all claims were judged; and until what follows from
   * these, types of devices and decisions about them, was looked through.
   */
  readonly readCpuSeconds: number;
  readonly judgedCpuSeconds: number;
  readonly quietCpuSeconds: number;
  /** Of this process when devices were read, and after all questions; with the client, in MiB. */
  readonly readMebibytes: number;
  readonly residentMebibytes: number;
  readonly rows: readonly ({ readonly name: string } & AlternatingCost)[];
}

export const CONSOLE_API_SIZES: readonly FixtureSize[] = [
  { devices: 1000, claims: 1000 },
  { devices: 100_000, claims: 100_000 },
];
export const CONSOLE_API_ROUNDS = { quick: 50, whole: 200 } as const;

export async function consoleApiBenchmark(
  sizes: readonly FixtureSize[],
  rounds: number,
  note: (text: string) => void,
  shelf?: string,
): Promise<readonly ConsoleApiResult[]> {
  const results: ConsoleApiResult[] = [];
  for (const { devices, claims } of sizes) {
    note(`a log with ${devices} devices and ${claims} claims …\n`);
    const house = await openBenchHouse(devices, claims, shelf);
    note(`asking for lists beside ${devices} devices and ${claims} claims …\n`);
    try {
      results.push(await measure(house, { devices, claims }, rounds));
    } finally {
      await house.close();
    }
  }
  return results;
}

/** Until this process does nothing by itself any more: a sixtieth of a second in two, twice. */
async function quiet(): Promise<void> {
  for (let times = 0; times < 2; ) {
    const cpu = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    times = cpuSecondsSince(cpu) < 1 / 60 ? times + 1 : 0;
  }
}

/** A question of another kind each time, so that nothing is answered from what was kept of the one before. */
type Question = (round: number) => string;

const BARE = '/me';

async function measure(house: BenchHouse, size: FixtureSize, rounds: number): Promise<ConsoleApiResult> {
  const { devices } = size;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const asker = await askerOf(house);
  try {
    await asker.ask('/devices?limit=100&early=true');
    const early = performance.now() - begun;
    const page = await asker.ask('/devices?limit=100');
    const first = performance.now() - begun;
    const readCpuSeconds = cpuSecondsSince(cpu);
    const readMebibytes = residentMebibytes();
    await (await house.domain.assurance.host.assurance()).settled();
    const judgedCpuSeconds = cpuSecondsSince(cpu);
    await quiet();
    const quietCpuSeconds = cpuSecondsSince(cpu);
    const maker = /"manufacturer":"([^"]+)"/.exec(page)?.[1] ?? '';
    const deep = await cursorAfter(asker, Math.min(devices / 2, 50_000));
    const rows = [];
    for (const [name, question] of questions(devices, maker, deep)) {
      await asker.change();
      const ours = (round: number) => asker.ask(question(round));
      rows.push({ name, ...(await alternating(rounds, ours, () => asker.ask(BARE))) });
    }
    return {
      ...size,
      ...{
        early,
        first,
        readCpuSeconds,
        judgedCpuSeconds,
        quietCpuSeconds,
        readMebibytes,
        residentMebibytes: residentMebibytes(),
        rows,
      },
    };
  } finally {
    asker.close();
  }
}

function questions(devices: number, maker: string, deep: string): readonly (readonly [string, Question])[] {
  return [
    ['devices, first page', () => '/devices?limit=100&sort=changed&reverse=true'],
    ['devices, first page with counts of all filters', () => '/devices?limit=100&facets=true'],
    [
      'devices, words that stand everywhere, not counted',
      (round) => `/devices?limit=100&counted=false&search=${everywhere(round)}`,
    ],
    ['devices, words that stand everywhere', (round) => `/devices?limit=100&search=${everywhere(round)}`],
    ['devices, deep page', () => `/devices?limit=100&cursor=${deep}`],
    ['devices, search that finds one', (round) => `/devices?limit=100&search=${number(round, devices)}`],
    ['devices, search that finds nothing', (round) => `/devices?limit=100&search=nothing-${round}`],
    [
      'devices, search for two words, counted',
      (round) => `/devices?limit=100&facets=true&search=template%20${String(round).padStart(3, '0')}`,
    ],
    [
      'devices, filtered, counted',
      (round) => `/devices?limit=100&facets=true&state=aboard&maker=${maker}&search=${round}`,
    ],
    ['claims, first page', () => '/claims?limit=100'],
    ['claims of one type', () => '/claims?limit=100&type=Trust'],
    ['log, first page', () => '/log?limit=100'],
    ['sessions, first page', () => '/sessions?limit=100'],
  ];
}

/** Words that stand in all serial numbers: others each time, as far as it goes. */
function everywhere(round: number): string {
  const words = TEMPLATE.slice(0, -1).toLowerCase();
  return encodeURIComponent(`${words.slice(round % 7, 10 + (round % 3))} ${words.slice(0, 2 + (round % 9))}`);
}

function number(round: number, devices: number): string {
  return String(1 + ((round * 7919) % (devices - 1))).padStart(8, '0');
}

function residentMebibytes(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

export function describeConsoleApi(result: ConsoleApiResult): string {
  const { devices, claims, early, first, readCpuSeconds, judgedCpuSeconds, quietCpuSeconds, rows } = result;
  const head =
    `lists of the interface with ${devices} devices and ${claims} claims: after a start the first answer in ` +
    `${Math.round(early)} ms, of all devices in ${Math.round(first)} ms (${readCpuSeconds.toFixed(1)} CPU s, ` +
    `${Math.round(result.readMebibytes)} MiB resident); claims judged after ${judgedCpuSeconds.toFixed(1)} CPU s, ` +
    `nothing left to do after ${quietCpuSeconds.toFixed(1)}; ` +
    `${Math.round(result.residentMebibytes)} MiB in the end; p50/p99 in ms, of server and client together\n`;
  const shown = rows.map(({ name, ours, bare, ratio }) => {
    const [low, middle, high] = ratio.map((value) => value.toFixed(1));
    const costs = `wall ${pair(ours, 'wall')}  cpu ${pair(ours, 'cpu')}   bare answer: wall ${pair(bare, 'wall')}  cpu ${pair(bare, 'cpu')}`;
    return `  ${name.padEnd(63)} ${costs}   cpu ${middle} times (${low} to ${high})\n`;
  });
  return head + shown.join('');
}

function pair(cost: Cost, kind: keyof Cost): string {
  const [middle, p99] = cost[kind];
  return `${middle.toFixed(2)}/${p99.toFixed(2)}`.padStart(12);
}
