/**
 * The log as a file, made while it is read: JSON lines or CSV, each event with its own hash and the one before it, so that anybody can work
 * the chain out elsewhere. `data` is text in both: the very JSON that was hashed.
 *
 *     hash = SHA-256( previous NUL position NUL stream NUL version NUL type NUL at NUL uniqueKey NUL data )
 */

import { utf8 } from '@sallyport/core';
import type { ChainedEvent, LogStore, Position } from '@sallyport/store';
import { fail } from '../errors.ts';
import { csvLine } from './csv.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportQuery {
  readonly format: ExportFormat;
  /** Positions, both included; from the beginning and to the end of the log when left out. */
  readonly first?: Position | undefined;
  readonly last?: Position | undefined;
  /** Only these events; each still has the hash of the event before it in the log. */
  readonly stream?: string | undefined;
  readonly type?: string | undefined;
  /** When it happened, milliseconds since 1970, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Characters that are gathered before they are sent. */
const CHUNK = 1 << 16;
const CHAIN_START = '0'.repeat(64);
const COLUMNS = [
  'position',
  'time',
  'at',
  'stream',
  'version',
  'type',
  'uniqueKey',
  'data',
  'previous',
  'hash',
] as const;

/**
 * Up to the head of the log when it began, however much is written meanwhile.
 * @param gone aborted when nobody reads any more: what is looked for may be far between, and is looked for no longer
 * @throws E_DOMAIN_LOG_GIVEN_UP then, E_STORE_…
 */
export async function* exportLog(
  store: Pick<LogStore, 'head' | 'readChain'>,
  query: ExportQuery,
  gone?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const head = await store.head();
  const last = Math.min(head, query.last ?? head);
  const first = Math.max(1, query.first ?? 1);
  const isCsv = query.format === 'csv';
  let text = isCsv ? csvLine(COLUMNS) : '';
  let count = 0;
  // One event earlier, for the hash that the first one takes in.
  let previous = first === 1 ? CHAIN_START : '';
  for await (const event of store.readChain(Math.max(1, first - 1), last)) {
    // An end as it should be would have a part pass for the whole.
    if (gone?.aborted === true) throw fail('E_DOMAIN_LOG_GIVEN_UP', 'whoever asked for the log is gone');
    if (event.position >= first && isWanted(event, query)) {
      text += isCsv ? csvOf(event, previous) : jsonOf(event, previous);
      count++;
    }
    previous = event.hash ?? '';
    if (text.length < CHUNK) continue;
    yield utf8(text);
    text = '';
  }
  // So that whoever reads the lines sees that none is missing at the end.
  if (!isCsv) text += `${JSON.stringify({ events: count, first, last, hash: previous })}\n`;
  yield utf8(text);
}

function isWanted({ stream, type, at }: ChainedEvent, query: ExportQuery): boolean {
  if (query.stream !== undefined && stream !== query.stream) return false;
  if (query.type !== undefined && type !== query.type) return false;
  return at >= (query.from ?? Number.NEGATIVE_INFINITY) && at <= (query.to ?? Number.POSITIVE_INFINITY);
}

function jsonOf(
  { position, stream, version, type, at, uniqueKey, data, hash }: ChainedEvent,
  previous: string,
): string {
  const time = new Date(at).toISOString();
  const line = {
    position,
    time,
    at,
    stream,
    version,
    type,
    uniqueKey: uniqueKey ?? null,
    data,
    previous,
    hash: hash ?? null,
  };
  return `${JSON.stringify(line)}\n`;
}

function csvOf({ position, stream, version, type, at, uniqueKey, data, hash }: ChainedEvent, previous: string): string {
  const time = new Date(at).toISOString();
  return csvLine([
    ...[`${position}`, time, `${at}`, stream, `${version}`, type, uniqueKey ?? '', data, previous, hash ?? ''],
  ]);
}
