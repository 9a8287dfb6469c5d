/** From what is said and who is believed to the standing of one claim. */

import type { CompleteBasis } from './basis.ts';
import type { Manufacturers } from './believed/manufacturers.ts';
import type { People } from './believed/people.ts';
import { isMailbox } from './names.ts';
import type { Speaker } from './requirements.ts';
import type { Entry } from './said/entry.ts';
import type { Ledger } from './said/ledger.ts';
import type { Report, ThingVouching } from './said/statement.ts';
import { sentenceFor } from './sentences.ts';
import type { Standing, StandingReason } from './standing.ts';

interface Finding {
  readonly reason: StandingReason;
  readonly weight: number;
}

export class Judge {
  readonly #basis: CompleteBasis;
  readonly #ledger: Ledger;
  readonly #people: People;
  readonly #manufacturers: Manufacturers;

  constructor(basis: CompleteBasis, ledger: Ledger, people: People, manufacturers: Manufacturers) {
    this.#basis = basis;
    this.#ledger = ledger;
    this.#people = people;
    this.#manufacturers = manufacturers;
  }

  standingOf(entry: Entry): Standing {
    const { reason, weight } = this.#find(entry);
    const by = entry.speaker !== undefined && isMailbox(entry.speaker) ? entry.speaker : entry.claim.issuer;
    return {
      counts: reason === 'counted',
      by,
      weight,
      reason,
      sentence: sentenceFor(reason, by, weight, entry.statement),
    };
  }

  /** The weight with which an identity may say this; undefined when it may not. */
  weightOf({ speaker }: Entry, { requirement }: ThingVouching | Report): number | undefined {
    if (speaker === undefined) return undefined;
    let best: number | undefined;
    for (const wanted of this.#basis.requirements[requirement]) {
      const weight = this.#weightAs(speaker, wanted);
      if (weight !== undefined) best = Math.max(best ?? 0, weight);
    }
    return best;
  }

  #weightAs(identity: string, wanted: Speaker): number | undefined {
    const { weights, rights } = this.#people.belief;
    switch (wanted) {
      case 'manufacturer':
        return this.#manufacturers.speaks(identity) ? this.#manufacturers.weightOf(identity) : undefined;
      case 'person':
        return this.#people.isPerson(identity) ? weights.get(identity) : undefined;
      default:
        return rights.get(identity)?.includes(wanted) === true ? weights.get(identity) : undefined;
    }
  }

  #find(entry: Entry): Finding {
    const { statement, validity, speaker, uri } = entry;
    const weight = speaker === undefined ? 0 : (this.#people.belief.weights.get(speaker) ?? 0);
    const because = (reason: StandingReason) => ({ reason, weight });
    if (statement.kind === 'none') return because('not-a-statement');
    if (validity !== 'valid') return because(validity);
    if (this.#ledger.withdrawals.isRetracted(uri)) return because('retracted');
    if (statement.kind === 'binding') return this.#findBinding(entry, statement.key);
    if (statement.kind === 'retraction') return because(this.#retraction(entry, statement.target));
    if (speaker === undefined) return because('not-bound');
    if (entry.defect !== undefined) return because(entry.defect);
    if (!entry.isCurrent) return because('superseded');
    if (statement.kind === 'vouching' && statement.role === 'person')
      return this.#findVouching(entry, statement.isTrust);
    const counted = this.weightOf(entry, statement);
    if (counted !== undefined) return { reason: 'counted', weight: counted };
    return because(this.#reasonAgainst(speaker, this.#basis.requirements[statement.requirement]));
  }

  #findBinding({ issuer }: Entry, key: string): Finding {
    if (!this.#ledger.isServer(issuer)) return { reason: 'not-entitled', weight: 0 };
    // Authentication servers are configuration: what they say of keys weighs all there is.
    return { reason: this.#ledger.identities.isInConflict(key) ? 'conflict' : 'counted', weight: 1 };
  }

  #retraction(entry: Entry, uri: string): StandingReason {
    const target = this.#ledger.get(uri);
    if (target === undefined) return 'nothing-to-retract';
    if (this.#ledger.withdrawals.relation(entry, target) !== undefined) return 'counted';
    return entry.speaker === undefined ? 'not-bound' : 'not-entitled';
  }

  /** Everybody who is believed may trust others; everybody who was believed before others objected may object. */
  #findVouching({ speaker = '' }: Entry, isTrust: boolean): Finding {
    const { belief, objectors } = this.#people;
    const isHeard = isTrust ? this.#people.isPerson(speaker) : this.#people.mayObject(speaker);
    const weight = (isTrust ? belief : objectors).weights.get(speaker) ?? 0;
    return { reason: isHeard ? 'counted' : this.#reasonAgainst(speaker, ['person']), weight };
  }

  #reasonAgainst(identity: string, wanted: readonly Speaker[]): StandingReason {
    const weight = this.#people.belief.weights.get(identity) ?? 0;
    if (weight >= this.#basis.threshold) return 'not-entitled';
    if (wanted.includes('manufacturer') && this.#manufacturers.isDistrusted(identity)) return 'distrusted';
    if (this.#people.distrustFactorOf(identity) < 1) return 'distrusted';
    if (weight > 0) return 'below-threshold';
    return this.#manufacturers.speaks(identity) ? 'not-entitled' : 'unknown-issuer';
  }
}
