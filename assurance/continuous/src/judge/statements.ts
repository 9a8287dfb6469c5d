/** Which facts and rules the claims that count have put in force. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Change, Fact } from '@sallyport/assurance-inference';
import { factsOf } from '@sallyport/assurance-policy';
import type { Standing, StandingChange } from '@sallyport/assurance-trust';
import { exchange } from './exchange.ts';
import { RuleTexts } from './rule-texts.ts';

type Stated = Pick<StandingChange, 'claim' | 'standing'>;

export class Statements {
  readonly #facts = new Map<string, readonly Fact[]>();
  readonly #rules = new RuleTexts();
  /** Schemas that count. */
  readonly #schemas = new Map<string, VerifiedClaim>();
  /** By the schema that they need, facts that count; also while it is not there. */
  readonly #bySchema = new Map<string, Map<string, Stated>>();

  changesOf(changes: readonly StandingChange[]): readonly Change[] {
    // Facts are read by the schemas of the same moment, whatever came first.
    const schemas = changes.filter((change) => this.#noteSchema(change)).map(({ uri }) => uri);
    const stated = new Map<string, Stated>();
    for (const change of changes) {
      this.#noteFact(change);
      stated.set(change.uri, change);
    }
    for (const uri of schemas) for (const [fact, change] of this.#bySchema.get(uri) ?? []) stated.set(fact, change);
    return [
      ...[...stated].flatMap(([uri, { claim, standing }]) => this.#factChanges(uri, claim, standing)),
      ...this.#rules.changesOf(changes),
    ];
  }

  /** What leads from what others put in force to this: facts claim by claim, and the rules. */
  *differenceFrom(other: Statements): Iterable<readonly Change[]> {
    for (const uri of new Set([...other.#facts.keys(), ...this.#facts.keys()]))
      yield exchange(other.#facts.get(uri) ?? [], this.#facts.get(uri) ?? []);
    yield this.#rules.differenceFrom(other.#rules);
  }

  /** True for a schema. */
  #noteSchema({ uri, claim, standing }: StandingChange): boolean {
    if (claim.claim.type !== 'Schema') return false;
    if (standing.counts) this.#schemas.set(uri, claim);
    else this.#schemas.delete(uri);
    return true;
  }

  #noteFact({ uri, claim, standing }: StandingChange): void {
    if (claim.claim.type !== 'Fact') return;
    const { schema } = claim.claim.subject;
    const facts = this.#bySchema.get(schema) ?? new Map<string, Stated>();
    if (standing.counts) facts.set(uri, { claim, standing });
    else facts.delete(uri);
    if (facts.size === 0) this.#bySchema.delete(schema);
    else this.#bySchema.set(schema, facts);
  }

  #factChanges(uri: string, claim: VerifiedClaim, standing: Standing): readonly Change[] {
    const before = this.#facts.get(uri) ?? [];
    const after = factsOf(claim, standing, (schema) => this.#schemas.get(schema));
    if (after.length === 0) this.#facts.delete(uri);
    else this.#facts.set(uri, after);
    return exchange(before, after);
  }
}
