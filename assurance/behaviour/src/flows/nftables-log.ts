/**
 * Lines that netfilter's `log` writes into the kernel's log (nf_log_syslog):
 *
 *     2026-06-01T12:00:00+00:00 gate kernel: sallyport-mud IN=lan0 OUT=wan0 SRC=192.0.2.5 DST=198.51.100.1 … PROTO=TCP SPT=40000 DPT=443 … SYN URGP=0
 *
 * Each is one packet. A time in front counts when it has a zone; the kernel's own and syslog's old form have no date,
 * and then the time of arrival counts.
 */

import { addressField, numberField, portField, protocolField, timeField } from './fields.ts';
import { type FlowEvent, ICMP_PROTOCOLS, PROTOCOLS_WITH_PORTS, TCP } from './flow-event.ts';
import type { LineReader } from './line-reader.ts';

/** The first field is always IN, empty for what the machine itself sends; a prefix may stand right before it. */
const FIELDS = /IN=\S* OUT=/;
const LEADING_TIME = /^(?:<\d{1,3}>)?(\d{4}-\S+)\s/;

export function nftablesLogReader(): LineReader {
  return (line, arrivedAt) => {
    const start = FIELDS.exec(line)?.index;
    if (start === undefined) return undefined;
    // An ICMP error repeats the packet it is about in brackets.
    const words = line.slice(start).split('[', 1).join('').split(' ');
    const fields = new Map<string, string>();
    for (const word of words) {
      const equals = word.indexOf('=');
      const [key, value] = equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
      if (!fields.has(key)) fields.set(key, value);
    }
    return eventOf(fields, timeOf(line.slice(0, start), arrivedAt));
  };
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
