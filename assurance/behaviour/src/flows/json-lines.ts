/** Flow events in a schema of our own, one JSON object a line, for whoever can write what they like. */

import { parseJson, utf8 } from '@sallyport/core';
import { z } from 'zod';
import { fail } from '../errors.ts';
import { addressField, nameField, protocolField, timeField } from './fields.ts';
import { ICMP_PROTOCOLS } from './flow-event.ts';
import type { LineReader } from './line-reader.ts';

const LIMITS = { maxBytes: 8 << 10, maxDepth: 2 };

const port = z.int().min(0).max(65_535);
const octet = z.int().min(0).max(255);

/** The README documents it; the published JSON Schema is {@link flowJsonSchema}. */
const flow = z.strictObject({
  at: z.string().max(40).describe('When, as RFC 3339 has it.'),
  source: z.string().max(64).describe('IP address.'),
  sourcePort: port.optional(),
  destination: z.string().max(64).describe('IP address.'),
  destinationPort: port.optional(),
  protocol: z.union([z.string().max(16), octet]).describe('tcp, udp, icmp, icmpv6, or the IP protocol number.'),
  icmpType: octet.optional(),
  icmpCode: octet.optional(),
  initiator: z.enum(['source', 'destination', 'unknown']).optional().describe('Which end began. Default: source.'),
  name: z.string().max(254).optional().describe('The host name that the source asked for.'),
  answered: z.boolean().optional().describe('Whether the destination was seen to answer. Default: false.'),
});

/** JSON Schema of one line. */
export function flowJsonSchema(): unknown {
  return z.toJSONSchema(flow);
}

export function jsonLinesReader(): LineReader {
  return (line) => {
    const { success, data } = flow.safeParse(parseJson(utf8(line), LIMITS));
    if (!success) throw fail('E_BEHAVIOUR_LINE', 'not a flow event');
    const protocol = protocolField(String(data.protocol));
    const isIcmp = ICMP_PROTOCOLS.has(protocol);
    return {
      at: timeField(data.at),
      source: { address: addressField(data.source, 'source'), port: isIcmp ? undefined : data.sourcePort },
      destination: {
        address: addressField(data.destination, 'destination'),
        port: isIcmp ? undefined : data.destinationPort,
      },
      protocol,
      icmpType: data.icmpType,
      icmpCode: data.icmpCode,
      initiator: data.initiator === 'unknown' ? undefined : (data.initiator ?? 'source'),
      name: data.name === undefined ? undefined : nameField(data.name),
      isAnswered: data.answered ?? false,
    };
  };
}
