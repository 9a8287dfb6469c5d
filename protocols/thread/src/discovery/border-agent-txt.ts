/**
 * The TXT record of `_meshcop._udp`, by which Border Agents are found: whose network it is, and how to connect. Pure: the record's keys
 * and values in, a typed value out, and back. Values are binary where the list below says bytes or bits.
 *
 * Nothing in it is authenticated; it serves to choose. Keys without a meaning here are kept.
 */

import { concat, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { readUint, writeUint } from '../network/numbers.ts';
import { decodeTimestamp, encodeTimestamp, type Timestamp } from '../network/timestamp.ts';
import { readText } from '../tlv/codecs.ts';
import { decodeStateBitmap, type StateBitmap } from './state-bitmap.ts';

export const BORDER_AGENT_SERVICE = '_meshcop._udp';
/** Where a border router in ePSKc mode is found (Thread 1.4 Credentials Sharing). */
export const EPHEMERAL_KEY_SERVICE = '_meshcop-e._udp';

/** Keys to values as DNS-SD has them (RFC 6763 §6): lower-case keys, `true` for a key without a value. */
export type TxtRecord = ReadonlyMap<string, Uint8Array | true>;

export interface BorderAgentTxt {
  /** `rv`: 1. */
  readonly recordVersion: string;
  /** `tv`: for example `1.4.0`. */
  readonly threadVersion?: string;
  /** `sb` */
  readonly state?: StateBitmap;
  /** `nn` */
  readonly networkName?: string;
  /** `xp`: 8 bytes. */
  readonly extendedPanId?: Uint8Array;
  /** `xa`: 8 bytes. */
  readonly extendedAddress?: Uint8Array;
  /** `id`: 16 bytes that stay the same for this Border Agent. */
  readonly borderAgentId?: Uint8Array;
  /** `at` */
  readonly activeTimestamp?: Timestamp;
  /** `pt`: 32 bits. */
  readonly partitionId?: number;
  /** `sq`: the Backbone Border Router's sequence number. */
  readonly bbrSequence?: number;
  /** `bb`: its port. */
  readonly bbrPort?: number;
  /** `dn` */
  readonly domainName?: string;
  /** `vn` */
  readonly vendorName?: string;
  /** `mn` */
  readonly modelName?: string;
  /** `vo`: the vendor's IEEE OUI, 3 bytes or, where longer blocks are assigned, more. */
  readonly vendorOui?: Uint8Array;
  /** `omr`: the prefix for addresses that others can reach. */
  readonly omrPrefix?: { readonly length: number; readonly prefix: Uint8Array };
  /** `dd`: 8 bytes, the discriminator of Commercial Commissioning. */
  readonly discriminator?: Uint8Array;
  /** `vd`: the vendor's own. */
  readonly vendorData?: Uint8Array;
  /** Keys without a meaning here. */
  readonly others: TxtRecord;
}

const RECORD_VERSION = '1';
const KNOWN: ReadonlySet<string> = new Set('rv tv sb nn xp xa id at pt sq bb dn vn mn vo omr dd vd'.split(' '));

/** @throws E_THREAD_TXT */
export function decodeBorderAgentTxt(record: TxtRecord): BorderAgentTxt {
  const reader = new TxtReader(record);
  const recordVersion = reader.text('rv');
  if (recordVersion !== RECORD_VERSION) throw fail('E_THREAD_TXT', 'rv is not 1');
  const threadVersion = reader.text('tv');
  const sb = reader.bytes('sb', 4);
  const networkName = reader.text('nn');
  const extendedPanId = reader.bytes('xp', 8);
  const extendedAddress = reader.bytes('xa', 8);
  const borderAgentId = reader.bytes('id', 16);
  const at = reader.bytes('at', 8);
  const pt = reader.bytes('pt', 4);
  const sq = reader.bytes('sq', 1);
  const bb = reader.bytes('bb', 2);
  const domainName = reader.text('dn');
  const vendorName = reader.text('vn');
  const modelName = reader.text('mn');
  const vendorOui = reader.bytes('vo', 3, 5);
  const omrPrefix = reader.prefix('omr');
  const discriminator = reader.bytes('dd', 8);
  const vendorData = reader.bytes('vd', 0, 255);
  return {
    recordVersion,
    ...(threadVersion === undefined ? {} : { threadVersion }),
    ...(sb === undefined ? {} : { state: decodeStateBitmap(readUint(sb)) }),
    ...(networkName === undefined ? {} : { networkName }),
    ...(extendedPanId === undefined ? {} : { extendedPanId }),
    ...(extendedAddress === undefined ? {} : { extendedAddress }),
    ...(borderAgentId === undefined ? {} : { borderAgentId }),
    ...(at === undefined ? {} : { activeTimestamp: decodeTimestamp(at) }),
    ...(pt === undefined ? {} : { partitionId: readUint(pt) }),
    ...(sq === undefined ? {} : { bbrSequence: readUint(sq) }),
    ...(bb === undefined ? {} : { bbrPort: readUint(bb) }),
    ...(domainName === undefined ? {} : { domainName }),
    ...(vendorName === undefined ? {} : { vendorName }),
    ...(modelName === undefined ? {} : { modelName }),
    ...(vendorOui === undefined ? {} : { vendorOui }),
    ...(omrPrefix === undefined ? {} : { omrPrefix }),
    ...(discriminator === undefined ? {} : { discriminator }),
    ...(vendorData === undefined ? {} : { vendorData }),
    others: new Map([...record].filter(([key]) => !KNOWN.has(key))),
  };
}

/** What there is to announce. Empty fields are left out; the order is that of OpenThread. */
export type BorderAgentTxtValues = Partial<Omit<BorderAgentTxt, 'recordVersion'>>;

/**
 * For `announce` of @sallyport/dns-sd.
 * @throws E_THREAD_ARGUMENT
 */
export function encodeBorderAgentTxt(values: BorderAgentTxtValues): Readonly<Record<string, Uint8Array | true>> {
  const { omrPrefix: omr } = values;
  const texts = { dn: values.domainName, vn: values.vendorName, mn: values.modelName };
  const entries: readonly (readonly [string, Uint8Array | undefined])[] = [
    ['id', values.borderAgentId],
    ['rv', utf8(RECORD_VERSION)],
    ['sb', values.state && bits32('state bitmap', values.state.bits)],
    ['tv', values.threadVersion === undefined ? undefined : utf8(values.threadVersion)],
    ['xa', values.extendedAddress],
    ['xp', values.extendedPanId],
    ['nn', values.networkName === undefined ? undefined : utf8(values.networkName)],
    ['pt', values.partitionId === undefined ? undefined : bits32('partition id', values.partitionId)],
    ['at', values.activeTimestamp && encodeTimestamp(values.activeTimestamp)],
    ['sq', values.bbrSequence === undefined ? undefined : writeUint('BBR sequence', values.bbrSequence, 1)],
    ['bb', values.bbrPort === undefined ? undefined : writeUint('BBR port', values.bbrPort, 2)],
    ['omr', omr && concat(writeUint('prefix length', omr.length, 1), omr.prefix)],
    ...Object.entries(texts).map(([key, text]) => [key, text === undefined ? undefined : utf8(text)] as const),
    ['vo', values.vendorOui],
    ['dd', values.discriminator],
    ['vd', values.vendorData],
  ];
  const record: Record<string, Uint8Array | true> = {};
  for (const [key, value] of entries) if (value !== undefined) record[key] = value;
  for (const [key, value] of values.others ?? []) record[key] = value;
  // What is announced must be readable as what was meant.
  decodeBorderAgentTxt(new Map(Object.entries(record)));
  return record;
}

function bits32(what: string, value: number): Uint8Array {
  return writeUint(what, value, 4);
}

class TxtReader {
  readonly #record: TxtRecord;

  constructor(record: TxtRecord) {
    this.#record = record;
  }

  bytes(key: string, minLength: number, maxLength = minLength): Uint8Array | undefined {
    const value = this.#record.get(key);
    if (value === undefined) return undefined;
    if (value === true || value.length < minLength || value.length > maxLength) {
      throw fail('E_THREAD_TXT', `${key} is not of ${minLength} bytes`);
    }
    return value;
  }

  text(key: string): string | undefined {
    const bytes = this.bytes(key, 0, 255);
    if (bytes === undefined) return undefined;
    const text = readText(bytes);
    if (text === undefined) throw fail('E_THREAD_TXT', `${key} is no text`);
    return text;
  }

  /** A byte of length in bits, then as many bytes as hold them; OpenThread always sends eight. */
  prefix(key: string): { readonly length: number; readonly prefix: Uint8Array } | undefined {
    const bytes = this.bytes(key, 1, 17);
    if (bytes === undefined) return undefined;
    const [length = 0] = bytes;
    if (length > 128 || bytes.length - 1 < Math.ceil(length / 8)) {
      throw fail('E_THREAD_TXT', `${key} is no prefix of ${length} bits`);
    }
    return { length, prefix: bytes.subarray(1) };
  }
}
