/**
 * The console in the machine's own browser: its first view and a list of ten thousand devices beside an empty page of the same
 * server; and how soon two hundred open consoles hear of a change, beside a bare write to as many TLS sockets.
 */

import type { Milliseconds } from '@sallyport/core';
import type { BrowserContext } from 'playwright-core';
import { openBareFanOut } from './console/bare-fan-out.ts';
import { type BenchBrowser, openBenchBrowser, paintOf } from './console/browser.ts';
import { type BenchHouse, EMPTY_PAGE, type Listener, listen, openBenchHouse } from './console/house.ts';
import { cpuSecondsSince, median, type Spread, spreadOf } from './harness.ts';

export interface ConsoleResults {
  readonly devices: number;
  /** Undefined where there is no Chromium. */
  readonly paints: Paints | undefined;
  readonly fanOut: FanOut;
}

/** From the start of the navigation to the frame that shows it, in a fresh profile: median, 99th of a hundred, most. */
export interface Paints {
  readonly rounds: number;
  readonly empty: Spread;
  /** The first view, with its data and the stream of events open. */
  readonly first: Spread;
  /** The list with its first rows. */
  readonly list: Spread;
  /** The list once the files are in the browser's cache. */
  readonly listAgain: Spread;
}

export interface FanOut {
  readonly consoles: number;
  readonly rounds: number;
  /** From the call that makes the change to the last of all consoles: median, 99th of a hundred, most of the rounds. */
  readonly last: Spread;
  /** … to half of them. */
  readonly half: Spread;
  readonly bareLast: Spread;
  readonly bareHalf: Spread;
  /** Of server and clients together, for one change, in milliseconds. */
  readonly cpuMilliseconds: number;
  readonly bareCpuMilliseconds: number;
}

const DEVICES = 10_000;
const CONSOLES = 200;
/** Of one account. */
const STREAMS_EACH = 25;
const FIRST_VIEW = 'main#content h1';
const LIST_ROW = 'main#content [role="row"] a, main#content tbody tr a';

export async function consoleBenchmark(
  quick: boolean,
  note: (text: string) => void,
  shelf?: string,
): Promise<ConsoleResults> {
  const devices = quick ? DEVICES / 10 : DEVICES;
  note(`a house of ${devices} devices is filled …\n`);
  const house = await openBenchHouse(devices, 0, shelf);
  try {
    note('the console is opened in the browser …\n');
    const paints = await paintsOf(house, quick ? 3 : 15);
    note(`${CONSOLES} consoles listen …\n`);
    return { devices, paints, fanOut: await fanOutOf(house, quick ? 10 : 60) };
  } finally {
    await house.close();
  }
}

async function paintsOf(house: BenchHouse, rounds: number): Promise<Paints | undefined> {
  const browser = await openBenchBrowser(house.domain.authority.certificate);
  if (browser === undefined) {
    process.stderr.write('There is no Chromium: the pages are left out.\n');
    return undefined;
  }
  try {
    const spans = {
      empty: [] as Milliseconds[],
      first: [] as Milliseconds[],
      list: [] as Milliseconds[],
      again: [] as Milliseconds[],
    };
    // The first round warms up and is not counted.
    for (let round = -1; round < rounds; round++) {
      const empty = await inProfile(browser, (context) => paintOf(context, house.url + EMPTY_PAGE, '#ready'));
      const first = await inProfile(browser, async (context) => {
        await signIn(context, house);
        return paintOf(context, `${house.url}/`, FIRST_VIEW);
      });
      const [list, again] = await inProfile(browser, async (context) => {
        await signIn(context, house);
        const once = await paintOf(context, `${house.url}/devices`, LIST_ROW);
        return [once, await paintOf(context, `${house.url}/devices`, LIST_ROW)] as const;
      });
      if (round < 0) continue;
      spans.empty.push(empty);
      spans.first.push(first);
      spans.list.push(list);
      spans.again.push(again);
    }
    const { empty, first, list, again } = spans;
    return {
      rounds,
      empty: spreadOf(empty),
      first: spreadOf(first),
      list: spreadOf(list),
      listAgain: spreadOf(again),
    };
  } finally {
    await browser.close();
  }
}

async function inProfile<T>(browser: BenchBrowser, work: (context: BrowserContext) => Promise<T>): Promise<T> {
  const context = await browser.profile();
  try {
    return await work(context);
  } finally {
    await context.close();
  }
}

/** Leaves the profile with a session and without any file of the console in its cache. */
async function signIn(context: BrowserContext, house: BenchHouse): Promise<void> {
  const token = new URL(house.url + (await house.invite())).hash.slice(1);
  const page = await context.newPage();
  await page.goto(house.url + EMPTY_PAGE);
  await page.evaluate(async (given) => {
    const answer = await fetch('/api/v1/sign-in/link', {
      method: 'POST',
      headers: { 'X-Sallyport': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ token: given }),
    });
    const entered: { readonly pageKey: string } = JSON.parse(await answer.text());
    localStorage.setItem('sallyport.pageKey', entered.pageKey);
  }, token);
  await page.close();
}

async function fanOutOf(house: BenchHouse, rounds: number): Promise<FanOut> {
  const listeners: Listener[] = [];
  for (let opened = 0; opened < CONSOLES; opened += STREAMS_EACH) {
    const token = await house.token();
    for (let each = 0; each < STREAMS_EACH; each++) listeners.push(await listen(house, token));
  }
  const bare = await openBareFanOut(CONSOLES);
  try {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const ours: (readonly number[])[] = [];
    const theirs: (readonly number[])[] = [];
    const cpu = { ours: 0, theirs: 0 };
    for (let round = -1; round < rounds; round++) {
      const turns = [
        async () => {
          const before = process.cpuUsage();
          const spans = await tellAll(house, listeners, round);
          if (round >= 0) {
            ours.push(spans);
            cpu.ours += cpuSecondsSince(before);
          }
        },
        async () => {
          const before = process.cpuUsage();
          const spans = await bare.tell();
          if (round >= 0) {
            theirs.push(spans);
            cpu.theirs += cpuSecondsSince(before);
          }
        },
      ];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
    return {
      consoles: CONSOLES,
      rounds,
      last: spreadOf(ours.map((spans) => Math.max(...spans))),
      half: spreadOf(ours.map(median)),
      bareLast: spreadOf(theirs.map((spans) => Math.max(...spans))),
      bareHalf: spreadOf(theirs.map(median)),
      cpuMilliseconds: (cpu.ours * 1000) / rounds,
      bareCpuMilliseconds: (cpu.theirs * 1000) / rounds,
    };
  } finally {
    for (const listener of listeners) listener.close();
    bare.close();
  }
}

/** Makes one change, and gives when each console first heard of it. */
function tellAll({ domain }: BenchHouse, listeners: readonly Listener[], round: number): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const spans: number[] = [];
    const begun = performance.now();
    for (const listener of listeners) {
      let isFirst = true;
      listener.onPiece((at) => {
        if (!isFirst) return;
        isFirst = false;
        spans.push(at - begun);
        if (spans.length === listeners.length) resolve(spans);
      });
    }
    domain.lists.add('models', `bench/model-${round}`, 'bench').catch(reject);
  });
}

export function describeConsole({ devices, paints, fanOut }: ConsoleResults): string {
  const text = (values: readonly Milliseconds[]) => values.map((value) => value.toFixed(1)).join(', ');
  const times = (ours: Spread, theirs: Spread) => (ours[0] / theirs[0]).toFixed(2);
  const pages =
    paints === undefined
      ? ''
      : `in a fresh profile of the machine’s browser, ${paints.rounds} rounds (median, 99 of 100, most, in ms): an empty page of the ` +
        `same server ${text(paints.empty)}; the console’s first view ${text(paints.first)} (${times(paints.first, paints.empty)} ` +
        `times); the list of ${devices} devices ${text(paints.list)} (${times(paints.list, paints.empty)} times), and with the ` +
        `files in the cache ${text(paints.listAgain)}\n`;
  const { consoles, rounds, last, half, bareLast, bareHalf, cpuMilliseconds, bareCpuMilliseconds } = fanOut;
  return (
    `${pages}${consoles} open consoles hear of a change, ${rounds} rounds (median, 99 of 100, most, in ms from the call that ` +
    `writes it down): half of them after ${text(half)}, all after ${text(last)}; a bare write to ${consoles} TLS sockets: half ` +
    `after ${text(bareHalf)}, all after ${text(bareLast)}; ${cpuMilliseconds.toFixed(1)} CPU ms a change for both ends, ` +
    `bare ${bareCpuMilliseconds.toFixed(1)}\n`
  );
}
