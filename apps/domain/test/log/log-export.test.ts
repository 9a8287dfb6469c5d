/** The exported log is read by means of its own here, and its chain worked out anew: by what is written in the docs, not by the code. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { type LogStore, openSqliteStore } from '@sallyport/store';
import { type ExportQuery, exportLog } from '../../src/log/log-export.ts';

const NASTY = [
  { serialNumber: '=cmd|calc!A1', note: 'a "quoted", comma\nand a line' },
  '=1+1',
  -1,
  { text: 'é \u0000 \u{1f980} \ud800', __proto__: null },
  { n: 1e21, m: 0.1, z: -0 },
  [],
] as const;

async function filled(): Promise<LogStore> {
  const store = await openSqliteStore({ path: ':memory:' });
  await store.append(
    NASTY.map((data, n) => ({
      stream: ['=stream', "'quoted", '+1', '-1', '@sum', 'plain,comma'][n] ?? '',
      type: `type.${n % 2}`,
      data: JSON.parse(JSON.stringify(data)),
      at: new Date(1_700_000_000_000 + n),
      ...(n === 2 ? { uniqueKey: '-2+3' } : {}),
    })),
  );
  return store;
}

async function text(store: LogStore, query: ExportQuery): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of exportLog(store, query)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

interface Line {
  readonly position: string;
  readonly at: string;
  readonly stream: string;
  readonly version: string;
  readonly type: string;
  readonly uniqueKey: string;
  readonly data: string;
  readonly previous: string;
  readonly hash: string;
}

function hashOf({ previous, position, stream, version, type, at, uniqueKey, data }: Line): string {
  return createHash('sha256')
    .update([previous, position, stream, version, type, at, uniqueKey, data].join('\0'))
    .digest('hex');
}

function expectChain(lines: readonly Line[], head: { readonly position: number; readonly hash: string }): void {
  let previous = '0'.repeat(64);
  for (const line of lines) {
    assert.equal(line.previous, previous);
    assert.equal(hashOf(line), line.hash);
    previous = line.hash;
  }
  assert.equal(lines.at(-1)?.position, `${head.position}`);
  assert.equal(previous, head.hash);
}

/** RFC 4180, and the apostrophe taken off again. */
function parseCsv(csv: string): readonly Line[] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < csv.length; at++) {
    const letter = csv[at];
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (csv[at + 1] === '"') cell += csv[++at];
      else isQuoted = false;
    } else if (letter === '"') isQuoted = true;
    else if (letter === ',' || letter === '\n') {
      rows.at(-1)?.push(cell.replace(/^'/, ''));
      cell = '';
      if (letter === '\n') rows.push([]);
    } else if (letter !== '\r') cell += letter;
  }
  const [head = [], ...lines] = rows.slice(0, -1);
  return lines.map((row) => {
    const of = (name: string) => row[head.indexOf(name)] ?? assert.fail(`no column ${name}`);
    const [position, at, stream, version] = [of('position'), of('at'), of('stream'), of('version')];
    const [type, uniqueKey, data] = [of('type'), of('uniqueKey'), of('data')];
    return { position, at, stream, version, type, uniqueKey, data, previous: of('previous'), hash: of('hash') };
  });
}

function parseLines(jsonl: string): { readonly lines: readonly Line[]; readonly end: unknown } {
  const parsed = jsonl
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const lines = parsed.slice(0, -1).map((line) => ({
    ...line,
    position: `${line.position}`,
    at: `${line.at}`,
    version: `${line.version}`,
    uniqueKey: line.uniqueKey ?? '',
  }));
  return { lines, end: parsed.at(-1) };
}

describe('the log as a file', () => {
  it('of JSON lines can be checked elsewhere, and tells where it ends', async () => {
    await using store = await filled();
    const { lines, end } = parseLines(await text(store, { format: 'jsonl' }));
    const head = await store.chainHead();
    expectChain(lines, head);
    assert.deepEqual(end, { events: 6, first: 1, last: 6, hash: head.hash });
    assert.deepEqual(
      lines.map(({ data }) => JSON.parse(data)),
      JSON.parse(JSON.stringify(NASTY)),
    );
  });

  it('of CSV can be checked elsewhere too', async () => {
    await using store = await filled();
    expectChain(parseCsv(await text(store, { format: 'csv' })), await store.chainHead());
  });

  it('of CSV has no cell that a spreadsheet takes for a formula', async () => {
    await using store = await filled();
    const cells = (await text(store, { format: 'csv' })).split(/[\r\n]+|,(?=(?:[^"]*"[^"]*")*[^"]*$)/);
    for (const cell of cells) assert.doesNotMatch(cell.replace(/^"/, ''), /^[=+\-@\t]/);
    assert.ok(cells.includes(`"'=stream"`));
    assert.ok(cells.includes(`"''quoted"`));
    assert.ok(cells.includes(`"'-1"`));
  });

  it('of a part, or of one type, has the hash before each event, so that each can be checked', async () => {
    await using store = await filled();
    const part = parseLines(await text(store, { format: 'jsonl', first: 3, last: 5 }));
    assert.deepEqual(
      part.lines.map(({ position }) => position),
      ['3', '4', '5'],
    );
    const typed = parseLines(await text(store, { format: 'jsonl', type: 'type.1', from: 1_700_000_000_002 }));
    assert.deepEqual(
      typed.lines.map(({ position }) => position),
      ['4', '6'],
    );
    const stream = parseLines(await text(store, { format: 'jsonl', stream: '@sum' }));
    assert.deepEqual(
      stream.lines.map(({ position }) => position),
      ['5'],
    );
    for (const line of [...part.lines, ...typed.lines, ...stream.lines]) assert.equal(hashOf(line), line.hash);
  });

  it('is made while it is read: what is written meanwhile is not in it, and it is never held whole', async () => {
    await using store = await openSqliteStore({ path: ':memory:' });
    const event = { stream: 's', type: 't', data: 'x'.repeat(1_000) };
    await store.append(Array.from({ length: 1_000 }, () => event));
    let longest = 0;
    let events = 0;
    for await (const chunk of exportLog(store, { format: 'jsonl' })) {
      longest = Math.max(longest, chunk.length);
      events +=
        Buffer.from(chunk)
          .toString('utf8')
          .match(/"position"/g)?.length ?? 0;
      await store.append([event]);
    }
    assert.equal(events, 1_000);
    assert.ok(longest < 80_000);
  });

  it('looks no further for what is far between once nobody reads any more, and passes for no whole one', async () => {
    await using store = await openSqliteStore({ path: ':memory:' });
    await store.append(Array.from({ length: 1_000 }, () => ({ stream: 's', type: 't', data: 0 })));
    const gone = new AbortController();
    let read = 0;
    const watched = {
      head: () => store.head(),
      async *readChain(from: number, to: number) {
        for await (const event of store.readChain(from, to)) {
          read++;
          if (event.position === 100) gone.abort();
          yield event;
        }
      },
    };
    const chunks: Uint8Array[] = [];
    const query = { format: 'jsonl', stream: 'nowhere' } as const;
    const reading = async () => {
      for await (const chunk of exportLog(watched, query, gone.signal)) chunks.push(chunk);
    };
    await assert.rejects(reading, (thrown) => isSallyportError(thrown, 'E_DOMAIN_LOG_GIVEN_UP'));
    assert.deepEqual([read, chunks], [100, []]);
  });

  it('of an empty log says that there is nothing', async () => {
    await using store = await openSqliteStore({ path: ':memory:' });
    assert.equal(
      await text(store, { format: 'csv' }),
      'position,time,at,stream,version,type,uniqueKey,data,previous,hash\r\n',
    );
    assert.deepEqual(parseLines(await text(store, { format: 'jsonl' })).end, {
      events: 0,
      first: 1,
      last: 0,
      hash: '0'.repeat(64),
    });
  });
});
