/**
 * Between dns-packet's view of a message and ours.
 *
 * dns-packet knows the wire and believes what it reads: it makes room for every record the header announces, lets errors of
 * all kinds out and loses the QU bit. This file sees to all three, so that a hostile datagram gives one typed error.
 */

import { isIPv4, isIPv6 } from 'node:net';
import { plain } from '@sallyport/core';
import { decode, encode } from 'dns-packet';
import { fail } from './errors.ts';
import type { DnsMessage, DnsQuestion, DnsRecord, RecordType } from './message.ts';
import { isUsable } from './names.ts';

/** Largest multicast DNS message (RFC 6762 §17). */
export const MAX_MESSAGE = 9000;
/** Most records looked at in one message; a service's whole answer has about ten. */
export const MAX_RECORDS = 512;
const HEADER = 12;
/** Shortest possible question: root name, type, class. Records are longer. */
const SHORTEST_ENTRY = 5;
const TRUNCATED = 1 << 9;
const AUTHORITATIVE = 1 << 10;
const RECURSION_DESIRED = 1 << 8;
/** How dns-packet spells class IN with the QU bit. */
const CLASS_IN_UNICAST = `UNKNOWN_${0x8001}`;
const RECORD_TYPES: readonly string[] = ['A', 'AAAA', 'PTR', 'SRV', 'TXT'] satisfies readonly RecordType[];

/**
 * Records of other types and classes are passed over.
 * @throws E_DNS_SD_MALFORMED
 */
export function decodeMessage(bytes: Uint8Array): DnsMessage {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkCounts(buffer);
  let decoded: unknown;
  try {
    decoded = decode(buffer);
  } catch (cause) {
    throw fail('E_DNS_SD_MALFORMED', 'not a well-formed DNS message', { cause });
  }
  // Lengths that lead beyond the end are not always noticed inside.
  if (!isObject(decoded) || !(decode.bytes <= buffer.length)) {
    throw fail('E_DNS_SD_MALFORMED', 'records go on beyond the end of the message');
  }
  // RFC 6762 §18.3, §18.11: other operations and error codes must be ignored.
  const flags = numberOf(decoded['flags']) ?? 0;
  if ((flags & 0x780f) !== 0) throw fail('E_DNS_SD_MALFORMED', 'neither a standard query nor its answer');
  return {
    kind: decoded['type'] === 'response' ? 'response' : 'query',
    id: numberOf(decoded['id']) ?? 0,
    truncated: (flags & TRUNCATED) !== 0,
    recursion: (flags & RECURSION_DESIRED) !== 0,
    questions: listOf(decoded['questions'], readQuestion),
    answers: listOf(decoded['answers'], readRecord),
    authorities: listOf(decoded['authorities'], readRecord),
    additionals: listOf(decoded['additionals'], readRecord),
  };
}

/** Before dns-packet makes room for what the header announces: could the rest of the datagram hold it? */
function checkCounts(buffer: Buffer): void {
  if (buffer.length < HEADER) throw fail('E_DNS_SD_MALFORMED', 'shorter than a DNS header');
  if (buffer.length > MAX_MESSAGE) throw fail('E_DNS_SD_MALFORMED', 'longer than a multicast DNS message');
  let count = 0;
  for (let offset = 4; offset < HEADER; offset += 2) count += buffer.readUInt16BE(offset);
  if (count > MAX_RECORDS || count * SHORTEST_ENTRY > buffer.length - HEADER) {
    throw fail('E_DNS_SD_MALFORMED', 'announces more records than there can be');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

function listOf<T>(value: unknown, read: (item: Record<string, unknown>) => T | undefined): readonly T[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) => (isObject(item) ? (read(item) ?? []) : []));
}

function isRecordType(type: string): type is RecordType {
  return RECORD_TYPES.includes(type);
}

function readQuestion({ name, type, class: klass }: Record<string, unknown>): DnsQuestion | undefined {
  if (typeof name !== 'string' || typeof type !== 'string' || !isUsable(name)) return undefined;
  if (type !== 'ANY' && !isRecordType(type)) return undefined;
  if (klass !== 'IN' && klass !== 'ANY' && klass !== CLASS_IN_UNICAST) return undefined;
  return { name, type, unicast: klass === CLASS_IN_UNICAST };
}

function readRecord(item: Record<string, unknown>): DnsRecord | undefined {
  const { name, type, class: klass, ttl, flush, data } = item;
  const seconds = numberOf(ttl);
  if (typeof name !== 'string' || !isUsable(name) || klass !== 'IN' || seconds === undefined) return undefined;
  const base = { name, ttl: seconds, flush: flush === true };
  switch (type) {
    case 'A':
      return typeof data === 'string' && isIPv4(data) ? { ...base, type, address: data } : undefined;
    case 'AAAA':
      return typeof data === 'string' && isIPv6(data) ? { ...base, type, address: data } : undefined;
    case 'PTR':
      return typeof data === 'string' && isUsable(data) ? { ...base, type, target: data } : undefined;
    case 'SRV':
      return isObject(data) ? readSrv(base, data) : undefined;
    case 'TXT': {
      const parts: readonly unknown[] = Array.isArray(data) ? data : [];
      const strings = parts.flatMap((part) => (part instanceof Uint8Array ? [plain(Uint8Array.from(part))] : []));
      return { ...base, type, strings };
    }
    default:
      return undefined;
  }
}

function readSrv(base: { name: string; ttl: number; flush: boolean }, data: Record<string, unknown>) {
  const priority = numberOf(data['priority']);
  const weight = numberOf(data['weight']);
  const port = numberOf(data['port']);
  const target = data['target'];
  if (priority === undefined || weight === undefined || port === undefined) return undefined;
  if (typeof target !== 'string' || !isUsable(target)) return undefined;
  return { ...base, type: 'SRV', priority, weight, port, target } as const;
}

/** Every name in `message` must be one that DNS can carry: `names.ts` has seen to it. */
export function encodeMessage(message: DnsMessage): Uint8Array {
  const encoded = encode({
    id: message.id,
    type: message.kind,
    flags:
      (message.truncated ? TRUNCATED : 0) |
      (message.recursion ? RECURSION_DESIRED : 0) |
      (message.kind === 'response' ? AUTHORITATIVE : 0),
    questions: message.questions.map(({ name, type }) => ({ name, type, class: 'IN' })),
    answers: message.answers.map(writeRecord),
    authorities: message.authorities.map(writeRecord),
    additionals: message.additionals.map(writeRecord),
  });
  setUnicastBits(encoded, message.questions);
  return plain(encoded);
}

function writeRecord(record: DnsRecord): object {
  const { name, type, ttl, flush } = record;
  return { name, type, ttl, flush, class: 'IN', data: dataOf(record) };
}

function dataOf(record: DnsRecord): unknown {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'PTR':
      return record.target;
    case 'SRV': {
      const { priority, weight, port, target } = record;
      return { priority, weight, port, target };
    }
    case 'TXT':
      return record.strings.map((string) => Buffer.from(string));
  }
}

/** Questions come first and uncompressed, so their classes are easy to find. */
function setUnicastBits(encoded: Buffer, questions: readonly DnsQuestion[]): void {
  let offset = HEADER;
  for (const question of questions) {
    for (let length = encoded[offset] ?? 0; length !== 0; length = encoded[offset] ?? 0) offset += length + 1;
    offset += 3;
    if (question.unicast) encoded[offset] = 0x80;
    offset += 2;
  }
}
