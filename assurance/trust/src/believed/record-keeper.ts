/** Holds against identities what was taken back or contradicted. Looks at who may object only, never at what counts: no circle. */

import type { CompleteBasis } from '../basis.ts';
import type { Speaker } from '../requirements.ts';
import type { Entry } from '../said/entry.ts';
import type { Ledger } from '../said/ledger.ts';
import type { Report } from '../said/statement.ts';
import { Contradictions, type Rank } from './contradictions.ts';
import type { People } from './people.ts';
import { type Failing, IssuerRecord } from './record.ts';

export class RecordKeeper {
  readonly #basis: CompleteBasis;
  readonly #roots: ReadonlySet<string>;
  readonly #ledger: Ledger;
  readonly #people: People;
  readonly #contradictions = new Contradictions();
  readonly #record: IssuerRecord;

  constructor(basis: CompleteBasis, roots: ReadonlySet<string>, ledger: Ledger, people: People) {
    this.#basis = basis;
    this.#roots = roots;
    this.#ledger = ledger;
    this.#people = people;
    this.#record = new IssuerRecord(basis.record);
  }

  factorOf(identity: string): number {
    return this.#record.factorOf(identity);
  }

  /** Looks at these statements anew. Gives the identities whose factor changed. */
  keep(entries: Iterable<Entry>): ReadonlySet<string> {
    if (this.#basis.record === 'off') return new Set();
    const recorded = [...entries].filter(({ statement }) => statement.kind === 'report' && statement.isRecorded);
    for (const entry of recorded) this.#contradictions.place(entry, this.#answerOf(entry));
    const compared = this.#contradictions.settle((entry) => this.#rankOf(entry));
    for (const entry of [...recorded, ...compared]) {
      const { speaker } = entry;
      const isCharged = speaker !== undefined && !this.#roots.has(speaker);
      this.#record.charge(entry, isCharged ? speaker : undefined, this.#failingOf(entry));
    }
    return this.#record.settle();
  }

  /** Only what people say is compared: strangers could fill any question with answers. */
  #answerOf({ statement, isCurrent, speaker = '' }: Entry) {
    const isHeard = isCurrent && this.#people.objectors.weights.has(speaker);
    return isHeard && statement.kind === 'report' ? statement.answered : undefined;
  }

  #rankOf({ statement, speaker = '' }: Entry): Rank {
    const height = this.#roots.has(speaker) ? Number.POSITIVE_INFINITY : this.#people.objectors.weights.get(speaker);
    return {
      height: height ?? 0,
      mayContradict: statement.kind === 'report' && this.#mayContradict(speaker, statement),
    };
  }

  #mayContradict(identity: string, { requirement }: Report): boolean {
    const rights: readonly Speaker[] = this.#people.objectors.rights.get(identity) ?? [];
    const wanted = this.#basis.requirements[requirement];
    return wanted.some(
      (speaker) => rights.includes(speaker) || (speaker === 'person' && this.#people.mayObject(identity)),
    );
  }

  #failingOf(entry: Entry): Failing | undefined {
    const { uri, validity } = entry;
    const retraction = validity === 'valid' ? this.#ledger.withdrawals.retractionOf(uri) : undefined;
    if (retraction !== undefined) return retraction === 'own' ? 'retraction' : 'deletion';
    return this.#contradictions.isContradicted(entry) ? 'contradiction' : undefined;
  }
}
