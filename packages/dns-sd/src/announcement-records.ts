/** The records one announced service consists of (RFC 6763 §4 to §6, §9). */

import { isIPv4 } from 'node:net';
import type { AddressRecord, DnsRecord, SrvRecord, TxtRecord } from './message.ts';

export interface AnnouncedService {
  /** Instance name. */
  readonly name: string;
  /** For example `_brski-registrar._tcp`. */
  readonly type: string;
  /** First label of the host's name. */
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
  readonly txt: readonly Uint8Array[];
  readonly priority: number;
  readonly weight: number;
}

/** RFC 6762 §10: two minutes for what depends on a host, 75 minutes for the rest. */
const HOST_TTL = 120;
const OTHER_TTL = 4500;

/** Records that only this host may have: they are probed for and defended. */
export type UniqueRecord = SrvRecord | TxtRecord | AddressRecord;

export interface AnnouncementRecords {
  /** PTR records, which many hosts share. */
  readonly shared: readonly DnsRecord[];
  readonly instance: readonly UniqueRecord[];
  readonly host: readonly UniqueRecord[];
}

export function announcementRecords(service: AnnouncedService): AnnouncementRecords {
  const typeName = `${service.type}.local`;
  const fullName = `${service.name}.${typeName}`;
  const target = `${service.host}.local`;
  const { port, priority, weight, txt } = service;
  return {
    shared: [
      { name: typeName, type: 'PTR', ttl: OTHER_TTL, flush: false, target: fullName },
      { name: '_services._dns-sd._udp.local', type: 'PTR', ttl: OTHER_TTL, flush: false, target: typeName },
    ],
    instance: [
      { name: fullName, type: 'SRV', ttl: HOST_TTL, flush: true, priority, weight, port, target },
      { name: fullName, type: 'TXT', ttl: OTHER_TTL, flush: true, strings: txt },
    ],
    host: service.addresses.map((address) => ({
      name: target,
      type: isIPv4(address) ? 'A' : 'AAAA',
      ttl: HOST_TTL,
      flush: true,
      address,
    })),
  };
}

/** What goes along with answers, so that nobody has to ask twice (RFC 6763 §12). */
export function additionalsFor(answers: readonly DnsRecord[], records: AnnouncementRecords): readonly DnsRecord[] {
  const extra = new Set<DnsRecord>();
  for (const answer of answers) {
    if (answer.type === 'PTR' && answer === records.shared[0]) {
      for (const record of [...records.instance, ...records.host]) extra.add(record);
    } else if (answer.type === 'SRV' || answer.type === 'A' || answer.type === 'AAAA') {
      for (const record of records.host) extra.add(record);
    }
  }
  return [...extra].filter((record) => !answers.includes(record));
}
