/** DNS messages as far as DNS-SD over multicast needs them (RFC 1035 §4, RFC 6762 §18). */

import { isIPv4 } from 'node:net';
import { utf8 } from '@sallyport/core';
import { canonical } from './names.ts';

export type RecordType = 'A' | 'AAAA' | 'PTR' | 'SRV' | 'TXT';

export interface DnsQuestion {
  readonly name: string;
  readonly type: RecordType | 'ANY';
  /** The asker takes a unicast answer: the QU bit (RFC 6762 §5.4). */
  readonly unicast: boolean;
}

interface RecordBase {
  readonly name: string;
  /** Seconds; 0 takes the record back (RFC 6762 §10.1). */
  readonly ttl: number;
  /** This is the whole truth for its name and type: the cache-flush bit (RFC 6762 §10.2). */
  readonly flush: boolean;
}

export interface AddressRecord extends RecordBase {
  readonly type: 'A' | 'AAAA';
  readonly address: string;
}

export interface PtrRecord extends RecordBase {
  readonly type: 'PTR';
  readonly target: string;
}

export interface SrvRecord extends RecordBase {
  readonly type: 'SRV';
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
}

export interface TxtRecord extends RecordBase {
  readonly type: 'TXT';
  readonly strings: readonly Uint8Array[];
}

export type DnsRecord = AddressRecord | PtrRecord | SrvRecord | TxtRecord;

export interface DnsMessage {
  readonly kind: 'query' | 'response';
  /** 0 in multicast; repeated in answers to plain DNS clients (RFC 6762 §6.7). */
  readonly id: number;
  /** More known answers follow (RFC 6762 §7.2). */
  readonly truncated: boolean;
  /** Asks a name server to ask others: never set in multicast. */
  readonly recursion: boolean;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

/** Where a message came from. */
export interface Source {
  readonly address: string;
  readonly port: number;
}

const EMPTY = {
  id: 0,
  truncated: false,
  recursion: false,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
} as const;

export function query(parts: Partial<Omit<DnsMessage, 'kind'>>): DnsMessage {
  return { kind: 'query', ...EMPTY, ...parts };
}

export function response(parts: Partial<Omit<DnsMessage, 'kind'>>): DnsMessage {
  return { kind: 'response', ...EMPTY, ...parts };
}

/** True when both records say the same, whatever their TTLs. */
export function sameRecord(a: DnsRecord, b: DnsRecord): boolean {
  return a.type === b.type && canonical(a.name) === canonical(b.name) && Buffer.compare(rdata(a), rdata(b)) === 0;
}

/** The record's data as it goes on the wire, names uncompressed: what RFC 6762 §8.2 compares. */
export function rdata(record: DnsRecord): Uint8Array {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return addressBytes(record.address);
    case 'PTR':
      return nameBytes(record.target);
    case 'SRV': {
      const numbers = Buffer.alloc(6);
      numbers.writeUInt16BE(record.priority, 0);
      numbers.writeUInt16BE(record.weight, 2);
      numbers.writeUInt16BE(record.port, 4);
      return Buffer.concat([numbers, nameBytes(record.target)]);
    }
    case 'TXT':
      return Buffer.concat(record.strings.flatMap((string) => [Uint8Array.of(string.length), string]));
  }
}

function nameBytes(name: string): Uint8Array {
  const labels = canonical(name).split('.').map(utf8);
  return Buffer.concat([...labels.flatMap((label) => [Uint8Array.of(label.length), label]), Uint8Array.of(0)]);
}

function addressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  const [head = '', tail] = address.split('::', 2);
  const front = groups(head);
  const back = groups(tail ?? '');
  return Uint8Array.from([...front, ...Array<number>(Math.max(0, 16 - front.length - back.length)).fill(0), ...back]);
}

function groups(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
