/**
 * Lines that netfilter's `log` writes into the kernel's log (nf_log_syslog):
 *
 *     2026-06-01T12:00:00+00:00 gate kernel: sallyport-mud IN=lan0 OUT=wan0 SRC=192.0.2.5 DST=198.51.100.1 … PROTO=TCP SPT=40000 DPT=443 … SYN URGP=0
 *
 * Each is one packet. Lines of syslog that another program wrote are passed over. A time in front counts when it has a zone; the kernel's own and syslog's old form have no date,
 * and then the time of arrival counts.
 */

import { addressField, numberField, portField, protocolField, timeField } from './fields.ts';
import { type FlowEvent, ICMP_PROTOCOLS, PROTOCOLS_WITH_PORTS, TCP } from './flow-event.ts';
import type { LineReader } from './line-reader.ts';

/** The first field is always IN, empty for what the machine itself sends; a prefix may stand right before it. */
const FIELDS = /IN=\S* OUT=/;
const LEADING_TIME = /^(?:<\d{1,3}>(?:1 )?)?(\d{4}-\S+)\s/;
/**
 * Which program wrote the line, where syslog says so (RFC 3164 §4.1, RFC 5424 §6, and both with RFC 3339 times). Another
 * than the kernel may have let strangers choose its words, such as the name somebody tried to log in with.
 */
const PROGRAM =
  /^(?:<\d{1,3}>1 \S+ \S+ (\S+) |(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\S+) \S+ ([^\s:[]+)(?:\[\d+\])?:)/;

export function nftablesLogReader(): LineReader {
  return (line, arrivedAt) => {
    const start = FIELDS.exec(line)?.index;
    if (start === undefined || !isOfKernel(line.slice(0, start))) return undefined;
    // An ICMP error repeats the packet it is about in brackets.
    const [packet = ''] = line.slice(start).split('[', 1);
    const fields = new Map<string, string>();
    for (const word of packet.split(' ')) {
      const equals = word.indexOf('=');
      const [key, value] = equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
      fields.set(key, value);
    }
    return eventOf(fields, timeOf(line.slice(0, start), arrivedAt));
  };
}

function isOfKernel(lead: string): boolean {
  const program = PROGRAM.exec(lead);
  return program === null || (program[1] ?? program[2]) === 'kernel';
}

function timeOf(lead: string, arrivedAt: Date): Date {
  const text = LEADING_TIME.exec(lead)?.[1];
  return text === undefined ? arrivedAt : timeField(text);
}

function eventOf(fields: ReadonlyMap<string, string>, at: Date): FlowEvent {
  const protocol = protocolField(fields.get('PROTO'));
  const hasPorts = PROTOCOLS_WITH_PORTS.has(protocol) && fields.has('SPT');
  const isIcmp = ICMP_PROTOCOLS.has(protocol) && fields.has('TYPE');
  return {
    at,
    source: end(fields, 'SRC', hasPorts ? 'SPT' : undefined),
    destination: end(fields, 'DST', hasPorts ? 'DPT' : undefined),
    protocol,
    icmpType: isIcmp ? numberField(fields.get('TYPE'), 255, 'TYPE') : undefined,
    icmpCode: isIcmp ? numberField(fields.get('CODE'), 255, 'CODE') : undefined,
    initiator: initiatorOf(fields, protocol),
    name: undefined,
    // Of a packet alone nobody knows.
    isAnswered: false,
  };
}

function end(fields: ReadonlyMap<string, string>, address: string, port: string | undefined) {
  return {
    address: addressField(fields.get(address), address),
    port: port === undefined ? undefined : portField(fields.get(port), port),
  };
}

/** The flags of TCP tell: SYN is of who begins, SYN with ACK of who answers, and of the rest nothing follows. */
function initiatorOf(fields: ReadonlyMap<string, string>, protocol: number): FlowEvent['initiator'] {
  if (protocol !== TCP) return 'source';
  if (!fields.has('SYN')) return undefined;
  return fields.has('ACK') ? 'destination' : 'source';
}
