/**
 * CBOR from strangers (RFC 8949): counted before it is decoded, then decoded by cborg at its strictest.
 *
 * Left out, and refused: indefinite lengths, lengths and numbers longer than needed, tags, integers that JavaScript cannot
 * hold exactly, `undefined`, not-a-number and infinities, map keys that occur twice.
 */

import { isUtf8 } from 'node:buffer';
import { plain, reasonOf } from '@sallyport/core';
import { decode, encode } from 'cborg';
import { fail } from './errors.ts';

export type CborValue = null | boolean | number | string | Uint8Array | readonly CborValue[] | CborMap;
export type CborMap = ReadonlyMap<CborValue, CborValue>;

export interface CborLimits {
  /** Bytes. */
  readonly maxBytes: number;
  /** Arrays and maps within each other. */
  readonly maxDepth: number;
  /** Values of every kind, keys included. */
  readonly maxItems: number;
}

/** @throws E_GRASP_TOO_LARGE, E_GRASP_TOO_DEEP, E_GRASP_CBOR */
export function decodeCbor(bytes: Uint8Array, limits: CborLimits): CborValue {
  if (bytes.length > limits.maxBytes) {
    throw fail('E_GRASP_TOO_LARGE', `message of ${bytes.length} bytes is over the limit of ${limits.maxBytes}`);
  }
  checkShape(bytes, limits);
  let decoded: unknown;
  try {
    decoded = decode(bytes, {
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
      useMaps: true,
      rejectDuplicateMapKeys: true,
    });
  } catch (cause) {
    throw fail('E_GRASP_CBOR', `not acceptable CBOR: ${reasonOf(cause)}`, { cause });
  }
  if (!isCborValue(decoded)) throw fail('E_GRASP_CBOR', 'not acceptable CBOR');
  return decoded;
}

/** @throws E_GRASP_ARGUMENT when the value holds what {@link decodeCbor} would refuse */
export function encodeCbor(value: CborValue): Uint8Array {
  if (!isCborValue(value)) throw fail('E_GRASP_ARGUMENT', 'this value cannot be written as CBOR');
  return plain(encode(value));
}

function isCborValue(value: unknown): value is CborValue {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number')
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  if (value instanceof Uint8Array) return true;
  if (Array.isArray(value)) return value.every(isCborValue);
  if (value instanceof Map) return [...value].every(([key, item]) => isCborValue(key) && isCborValue(item));
  return false;
}

const MAJOR_BYTES = 2;
const MAJOR_TEXT = 3;
const MAJOR_ARRAY = 4;
const MAJOR_MAP = 5;
const MAJOR_TAG = 6;
const MAJOR_SIMPLE = 7;

/** Walks over the items without recursion and without making room for anything they announce. */
function checkShape(bytes: Uint8Array, { maxDepth, maxItems }: CborLimits): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** For each open array or map, the items still to come. */
  const open: number[] = [];
  let items = 0;
  let offset = 0;
  do {
    const head = readHead(view, offset);
    offset = head.end;
    if (++items > maxItems) throw fail('E_GRASP_TOO_DEEP', `more than ${maxItems} CBOR items`);
    if (head.major === MAJOR_BYTES || head.major === MAJOR_TEXT) offset += head.value;
    if (offset > bytes.length) throw fail('E_GRASP_CBOR', `a string goes on beyond the end at ${head.end}`);
    // cborg would put replacement characters instead.
    if (head.major === MAJOR_TEXT && !isUtf8(bytes.subarray(head.end, offset))) {
      throw fail('E_GRASP_CBOR', `text at ${head.end} is not UTF-8`);
    }
    const children = head.major === MAJOR_ARRAY ? head.value : head.major === MAJOR_MAP ? head.value * 2 : 0;
    if (children > bytes.length - offset)
      throw fail('E_GRASP_CBOR', `more items announced than bytes left at ${offset}`);
    consume(open);
    if (children > 0 && open.push(children) > maxDepth)
      throw fail('E_GRASP_TOO_DEEP', `CBOR nested deeper than ${maxDepth}`);
    while (open.at(-1) === 0) open.pop();
  } while (open.length > 0);
  if (offset !== bytes.length) throw fail('E_GRASP_CBOR', `${bytes.length - offset} bytes after the message`);
}

/** One item of the innermost array or map has come. */
function consume(open: number[]): void {
  const last = open.length - 1;
  const left = open[last];
  if (left !== undefined) open[last] = left - 1;
}

interface Head {
  readonly major: number;
  readonly value: number;
  /** Offset behind the head. */
  readonly end: number;
}

function readHead(view: DataView, offset: number): Head {
  if (offset >= view.byteLength) throw fail('E_GRASP_CBOR', `the message ends at ${offset}, in the middle`);
  const first = view.getUint8(offset);
  const major = first >> 5;
  const minor = first & 0x1f;
  if (major === MAJOR_TAG) throw fail('E_GRASP_CBOR', `tag at ${offset}: tags are not used here`);
  if (minor < 24) return { major, value: minor, end: offset + 1 };
  if (minor > 27) throw fail('E_GRASP_CBOR', `indefinite or reserved length at ${offset}`);
  const width = 1 << (minor - 24);
  if (offset + 1 + width > view.byteLength) throw fail('E_GRASP_CBOR', `the message ends at ${offset}, in a number`);
  // What follows a simple value is no length.
  return { major, value: major === MAJOR_SIMPLE ? 0 : readNumber(view, offset + 1, width), end: offset + 1 + width };
}

function readNumber(view: DataView, offset: number, width: number): number {
  switch (width) {
    case 1:
      return view.getUint8(offset);
    case 2:
      return view.getUint16(offset);
    case 4:
      return view.getUint32(offset);
    default:
      return Number(view.getBigUint64(offset));
  }
}
