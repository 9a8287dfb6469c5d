/** The trust engine. Everything it says follows from the basis, the claims and the time, in whatever order they came. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import { type CompleteBasis, readTrustBasis, type TrustBasis } from './basis.ts';
import { beliefChanges, mapChanges } from './believed/changes.ts';
import { Manufacturers } from './believed/manufacturers.ts';
import { People } from './believed/people.ts';
import { RecordKeeper } from './believed/record-keeper.ts';
import { fail } from './errors.ts';
import { Judge } from './judge.ts';
import { Names } from './names.ts';
import { namesIn, Reports } from './reports.ts';
import type { Entry } from './said/entry.ts';
import { Ledger } from './said/ledger.ts';
import type { IdentityState, Standing, StandingChange, TrustChangeSet } from './standing.ts';

export class TrustEngine {
  readonly #basis: CompleteBasis;
  readonly #names = new Names();
  readonly #ledger: Ledger;
  readonly #people: People;
  readonly #record: RecordKeeper;
  readonly #manufacturers = new Manufacturers();
  readonly #judge: Judge;
  readonly #reports: Reports;
  /** Identities that were named in a new way and are to be reported under it. */
  readonly #named = new Set<string>();

  /** @throws E_TRUST_BASIS, E_TRUST_TIME */
  constructor(basis: TrustBasis, at: Date) {
    this.#basis = readTrustBasis(basis);
    const { threshold } = this.#basis;
    const roots = new Set(this.#basis.roots.map((root) => this.#names.canonical(root)));
    const servers = new Set(this.#basis.authenticationServers.map((server) => this.#names.canonical(server)));
    this.#ledger = new Ledger(this.#names, roots, servers, millisecondsOf(at));
    this.#people = new People(roots, threshold);
    this.#record = new RecordKeeper(this.#basis, roots, this.#ledger, this.#people);
    this.#judge = new Judge(this.#basis, this.#ledger, this.#people, this.#manufacturers);
    this.#reports = new Reports(this.#names, (identity, id) => this.#stateOf(identity, id));
    this.#name(this.#basis.roots);
    this.#people.weighObjectors();
    this.#people.weigh(() => 1);
  }

  /** Takes claims in, in any order. One that is known already changes nothing. The first change tells of the roots too. */
  add(claims: readonly VerifiedClaim[]): TrustChangeSet {
    for (const claim of claims) if (this.#ledger.get(claim.uri) === undefined) this.#name(namesIn(claim));
    return this.#update(this.#ledger.add(claims));
  }

  /** Tells that it is now this time. @throws E_TRUST_TIME */
  advance(at: Date): TrustChangeSet {
    return this.#update(this.#ledger.advance(millisecondsOf(at)));
  }

  /** When a claim that is known begins or has ended: before, {@link advance} changes nothing. */
  get nextChangeAt(): Date | undefined {
    const next = this.#ledger.nextChange;
    return next === undefined ? undefined : new Date(next);
  }

  /** Undefined for a claim that was never added. */
  standingOf(uri: string): Standing | undefined {
    return this.#ledger.get(uri)?.standing;
  }

  /** The mailbox that this issuer's key is bound to, else the issuer itself. */
  identityOf(issuer: string): string {
    const canonical = this.#names.canonical(issuer);
    const speaker = this.#ledger.identities.speakerOf(canonical);
    return speaker === undefined || speaker === canonical ? issuer : speaker;
  }

  /** Every root, issuer, mailbox, and person or manufacturer that a claim names, under every name that was used. */
  identities(): Iterable<IdentityState> {
    return this.#reports.all();
  }

  #name(names: readonly string[]): void {
    for (const name of names) if (this.#names.keep(name)) this.#named.add(this.#names.canonical(name));
  }

  #update(affected: ReadonlySet<Entry>): TrustChangeSet {
    const changed = this.#weigh(affected);
    const touched = new Set(affected);
    this.#addSaidBy(changed, touched);
    const manufacturers = this.#hear(touched);
    this.#addSaidBy(manufacturers, touched);
    const standings = [...this.#judgeAll(touched)];
    const identities = [...this.#reports.changesOf(new Set([...this.#named, ...changed, ...manufacturers]))];
    this.#named.clear();
    return { standings, identities };
  }

  /** Settles who is believed, and how far. Gives the identities of whom anything changed. */
  #weigh(affected: ReadonlySet<Entry>): ReadonlySet<string> {
    const { objectors, objections, belief } = this.#people;
    const changed = new Set<string>();
    const recorded = new Set(affected);
    const isDrawn = this.#draw(affected);
    if (isDrawn) {
      this.#people.weighObjectors();
      for (const identity of beliefChanges(objectors, this.#people.objectors)) changed.add(identity);
      this.#addSaidBy(changed, recorded);
      for (const identity of mapChanges(objections, this.#people.objections)) changed.add(identity);
    }
    const moved = this.#record.keep(recorded);
    for (const identity of moved) changed.add(identity);
    if (isDrawn || [...moved].some((identity) => this.#people.objectors.weights.has(identity))) {
      this.#people.weigh((identity) => this.#record.factorOf(identity));
      for (const identity of beliefChanges(belief, this.#people.belief)) changed.add(identity);
    }
    return changed;
  }

  /** Draws what these claims say of people. True when that changed anything. */
  #draw(entries: Iterable<Entry>): boolean {
    let isDrawn = false;
    for (const entry of entries) {
      const { statement, isCurrent, speaker } = entry;
      if (statement.kind !== 'vouching' || statement.role !== 'person') continue;
      const meant = this.#ledger.identities.meant(statement.subject);
      if (this.#people.draw(entry, statement, isCurrent ? speaker : undefined, meant)) isDrawn = true;
    }
    return isDrawn;
  }

  /** Hears what these claims say of manufacturers. Gives those that anything was heard about. */
  #hear(entries: Iterable<Entry>): ReadonlySet<string> {
    const heard = new Set<string>();
    for (const entry of entries) {
      const { statement, isCurrent } = entry;
      if (statement.kind !== 'vouching' || statement.role !== 'manufacturer') continue;
      const weight = isCurrent ? this.#judge.weightOf(entry, statement) : undefined;
      const meant = weight === undefined ? undefined : this.#ledger.identities.meant(statement.subject);
      for (const manufacturer of this.#manufacturers.place(entry, statement.isTrust, meant, weight ?? 0)) {
        heard.add(manufacturer);
      }
    }
    return heard;
  }

  *#judgeAll(entries: Iterable<Entry>): Iterable<StandingChange> {
    for (const entry of entries) {
      const standing = this.#judge.standingOf(entry);
      if (isSame(standing, entry.standing)) continue;
      entry.standing = standing;
      yield { uri: entry.uri, claim: entry.claim, standing };
    }
  }

  #addSaidBy(identities: Iterable<string>, entries: Set<Entry>): void {
    for (const identity of identities) for (const entry of this.#ledger.saidBy(identity)) entries.add(entry);
  }

  #stateOf(identity: string, id: string): IdentityState {
    const { weights, rights } = this.#people.belief;
    return {
      id,
      weight: weights.get(identity) ?? 0,
      rights: rights.get(identity) ?? [],
      isPerson: this.#people.isPerson(identity),
      speaksAsManufacturer: this.#manufacturers.speaks(identity),
      distrustFactor: this.#people.distrustFactorOf(identity),
      recordFactor: this.#record.factorOf(identity),
    };
  }
}

function isSame(a: Standing, b: Standing | undefined): boolean {
  // The sentence follows from these, and from what the claim is.
  return a.reason === b?.reason && a.weight === b.weight && a.by === b.by;
}

function millisecondsOf(at: Date): number {
  const time = at.getTime();
  if (Number.isNaN(time)) throw fail('E_TRUST_TIME', 'not a moment in time');
  return time;
}
