/**
 * What is said now, and by whom: every claim that is known, judged without regard to who is believed. Validity, bindings, retractions
 * and newer statements are settled here; how far anybody is believed builds on it, and never the other way round.
 */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Names } from '../names.ts';
import { type Defect, type Entry, withdrawnBy } from './entry.ts';
import { Identities } from './identities.ts';
import { Schedule } from './schedule.ts';
import { readStatement } from './statement.ts';
import { Succession } from './succession.ts';
import { Withdrawals } from './withdrawals.ts';

export class Ledger {
  readonly identities: Identities;
  readonly withdrawals: Withdrawals;
  readonly #names: Names;
  readonly #servers: ReadonlySet<string>;
  readonly #succession = new Succession();
  readonly #schedule = new Schedule();
  readonly #byUri = new Map<string, Entry>();
  readonly #byIssuer = new Map<string, Set<Entry>>();
  /** Trust and distrust, by the key that they name. */
  readonly #byNamed = new Map<string, Set<Entry>>();
  /** Bindings by authentication servers, by the key that they bind. */
  readonly #byBound = new Map<string, Set<Entry>>();
  #now: number;

  constructor(names: Names, roots: ReadonlySet<string>, servers: ReadonlySet<string>, now: number) {
    this.#names = names;
    this.#servers = servers;
    this.#now = now;
    this.identities = new Identities(roots);
    this.withdrawals = new Withdrawals(roots);
  }

  get(uri: string): Entry | undefined {
    return this.#byUri.get(uri);
  }

  get nextChange(): number | undefined {
    return this.#schedule.next;
  }

  isServer(issuer: string): boolean {
    return this.#servers.has(issuer);
  }

  /** Everything that was said by an identity, through whatever key. */
  *saidBy(identity: string): Iterable<Entry> {
    for (const issuer of this.identities.voicesOf(identity)) yield* this.#byIssuer.get(issuer) ?? [];
  }

  /** Takes claims in; those known already are passed over. Gives every claim whose judgement may have changed. */
  add(claims: readonly VerifiedClaim[]): ReadonlySet<Entry> {
    const added = new Set<Entry>();
    for (const claim of claims) {
      if (this.#byUri.has(claim.uri)) continue;
      const entry = this.#read(claim);
      this.#index(entry);
      added.add(entry);
    }
    return this.#settle(added);
  }

  /** Moves time, forwards or, when a clock was set, backwards. Gives the same. */
  advance(now: number): ReadonlySet<Entry> {
    const isForward = now >= this.#now;
    this.#now = now;
    const due = isForward ? this.#schedule.take(now) : this.#reschedule();
    const changed = new Set<Entry>();
    for (const entry of due) {
      const validity = entry.claim.validityAt(new Date(now));
      if (validity === entry.validity) continue;
      entry.validity = validity;
      changed.add(entry);
    }
    return this.#settle(changed);
  }

  #reschedule(): Iterable<Entry> {
    this.#schedule.clear();
    for (const entry of this.#byUri.values()) this.#schedule.add(entry, this.#now);
    return this.#byUri.values();
  }

  #read(claim: VerifiedClaim): Entry {
    const { validFrom, validUntil } = claim.verified.credential;
    return {
      claim,
      uri: claim.uri,
      issuer: this.#names.canonical(claim.issuer),
      statement: readStatement(claim, this.#names),
      from: validFrom?.getTime() ?? Number.NEGATIVE_INFINITY,
      until: validUntil?.getTime() ?? Number.POSITIVE_INFINITY,
      validity: claim.validityAt(new Date(this.#now)),
      speaker: undefined,
      defect: undefined,
      isCurrent: false,
      standing: undefined,
    };
  }

  #index(entry: Entry): void {
    const { statement, issuer } = entry;
    this.#byUri.set(entry.uri, entry);
    addTo(this.#byIssuer, issuer, entry);
    if (statement.kind === 'vouching') addTo(this.#byNamed, statement.subject, entry);
    if (statement.kind === 'binding' && this.isServer(issuer)) addTo(this.#byBound, statement.key, entry);
    const target = withdrawnBy(entry);
    if (target !== undefined) this.withdrawals.add(entry, target);
    this.#schedule.add(entry, this.#now);
  }

  /** In the order in which one thing follows from another: withdrawn bindings, identities, other withdrawals, successions. */
  #settle(changed: Set<Entry>): ReadonlySet<Entry> {
    if (changed.size === 0) return changed;
    const touched = new Set(changed);
    this.#withdraw(touched, (target) => target.statement.kind === 'binding');
    for (const key of this.#bind(touched)) {
      for (const entry of this.#byIssuer.get(key) ?? []) touched.add(entry);
      for (const entry of this.#byNamed.get(key) ?? []) touched.add(entry);
    }
    for (const entry of touched) entry.speaker = this.identities.speakerOf(entry.issuer);
    this.#withdraw(touched, () => true);
    return this.#succeed(touched);
  }

  /** Settles what the touched claims do to others, and what others do to them; adds those to the touched. */
  #withdraw(touched: Set<Entry>, isMeant: (target: Entry) => boolean): void {
    const pending = [...touched];
    for (const entry of touched) {
      if (!isMeant(entry)) continue;
      for (const other of this.withdrawals.pointingAt(entry.uri)) if (!touched.has(other)) pending.push(other);
    }
    for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
      const target = this.#byUri.get(withdrawnBy(entry) ?? '');
      if (target !== undefined && !isMeant(target)) continue;
      touched.add(entry);
      if (!this.withdrawals.settle(entry, target) || target === undefined) continue;
      touched.add(target);
      // What replaces something can itself have been taken back: whatever it replaced is to be looked at again.
      pending.push(target);
    }
  }

  /** Puts the touched bindings in force or out of it. Gives the keys that speak, or may be named, as somebody else now. */
  #bind(touched: Set<Entry>): readonly string[] {
    const before = new Map<string, string>();
    for (const entry of [...touched]) {
      const { statement, issuer } = entry;
      if (statement.kind !== 'binding' || !this.isServer(issuer)) continue;
      const { key, mailbox } = statement;
      if (!before.has(key)) before.set(key, this.#namesOf(key));
      this.identities.set(entry, key, mailbox, entry.validity === 'valid' && !this.withdrawals.isRetracted(entry.uri));
      // Whether bindings agree is for all bindings of the key to know.
      for (const other of this.#byBound.get(key) ?? []) touched.add(other);
    }
    return [...before].filter(([key, names]) => this.#namesOf(key) !== names).map(([key]) => key);
  }

  #namesOf(key: string): string {
    return `${this.identities.speakerOf(key)}\n${this.identities.mailboxOf(key)}`;
  }

  #succeed(touched: ReadonlySet<Entry>): ReadonlySet<Entry> {
    const affected = new Set(touched);
    for (const entry of touched) {
      entry.defect = this.#defectOf(entry);
      const isSaid = this.#isSaid(entry) && entry.defect === undefined;
      for (const other of this.#succession.place(entry, isSaid ? entry.speaker : undefined, thingOf(entry))) {
        affected.add(other);
      }
    }
    for (const entry of affected) {
      const isNewest = thingOf(entry) === undefined || this.#succession.isNewest(entry);
      const isSaid = this.#isSaid(entry) && entry.defect === undefined;
      entry.isCurrent = isSaid && isNewest && !this.withdrawals.isReplaced(entry.uri);
    }
    return affected;
  }

  #isSaid({ validity, uri, speaker }: Entry): boolean {
    return validity === 'valid' && speaker !== undefined && !this.withdrawals.isRetracted(uri);
  }

  #defectOf({ statement, issuer, speaker }: Entry): Defect | undefined {
    if (statement.kind !== 'vouching' || speaker === undefined) return undefined;
    const { truster, subject } = statement;
    const isOwnName = truster === issuer || truster === this.identities.mailboxOf(issuer);
    if (!isOwnName) return 'not-bound';
    return this.identities.meant(subject) === speaker ? 'self' : undefined;
  }
}

function thingOf({ statement }: Entry): string | undefined {
  return statement.kind === 'vouching' || statement.kind === 'report' ? statement.thing : undefined;
}

function addTo(index: Map<string, Set<Entry>>, key: string, entry: Entry): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, new Set([entry]));
  else known.add(entry);
}
