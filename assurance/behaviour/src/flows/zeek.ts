/** Zeek's conn.log, as tab-separated values with their header, and as JSON lines (base/protocols/conn). */

import { isJsonObject, type JsonValue, parseJson, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { addressField, numberField, portField, protocolField, timeField, timestampField } from './fields.ts';
import { type FlowEvent, ICMP_PROTOCOLS } from './flow-event.ts';
import type { LineReader } from './line-reader.ts';

const MAX_COLUMNS = 128;
const JSON_LIMITS = { maxBytes: 32 << 10, maxDepth: 4 };
/** States in which the responder sent nothing, or nothing but a refusal: S0, SH and REJ. */
const UNANSWERED: ReadonlySet<string> = new Set(['S0', 'SH', 'REJ']);

/** `#fields` names the columns, and may come again with others when the log was rotated. */
export function zeekReader(): LineReader {
  let columns: readonly string[] | undefined;
  let unset = '-';
  let isConnections = true;
  return (line) => {
    if (line.startsWith('#')) {
      const [directive, ...values] = line.split('\t', MAX_COLUMNS + 1);
      if (directive === '#fields') columns = values;
      if (directive === '#unset_field') unset = values[0] ?? '-';
      if (directive === '#path') isConnections = values[0] === 'conn';
      if (line.startsWith('#separator') && line !== '#separator \\x09')
        throw fail('E_BEHAVIOUR_LINE', 'columns are not separated by tabs');
      return undefined;
    }
    if (columns === undefined) throw fail('E_BEHAVIOUR_LINE', 'no #fields line came before');
    if (!isConnections) throw fail('E_BEHAVIOUR_LINE', 'a log of something other than connections');
    const values = line.split('\t', MAX_COLUMNS + 1);
    if (values.length !== columns.length) throw fail('E_BEHAVIOUR_LINE', 'another number of columns than #fields has');
    const row = new Map(columns.map((column, at) => [column, values[at] ?? unset]));
    return connection((name) => {
      const value = row.get(name);
      return value === unset ? undefined : value;
    });
  };
}

/** One object a line; times as seconds, or as text when Zeek was told so (`LogAscii::json_timestamps`). */
export function zeekJsonReader(): LineReader {
  return (line) => {
    const value = parseJson(utf8(line), JSON_LIMITS);
    if (!isJsonObject(value)) throw fail('E_BEHAVIOUR_LINE', 'not an object');
    return connection((name) => scalarText(Object.hasOwn(value, name) ? value[name] : undefined));
  };
}

function scalarText(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function connection(field: (name: string) => string | undefined): FlowEvent {
  const protocolName = field('proto');
  const isV6 = (field('id.orig_h') ?? '').includes(':');
  // Zeek writes icmp for both versions.
  const protocol = protocolName === 'icmp' ? (isV6 ? 58 : 1) : protocolField(field('ip_proto') ?? protocolName);
  const isIcmp = ICMP_PROTOCOLS.has(protocol);
  const [first, second] = [portField(field('id.orig_p'), 'id.orig_p'), portField(field('id.resp_p'), 'id.resp_p')];
  return {
    at: timeOf(field('ts')),
    source: { address: addressField(field('id.orig_h'), 'id.orig_h'), port: isIcmp ? undefined : first },
    destination: { address: addressField(field('id.resp_h'), 'id.resp_h'), port: isIcmp ? undefined : second },
    protocol,
    // For ICMP the ports are type and code.
    icmpType: isIcmp ? first : undefined,
    icmpCode: isIcmp ? second : undefined,
    // OTH: Zeek did not see the beginning, and which end it calls originator is a guess.
    initiator: field('conn_state') === 'OTH' ? undefined : 'source',
    name: undefined,
    isAnswered: isAnswered(field),
  };
}

function timeOf(text: string | undefined): Date {
  return text?.includes('T') ? timeField(text) : timestampField(text);
}

function isAnswered(field: (name: string) => string | undefined): boolean {
  if (UNANSWERED.has(field('conn_state') ?? '')) return false;
  const count = field('resp_pkts') ?? field('resp_bytes');
  return count !== undefined && numberField(count.slice(0, 10), Number.MAX_SAFE_INTEGER, 'resp_pkts') > 0;
}
