/**
 * What the main lists of the interface cost with 1 000 and 100 000 devices in the log, over TLS as a page asks them: beside an
 * answer of the same listener that looks nothing up, and beside the bare page of the store.
 */

import { Agent, request } from 'node:https';
import type { Milliseconds } from '@sallyport/core';
import { type NewEvent, openSqliteStore } from '@sallyport/store';
import { type BenchHouse, openBenchHouse } from './console/house.ts';
import { type Spread, spreadOf } from './harness.ts';

export interface ConsoleApiResult {
  readonly devices: number;
  /** From the first question about devices to its answer: the registers are read then. */
  readonly firstAnswer: Milliseconds;
  /** Of this process after all questions, with the browser-side client, in MiB. */
  readonly residentMebibytes: number;
  /** Milliseconds for one question: median, 99th of a hundred, most. */
  readonly rows: readonly { readonly name: string; readonly spread: Spread }[];
}

export const CONSOLE_API_SIZES = [1000, 100_000] as const;

export async function consoleApiBenchmark(
  sizes: readonly number[],
  rounds: number,
  note: (text: string) => void,
): Promise<readonly ConsoleApiResult[]> {
  const results: ConsoleApiResult[] = [];
  for (const devices of sizes) {
    note(`filling a log with ${devices} devices …\n`);
    const house = await openBenchHouse(devices, admitEverybody);
    note(`asking for lists beside ${devices} devices …\n`);
    try {
      results.push(await measure(house, devices, rounds));
    } finally {
      await house.close();
    }
  }
  return results;
}

const CHUNK = 500;

/** Each device of the log has a session on a network. */
async function admitEverybody(path: string): Promise<void> {
  const store = await openSqliteStore({ path, projections: [] });
  let batch: NewEvent[] = [];
  let count = 0;
  const head = await store.head();
  for await (const { type, data } of store.read(1, { to: head })) {
    if (type !== 'device.met' || typeof data !== 'object' || data === null || !('device' in data)) continue;
    const { device } = data;
    if (typeof device !== 'object' || device === null || !('serialNumber' in device)) continue;
    const { serialNumber, manufacturer } = Object.fromEntries(Object.entries(device));
    batch.push(admitted(String(serialNumber), String(manufacturer), count++));
    if (batch.length < CHUNK) continue;
    await store.append(batch);
    batch = [];
  }
  if (batch.length > 0) await store.append(batch);
  await store.close();
}

function admitted(serialNumber: string, manufacturer: string, count: number): NewEvent {
  const id = count.toString(16).padStart(32, '0');
  const station = count.toString(16).padStart(12, '0').match(/../g)?.join('-') ?? null;
  const place = {
    ...{ client: `access-point-${count % 40}`, address: '10.0.0.1', nasIpAddress: null, nasIpv6Address: null },
    ...{ nasIdentifier: null, station, ssid: 'bench', port: null, portId: null, medium: 'wifi', userName: null },
    accountingSession: null,
  };
  const data = {
    ...{ id, onboardingSession: id, manufacturer, serialNumber, model: null, assurance: 'authenticated', place },
    ...{
      state: 'open',
      credential: 'ldevid',
      certificateSerial: '01',
      obligations: [],
      reason: 'the maker is accepted',
    },
    ...{ admittedAt: Date.now(), endsAt: Date.now() + 3_600_000 },
  };
  return { stream: `device/${manufacturer}/${serialNumber}`, type: 'device.admitted', data };
}

const CLAIMS = 100;
/** A question of another kind each time, so that nothing is answered from what was kept of the one before. */
type Question = (round: number) => string;

async function measure(house: BenchHouse, devices: number, rounds: number): Promise<ConsoleApiResult> {
  const client = await clientOf(house);
  try {
    const { domain } = house;
    const started = performance.now();
    const first = await client.ask('/devices?limit=100');
    const firstAnswer = performance.now() - started;
    const maker = /"manufacturer":"([^"]+)"/.exec(first)?.[1] ?? '';
    for (let i = 0; i < CLAIMS; i++) {
      const id = `urn:dev:mac:${i.toString(16).padStart(16, '0')}`;
      await domain.assurance.claims.make({ type: 'Trust', subject: { id, role: 'device' } });
    }
    const deep = await cursorAfter(client, Math.min(devices / 2, 50_000));
    const questions: readonly (readonly [string, Question])[] = [
      ['a JSON answer that looks nothing up', () => '/me'],
      ['devices, first page', () => '/devices?limit=100&sort=changed&reverse=true'],
      ['devices, first page with counts of all filters', () => '/devices?limit=100&facets=true'],
      ['devices, deep page', () => `/devices?limit=100&cursor=${deep}`],
      ['devices, search that finds one', (round) => `/devices?limit=100&search=${number(round, devices)}`],
      ['devices, search that finds nothing', (round) => `/devices?limit=100&search=nothing-${round}`],
      [
        'devices, search that finds all, counted',
        (round) => `/devices?limit=100&facets=true&search=template%20${'t'.repeat(1 + (round % 4))}`,
      ],
      [
        'devices, filtered, counted',
        (round) => `/devices?limit=100&facets=true&state=aboard&maker=${maker}&search=${round % 10}`,
      ],
      ['claims, first page', () => '/claims?limit=100'],
      ['log, first page', () => '/log?limit=100'],
      ['sessions, first page', () => '/sessions?limit=100'],
    ];
    const rows = [];
    for (const [name, question] of questions) {
      await client.change();
      rows.push({ name, spread: await time(rounds, (round) => client.ask(question(round))) });
    }
    rows.push({
      name: 'the bare page of the store, in process',
      spread: await time(rounds, () => domain.devices.page({ limit: 100 })),
    });
    return { devices, firstAnswer, residentMebibytes: process.memoryUsage.rss() / 2 ** 20, rows };
  } finally {
    client.close();
  }
}

function number(round: number, devices: number): string {
  return String(1 + ((round * 7919) % (devices - 1))).padStart(8, '0');
}

async function time(rounds: number, ask: (round: number) => Promise<unknown>): Promise<Spread> {
  for (let round = 0; round < 5; round++) await ask(rounds + round);
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await ask(round);
    took.push(performance.now() - started);
  }
  return spreadOf(took);
}

async function cursorAfter(client: Client, count: number): Promise<string> {
  let cursor = '';
  const limit = Math.min(1000, count);
  for (let read = 0; read < count; read += limit) {
    const page = await client.ask(`/devices?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const next = /"next":"([^"]+)"/.exec(page)?.[1];
    if (next === undefined) break;
    cursor = next;
  }
  return cursor;
}

interface Client {
  /** The body of the answer. */
  ask(path: string): Promise<string>;
  /** As somebody new from now on: nobody may ask so often. */
  change(): Promise<void>;
  close(): void;
}

/** One connection that is kept. */
async function clientOf(house: BenchHouse): Promise<Client> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: house.domain.authority.certificate.toPem() });
  let token = await house.token();
  return {
    change: async () => {
      token = await house.token();
    },
    ask: (path) =>
      new Promise((resolve, reject) => {
        const asked = request(
          `${house.url}/api/v1${path}`,
          { agent, headers: { authorization: `Bearer ${token}` } },
          (answer) => {
            const pieces: Buffer[] = [];
            answer.on('data', (piece: Buffer) => pieces.push(piece));
            answer.on('error', reject);
            answer.on('end', () => {
              const body = Buffer.concat(pieces).toString();
              if (answer.statusCode === 200) resolve(body);
              else reject(new TypeError(`${path} was answered by ${answer.statusCode}: ${body.slice(0, 300)}`));
            });
          },
        );
        asked.on('error', reject);
        asked.end();
      }),
    close: () => agent.destroy(),
  };
}

export function describeConsoleApi({ devices, firstAnswer, residentMebibytes, rows }: ConsoleApiResult): string {
  const shown = rows.map(({ name, spread: [middle, p99, most] }) => {
    const [a, b, c] = [middle, p99, most].map((value) => value.toFixed(2).padStart(8));
    return `  ${name.padEnd(50)} ${a} ms   p99 ${b} ms   most ${c} ms\n`;
  });
  const head = `lists of the interface with ${devices} devices: first answer ${Math.round(firstAnswer)} ms, ${Math.round(residentMebibytes)} MiB resident\n`;
  return head + shown.join('');
}

if (process.argv[1] === import.meta.filename) {
  const [, , ...words] = process.argv;
  const isQuick = words.includes('--quick');
  const results = await consoleApiBenchmark(isQuick ? [1000] : CONSOLE_API_SIZES, isQuick ? 50 : 300, (text) =>
    process.stderr.write(text),
  );
  for (const result of results) process.stdout.write(describeConsoleApi(result));
}
