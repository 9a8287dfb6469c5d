/**
 * From records to services: sans-IO.
 *
 * Bounded for a link where anyone may say anything: so many instances, so many from one address, so many addresses for one
 * host; only records that lead to a wanted instance are kept at all. When full, the sender with the most instances loses
 * its oldest, so that a flood drives out itself first.
 */

import { HOUR, type Milliseconds, SECOND } from '@sallyport/core';
import { Lease } from './lease.ts';
import type { AddressRecord, DnsMessage, DnsQuestion, DnsRecord, PtrRecord, Source, SrvRecord } from './message.ts';
import { canonical, instanceLabel } from './names.ts';
import type { Service, ServiceEvent } from './service.ts';
import { readTxt, type TxtValues } from './txt.ts';

export interface CacheLimits {
  /** Default 256. */
  readonly maxInstances: number;
  /** Instances that one sender's address may introduce. Default 64. */
  readonly maxInstancesPerSource: number;
  /** Default 16. */
  readonly maxAddressesPerHost: number;
}

export const DEFAULT_CACHE_LIMITS: CacheLimits = {
  maxInstances: 256,
  maxInstancesPerSource: 64,
  maxAddressesPerHost: 16,
};

/** Shortest wait between two attempts to learn an instance's missing records; each further one is twice as long. */
const RESOLVE_EVERY: Milliseconds = SECOND;
const RESOLVE_AT_MOST_EVERY: Milliseconds = HOUR;

interface Entry {
  readonly label: string;
  readonly fullName: string;
  readonly source: string;
  ptr: Lease;
  srv?: { readonly lease: Lease; readonly record: SrvRecord; readonly host: string };
  txt?: { readonly lease: Lease; readonly values: TxtValues };
  /** Wait after the next attempt to resolve. */
  resolveWait: Milliseconds;
  resolveAt: Milliseconds;
  published?: { readonly key: string; readonly service: Service };
}

interface Host {
  readonly name: string;
  readonly addresses: Map<string, { readonly lease: Lease; readonly type: 'A' | 'AAAA' }>;
}

export interface CacheOptions {
  /** For example `_brski-registrar._tcp`. */
  readonly type: string;
  /** Interface the records come from, to complete link-local addresses. */
  readonly zone?: string | undefined;
  readonly limits?: Partial<CacheLimits>;
}

export class ServiceCache {
  readonly #type: string;
  readonly #suffix: string;
  readonly #zone: string | undefined;
  readonly #limits: CacheLimits;
  /** By full name, oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #hosts = new Map<string, Host>();
  readonly #events: ServiceEvent[] = [];
  /** Entries whose services may have changed since they were published. */
  readonly #touched = new Set<Entry>();

  constructor(options: CacheOptions) {
    this.#type = canonical(options.type);
    this.#suffix = `${this.#type}.local`;
    this.#zone = options.zone;
    this.#limits = { ...DEFAULT_CACHE_LIMITS, ...options.limits };
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Takes in a response. Order matters not to the sender, but to us: what is wanted is known by the PTR records. */
  accept(message: DnsMessage, from: Source, now: Milliseconds): void {
    const records = [...message.answers, ...message.additionals];
    for (const record of records) if (record.type === 'PTR') this.#acceptPointer(record, from, now);
    for (const record of records) if (record.type === 'SRV' || record.type === 'TXT') this.#acceptDetail(record, now);
    const addresses = records.flatMap((record) => (record.type === 'A' || record.type === 'AAAA' ? [record] : []));
    for (const record of addresses) this.#acceptAddress(record, addresses, now);
    this.#publish();
  }

  /** Forgets what has expired. */
  expire(now: Milliseconds): void {
    for (const [key, entry] of this.#entries) {
      if (entry.ptr.expiresAt <= now) this.#remove(key, entry);
      else this.#expireDetails(entry, now);
    }
    for (const [key, host] of this.#hosts) {
      for (const [address, { lease }] of host.addresses) {
        if (lease.expiresAt > now) continue;
        host.addresses.delete(address);
        this.#touchHost(key);
      }
    }
    this.#publish();
  }

  #expireDetails(entry: Entry, now: Milliseconds): void {
    if (entry.txt !== undefined && entry.txt.lease.expiresAt <= now) {
      delete entry.txt;
      this.#touched.add(entry);
    }
    if (entry.srv !== undefined && entry.srv.lease.expiresAt <= now) this.#setSrv(entry, undefined);
  }

  /** What to ask now to complete instances and to keep records that are about to expire. */
  questions(now: Milliseconds): readonly DnsQuestion[] {
    const asked = new Map<string, DnsQuestion>();
    const ask = (name: string, type: DnsQuestion['type']) => {
      asked.set(`${canonical(name)} ${type}`, { name, type, unicast: false });
    };
    for (const entry of this.#entries.values()) {
      if (entry.ptr.takeRefresh(now)) ask(this.#suffix, 'PTR');
      if (entry.srv?.lease.takeRefresh(now) === true) ask(entry.fullName, 'SRV');
      if (entry.txt?.lease.takeRefresh(now) === true) ask(entry.fullName, 'TXT');
      if (this.#isComplete(entry) || now < entry.resolveAt) continue;
      entry.resolveAt = now + entry.resolveWait;
      entry.resolveWait = Math.min(entry.resolveWait * 2, RESOLVE_AT_MOST_EVERY);
      if (entry.srv === undefined) {
        ask(entry.fullName, 'SRV');
        ask(entry.fullName, 'TXT');
      } else {
        ask(entry.srv.record.target, 'A');
        ask(entry.srv.record.target, 'AAAA');
      }
    }
    for (const host of this.#hosts.values()) {
      for (const { lease, type } of host.addresses.values()) if (lease.takeRefresh(now)) ask(host.name, type);
    }
    return [...asked.values()];
  }

  /** Instances to name in a question so that nobody answers with them again (RFC 6762 §7.1). */
  knownAnswers(now: Milliseconds): readonly PtrRecord[] {
    return [...this.#entries.values()]
      .filter(({ ptr }) => ptr.isFresh(now))
      .map(({ ptr, fullName }) => ({
        name: this.#suffix,
        type: 'PTR',
        ttl: ptr.remaining(now),
        flush: false,
        target: fullName,
      }));
  }

  /** True when each of these answers is known here: whoever names them would have got all answers that we lack. */
  knows(answers: readonly DnsRecord[], now: Milliseconds): boolean {
    return answers.every(
      (record) => record.type === 'PTR' && this.#entries.get(canonical(record.target))?.ptr.isFresh(now) === true,
    );
  }

  get nextAt(): Milliseconds | undefined {
    let next = Number.POSITIVE_INFINITY;
    const consider = (at: Milliseconds | undefined) => {
      if (at !== undefined && at < next) next = at;
    };
    const considerLease = (lease: Lease | undefined) => {
      consider(lease?.expiresAt);
      consider(lease?.refreshAt);
    };
    for (const entry of this.#entries.values()) {
      considerLease(entry.ptr);
      considerLease(entry.srv?.lease);
      considerLease(entry.txt?.lease);
      if (!this.#isComplete(entry)) consider(entry.resolveAt);
    }
    for (const host of this.#hosts.values()) for (const { lease } of host.addresses.values()) considerLease(lease);
    return Number.isFinite(next) ? next : undefined;
  }

  /** What has changed since the last call. */
  takeEvents(): readonly ServiceEvent[] {
    return this.#events.splice(0);
  }

  /** Services that are up. */
  services(): readonly Service[] {
    return [...this.#entries.values()].flatMap(({ published }) => (published === undefined ? [] : [published.service]));
  }

  #acceptPointer(record: PtrRecord, from: Source, now: Milliseconds): void {
    if (canonical(record.name) !== this.#suffix) return;
    const label = instanceLabel(record.target, this.#suffix);
    if (label === undefined) return;
    const key = canonical(record.target);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.ptr = new Lease(record.ttl, now);
      return;
    }
    if (record.ttl === 0 || !this.#makeRoom(from.address)) return;
    const ptr = new Lease(record.ttl, now);
    const fullName = record.target.replace(/\.$/, '');
    this.#entries.set(key, { label, fullName, source: from.address, ptr, resolveWait: RESOLVE_EVERY, resolveAt: now });
  }

  #makeRoom(source: string): boolean {
    const counts = new Map<string, number>();
    for (const entry of this.#entries.values()) counts.set(entry.source, (counts.get(entry.source) ?? 0) + 1);
    if ((counts.get(source) ?? 0) >= this.#limits.maxInstancesPerSource) return false;
    if (this.#entries.size < this.#limits.maxInstances) return true;
    const [greediest] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    const victim = [...this.#entries].find(([, entry]) => entry.source === greediest);
    if (victim !== undefined) this.#remove(...victim);
    return true;
  }

  #acceptDetail(record: Extract<DnsRecord, { type: 'SRV' | 'TXT' }>, now: Milliseconds): void {
    const entry = this.#entries.get(canonical(record.name));
    if (entry === undefined) return;
    const lease = new Lease(record.ttl, now);
    this.#touched.add(entry);
    if (record.type === 'TXT') {
      entry.txt = { lease, values: readTxt(record.strings) };
      return;
    }
    const host = canonical(record.target);
    // What is missing now is something else: try soon again, but not at the pace of a sender who keeps changing it.
    if (entry.srv?.host !== host) entry.resolveAt = Math.min(entry.resolveAt, now + RESOLVE_EVERY);
    this.#setSrv(entry, { lease, record, host });
  }

  /** Hosts are kept exactly as long as an SRV record names them. */
  #setSrv(entry: Entry, srv: Entry['srv'] | undefined): void {
    const before = entry.srv?.host;
    this.#touched.add(entry);
    if (srv === undefined) delete entry.srv;
    else entry.srv = srv;
    if (srv !== undefined && !this.#hosts.has(srv.host)) {
      this.#hosts.set(srv.host, { name: srv.record.target, addresses: new Map() });
    }
    if (before === undefined || before === srv?.host) return;
    if (![...this.#entries.values()].some((other) => other.srv?.host === before)) this.#hosts.delete(before);
  }

  #touchHost(host: string): void {
    for (const entry of this.#entries.values()) if (entry.srv?.host === host) this.#touched.add(entry);
  }

  #acceptAddress(record: AddressRecord, all: readonly AddressRecord[], now: Milliseconds): void {
    const name = canonical(record.name);
    const host = this.#hosts.get(name);
    if (host === undefined) return;
    if (record.flush) {
      const said = new Set(all.filter((other) => canonical(other.name) === name).map(({ address }) => address));
      for (const [address, known] of host.addresses) {
        if (known.type === record.type && !said.has(address)) known.lease.supersede(now);
      }
    }
    if (record.ttl === 0 && !host.addresses.has(record.address)) return;
    if (!host.addresses.has(record.address) && host.addresses.size >= this.#limits.maxAddressesPerHost) return;
    if (!host.addresses.has(record.address)) this.#touchHost(name);
    host.addresses.set(record.address, { lease: new Lease(record.ttl, now), type: record.type });
  }

  #isComplete(entry: Entry): boolean {
    return this.#serviceOf(entry) !== undefined;
  }

  #serviceOf({ label, srv, txt }: Entry): Service | undefined {
    const host = srv === undefined ? undefined : this.#hosts.get(srv.host);
    if (srv === undefined || host === undefined || host.addresses.size === 0) return undefined;
    const { target, port, priority, weight } = srv.record;
    return {
      name: label,
      type: this.#type,
      domain: 'local',
      host: target,
      port,
      addresses: [...host.addresses.keys()].sort().map((address) => this.#withZone(address)),
      txt: txt?.values ?? new Map(),
      priority,
      weight,
    };
  }

  #withZone(address: string): string {
    return this.#zone !== undefined && /^fe[89ab]/i.test(address) ? `${address}%${this.#zone}` : address;
  }

  #remove(key: string, entry: Entry): void {
    this.#setSrv(entry, undefined);
    this.#entries.delete(key);
    this.#touched.delete(entry);
    if (entry.published !== undefined) this.#events.push({ type: 'down', service: entry.published.service });
  }

  #publish(): void {
    for (const entry of this.#touched) {
      const service = this.#serviceOf(entry);
      const key = service === undefined ? undefined : keyOf(service);
      if (key === entry.published?.key) continue;
      if (service !== undefined && key !== undefined) {
        entry.published = { key, service };
        this.#events.push({ type: 'up', service });
      } else if (entry.published !== undefined) {
        this.#events.push({ type: 'down', service: entry.published.service });
        delete entry.published;
      }
    }
    this.#touched.clear();
  }
}

function keyOf(service: Service): string {
  const txt = [...service.txt].map(([key, value]) => [
    key,
    value === true ? true : Buffer.from(value).toString('base64'),
  ]);
  return JSON.stringify([service.host, service.port, service.addresses, txt, service.priority, service.weight]);
}
