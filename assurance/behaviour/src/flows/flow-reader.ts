/** Flow events out of bytes as they come. A bad line is told of by its number, and costs nothing but itself. */

import { fromUtf8, isSallyportError, type SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { FlowEvent } from './flow-event.ts';
import { jsonLinesReader } from './json-lines.ts';
import type { LineReader } from './line-reader.ts';
import { nftablesLogReader } from './nftables-log.ts';
import { zeekJsonReader, zeekReader } from './zeek.ts';

export const FLOW_FORMATS = {
  nftables: nftablesLogReader,
  zeek: zeekReader,
  'zeek-json': zeekJsonReader,
  json: jsonLinesReader,
} as const satisfies Readonly<Record<string, () => LineReader>>;

export type FlowFormat = keyof typeof FLOW_FORMATS;

export function isFlowFormat(text: string): text is FlowFormat {
  return Object.hasOwn(FLOW_FORMATS, text);
}

export interface RefusedLine {
  /** From 1. */
  readonly line: number;
  readonly error: SallyportError;
}

export interface FlowBatch {
  readonly events: readonly FlowEvent[];
  /** The first {@link FlowReaderLimits.maxRefused} of them. */
  readonly refused: readonly RefusedLine[];
  readonly refusedCount: number;
}

export interface FlowReaderLimits {
  /** Octets of one line. Default 16 KiB. */
  readonly maxLine: number;
  /** Refused lines that are told of one by one in a batch. Default 100. */
  readonly maxRefused: number;
}

export const DEFAULT_FLOW_LIMITS: FlowReaderLimits = { maxLine: 16 << 10, maxRefused: 100 };

const NEWLINE = 0x0a;

/** Give it bytes however they are cut; it keeps the line that is not complete yet, and nothing else. */
export class FlowReader {
  readonly #read: LineReader;
  readonly #limits: FlowReaderLimits;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #line = 0;

  constructor(format: FlowFormat, limits: Partial<FlowReaderLimits> = {}) {
    this.#read = FLOW_FORMATS[format]();
    this.#limits = { ...DEFAULT_FLOW_LIMITS, ...limits };
  }

  push(chunk: Uint8Array, arrivedAt: Date): FlowBatch {
    const batch = new Batch(this.#limits.maxRefused);
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#finishLine(batch, arrivedAt);
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return batch;
  }

  /** What is left when no more comes: a last line without its end. */
  end(arrivedAt: Date): FlowBatch {
    const batch = new Batch(this.#limits.maxRefused);
    if (this.#restLength > 0) this.#finishLine(batch, arrivedAt);
    return batch;
  }

  #keep(part: Uint8Array): void {
    // Of a line that is too long only its length is of interest.
    if (this.#restLength <= this.#limits.maxLine && part.length > 0)
      this.#rest.push(part.slice(0, this.#limits.maxLine + 1));
    this.#restLength += part.length;
  }

  #finishLine(batch: Batch, arrivedAt: Date): void {
    const [parts, length] = [this.#rest, this.#restLength];
    this.#rest = [];
    this.#restLength = 0;
    this.#line++;
    try {
      if (length > this.#limits.maxLine)
        throw fail('E_BEHAVIOUR_LINE_TOO_LONG', `a line of more than ${this.#limits.maxLine} bytes`);
      const text = fromUtf8(Buffer.concat(parts)).replace(/\r$/, '');
      const event = text.trim() === '' ? undefined : this.#read(text, arrivedAt);
      if (event !== undefined) batch.events.push(event);
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      batch.refuse({ line: this.#line, error });
    }
  }
}

class Batch implements FlowBatch {
  readonly events: FlowEvent[] = [];
  readonly refused: RefusedLine[] = [];
  refusedCount = 0;
  readonly #maxRefused: number;

  constructor(maxRefused: number) {
    this.#maxRefused = maxRefused;
  }

  refuse(line: RefusedLine): void {
    this.refusedCount++;
    if (this.refused.length < this.#maxRefused) this.refused.push(line);
  }
}

/** All the events of a document at once. */
export function readFlowEvents(
  bytes: Uint8Array,
  format: FlowFormat,
  arrivedAt: Date,
  limits: Partial<FlowReaderLimits> = {},
): FlowBatch {
  const reader = new FlowReader(format, limits);
  const [most, last] = [reader.push(bytes, arrivedAt), reader.end(arrivedAt)];
  const { maxRefused } = { ...DEFAULT_FLOW_LIMITS, ...limits };
  return {
    events: [...most.events, ...last.events],
    refused: [...most.refused, ...last.refused].slice(0, maxRefused),
    refusedCount: most.refusedCount + last.refusedCount,
  };
}
