/** The records of a feed, one after another, each parsed or with the reason why it is not. */

import { isSallyportError, type JsonValue, parseJson } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { FeedLimits } from '../limits.ts';
import { type FeedFile, feedFiles } from './files.ts';
import type { ImportProblem } from './report.ts';
import { LineSplitter, type Piece, RecordSplitter } from './split-json.ts';

export type FeedRecord =
  | { readonly where: string; readonly value: JsonValue }
  | { readonly where: string; readonly problem: ImportProblem };

/**
 * @param member the list that holds the records; undefined for a feed whose files are records
 * @throws E_POSTURE_FEED_FILE, E_POSTURE_FEED_FORMAT
 */
export async function* feedRecords(
  path: string,
  member: string | undefined,
  limits: FeedLimits,
): AsyncGenerator<readonly FeedRecord[]> {
  for await (const file of feedFiles(path)) {
    let count = 0;
    const read = (piece: Piece) => recordOf(piece, `${file.name}#${++count}`, limits);
    for await (const pieces of piecesOf(file, member, limits)) yield pieces.map(read);
  }
}

async function* piecesOf(
  file: FeedFile,
  member: string | undefined,
  limits: FeedLimits,
): AsyncGenerator<readonly Piece[]> {
  if (member === undefined && /\.(jsonl|ndjson)(\.gz)?$/i.test(file.name)) {
    const lines = new LineSplitter(limits.maxRecordBytes);
    for await (const chunk of file.chunks) yield lines.push(chunk);
    yield lines.end();
    return;
  }
  const records = new RecordSplitter(member, limits.maxRecordBytes);
  for await (const chunk of file.chunks) yield records.push(chunk);
  records.end();
}

function recordOf(piece: Piece, where: string, limits: FeedLimits): FeedRecord {
  try {
    if ('oversized' in piece) throw fail('E_POSTURE_FEED_RECORD', `record of ${piece.oversized} bytes is too large`);
    if ('noObject' in piece) throw fail('E_POSTURE_FEED_RECORD', 'record is no object');
    return { where, value: parseJson(piece.bytes, { maxBytes: limits.maxRecordBytes, maxDepth: limits.maxDepth }) };
  } catch (error) {
    return { where, problem: problemOf(error, where) };
  }
}

/** The problem of one record; what is no fault of the record goes on as it is. */
export function problemOf(error: unknown, where: string): ImportProblem {
  if (!isSallyportError(error) || error.fault !== 'peer') throw error;
  return { where: where.slice(0, 256), code: error.code, message: error.message };
}
