/**
 * Announces one service: sans-IO (RFC 6762 §6, §8 to §10).
 *
 * Probes that its names are free, announces itself, answers, defends its names, takes other ones when it loses, and says
 * goodbye. Left out: NSEC records for types that do not exist (§6.1).
 */

import { type Milliseconds, type Random, SECOND } from '@sallyport/core';
import { type AnnouncedService, type AnnouncementRecords, announcementRecords } from './announcement-records.ts';
import { type AnswerPlan, AnswerQueue } from './answer-queue.ts';
import type { Effects, Engine, Outgoing } from './engine.ts';
import { between } from './jitter.ts';
import { type DnsMessage, type DnsRecord, query, rdata, response, type Source, sameRecord } from './message.ts';
import { canonical, nextHostLabel, nextInstanceName } from './names.ts';

export type ResponderEvent =
  /** Probing is done and the names are ours; comes again after every change of name. */
  | { readonly type: 'announced'; readonly name: string; readonly host: string }
  /** Another host has the name; this is the next one to try. */
  | { readonly type: 'renamed'; readonly name: string; readonly host: string }
  /** Every name tried was taken: given up. */
  | { readonly type: 'failed' };

export interface ResponderEngineOptions {
  readonly service: AnnouncedService;
  readonly random: Random;
  /** The multicast DNS port: who asks from another one is a plain DNS client (RFC 6762 §6.7). Default 5353. */
  readonly port?: number;
}

type State =
  | { readonly name: 'idle' | 'failed' | 'closed' }
  | { readonly name: 'probing'; readonly sent: number; readonly at: Milliseconds }
  | { readonly name: 'announcing'; readonly sent: number; readonly at: Milliseconds }
  | { readonly name: 'announced' };

const PROBES = 3;
const PROBE_INTERVAL: Milliseconds = 250;
const ANNOUNCEMENTS = 2;
/** RFC 6762 §8.1: after fifteen conflicts, wait five seconds before each further attempt. */
const MANY_CONFLICTS = 15;
const SLOW_DOWN: Milliseconds = 5 * SECOND;
const TOO_MANY_CONFLICTS = 100;

export class ResponderEngine implements Engine<ResponderEvent> {
  readonly #random: Random;
  readonly #answers: AnswerQueue;
  #service: AnnouncedService;
  #records: AnnouncementRecords;
  #state: State = { name: 'idle' };
  #conflicts = 0;

  constructor(options: ResponderEngineOptions) {
    this.#random = options.random;
    this.#service = options.service;
    this.#records = announcementRecords(options.service);
    this.#answers = new AnswerQueue({ random: options.random, port: options.port ?? 5353 });
  }

  /** The service under the names it has now. */
  get service(): AnnouncedService {
    return this.#service;
  }

  get nextAt(): Milliseconds | undefined {
    const at = 'at' in this.#state ? this.#state.at : undefined;
    const answer = this.#answers.nextAt;
    return at === undefined || answer === undefined ? (at ?? answer) : Math.min(at, answer);
  }

  /** Begins, or begins anew because the link changed: names must be probed there too (RFC 6762 §8). */
  start(now: Milliseconds): void {
    this.#probe(now + between(this.#random, 0, PROBE_INTERVAL));
  }

  /**
   * Uses other addresses from now on, as after a change of the network.
   * @returns what takes back the addresses that are gone: send it before anything else
   */
  readdress(addresses: readonly string[], now: Milliseconds): readonly Outgoing[] {
    const gone = this.#isOwner()
      ? this.#records.host.filter((record) => 'address' in record && !addresses.includes(record.address))
      : [];
    this.#become({ ...this.#service, addresses });
    this.start(now);
    return gone.length === 0 ? [] : [takeBack(gone)];
  }

  tick(now: Milliseconds): Effects<ResponderEvent> {
    const state = this.#state;
    if (state.name === 'probing' && now >= state.at) return this.#tickProbing(state.sent, now);
    if (state.name === 'announcing' && now >= state.at) return this.#tickAnnouncing(state.sent, now);
    return { send: this.#answers.take(this.#records, now), events: [] };
  }

  receive(message: DnsMessage, from: Source, now: Milliseconds): Effects<ResponderEvent> {
    if (message.kind === 'response') return this.#receiveResponse(message, now);
    if (this.#state.name === 'probing') this.#yieldToProber(message, now);
    if (!this.#isOwner()) return NOTHING;
    const plan: AnswerPlan = this.#answers.consider(message, from, this.#records, now);
    return { send: plan.send, events: [] };
  }

  /** Takes every record back (RFC 6762 §10.1). Nothing is sent for a service that was never announced. */
  goodbye(): readonly Outgoing[] {
    const wasOwner = this.#isOwner();
    this.#state = { name: 'closed' };
    this.#answers.clear();
    if (!wasOwner) return [];
    // The service type and the host's addresses may belong to other services of this host too: only the instance leaves.
    const leaving = [...this.#records.shared.slice(0, 1), ...this.#records.instance];
    return [takeBack(leaving)];
  }

  #isOwner(): boolean {
    return this.#state.name === 'announcing' || this.#state.name === 'announced';
  }

  #probe(at: Milliseconds): void {
    this.#answers.clear();
    this.#state = { name: 'probing', sent: 0, at };
  }

  #tickProbing(sent: number, now: Milliseconds): Effects<ResponderEvent> {
    if (sent < PROBES) {
      this.#state = { name: 'probing', sent: sent + 1, at: now + PROBE_INTERVAL };
      const authorities = this.#unique();
      const names = [...new Map(authorities.map(({ name }) => [canonical(name), name])).values()];
      const questions = names.map((name) => ({ name, type: 'ANY', unicast: true }) as const);
      return { send: [{ message: query({ questions, authorities: authorities.map(unflushed) }) }], events: [] };
    }
    const effects = this.#tickAnnouncing(0, now);
    const { name, host } = this.#service;
    return { ...effects, events: [{ type: 'announced', name, host }] };
  }

  #tickAnnouncing(sent: number, now: Milliseconds): Effects<ResponderEvent> {
    this.#state =
      sent + 1 < ANNOUNCEMENTS ? { name: 'announcing', sent: sent + 1, at: now + SECOND } : { name: 'announced' };
    const answers = [...this.#records.shared, ...this.#unique()];
    this.#answers.sent(answers, now);
    return { send: [{ message: response({ answers }) }], events: [] };
  }

  #unique() {
    return [...this.#records.instance, ...this.#records.host];
  }

  #receiveResponse(message: DnsMessage, now: Milliseconds): Effects<ResponderEvent> {
    const said = [...message.answers, ...message.additionals].filter(({ ttl }) => ttl > 0);
    this.#answers.heard(said);
    const instance = contradicts(said, this.#records.instance);
    const host = contradicts(said, this.#records.host);
    if (!instance && !host) return NOTHING;
    if (this.#state.name === 'probing') return this.#rename(instance, host, now);
    // RFC 6762 §9: who finds a name of its own contradicted goes back to probing; the answer to that decides.
    if (this.#isOwner()) this.#probe(now + between(this.#random, 0, PROBE_INTERVAL));
    return NOTHING;
  }

  #rename(instance: boolean, host: boolean, now: Milliseconds): Effects<ResponderEvent> {
    this.#conflicts++;
    if (this.#conflicts > TOO_MANY_CONFLICTS) {
      this.#state = { name: 'failed' };
      return { send: [], events: [{ type: 'failed' }] };
    }
    this.#become({
      ...this.#service,
      ...(instance ? { name: nextInstanceName(this.#service.name) } : {}),
      ...(host ? { host: nextHostLabel(this.#service.host) } : {}),
    });
    this.#probe(now + (this.#conflicts > MANY_CONFLICTS ? SLOW_DOWN : between(this.#random, 0, PROBE_INTERVAL)));
    return { send: [], events: [{ type: 'renamed', name: this.#service.name, host: this.#service.host }] };
  }

  #become(service: AnnouncedService): void {
    this.#service = service;
    this.#records = announcementRecords(service);
  }

  /**
   * Two hosts probe for one name at once: the one whose records sort later goes on, the other tries again in a second
   * (RFC 6762 §8.2). Our own probe, heard back, sorts the same and changes nothing.
   */
  #yieldToProber(message: DnsMessage, now: Milliseconds): void {
    for (const ours of [this.#records.instance, this.#records.host]) {
      const name = ours[0] === undefined ? '' : canonical(ours[0].name);
      const theirs = message.authorities.filter((record) => canonical(record.name) === name);
      if (theirs.length > 0 && compareRecords(ours, theirs) < 0) {
        this.#probe(now + SECOND);
        return;
      }
    }
  }
}

const NOTHING: Effects<never> = { send: [], events: [] };

/** RFC 6762 §10.1. Without the cache-flush bit, which would take along what stays. */
function takeBack(records: readonly DnsRecord[]): Outgoing {
  return { message: response({ answers: records.map((record) => ({ ...record, ttl: 0, flush: false })) }) };
}

/** In a probe the records are a proposal: the cache-flush bit would be a claim (RFC 6762 §10.2). */
function unflushed<Record extends DnsRecord>(record: Record): Record {
  return { ...record, flush: false };
}

/** True when somebody says something else under a name and type that should be ours alone. */
function contradicts(said: readonly DnsRecord[], ours: readonly DnsRecord[]): boolean {
  return said.some(
    (record) =>
      ours.some((own) => own.type === record.type && canonical(own.name) === canonical(record.name)) &&
      !ours.some((own) => sameRecord(own, record)),
  );
}

const TYPE_NUMBERS = { A: 1, PTR: 12, TXT: 16, AAAA: 28, SRV: 33 } as const;

/** RFC 6762 §8.2.1: sort each side by type and data, then compare pair by pair; the longer list wins a tie. */
function compareRecords(a: readonly DnsRecord[], b: readonly DnsRecord[]): number {
  const [left, right] = [[...a].sort(compareRecord), [...b].sort(compareRecord)];
  for (const [index, record] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareRecord(record, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareRecord(a: DnsRecord, b: DnsRecord): number {
  return TYPE_NUMBERS[a.type] - TYPE_NUMBERS[b.type] || Buffer.compare(rdata(a), rdata(b));
}
