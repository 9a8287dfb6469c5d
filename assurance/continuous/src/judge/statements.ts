/** Which facts and rules the claims that count have put in force. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Change, Fact, RuleText } from '@sallyport/assurance-inference';
import { factsOf, ruleOf } from '@sallyport/assurance-policy';
import type { Standing, StandingChange } from '@sallyport/assurance-trust';
import { exchange } from './exchange.ts';

export class Statements {
  readonly #facts = new Map<string, readonly Fact[]>();
  readonly #rules = new Map<string, RuleText>();

  changesOf(changes: readonly StandingChange[]): readonly Change[] {
    return changes.flatMap(({ uri, claim, standing }) =>
      claim.claim.kind === 'rule' ? this.#ruleChanges(uri, claim, standing) : this.#factChanges(uri, claim, standing),
    );
  }

  #factChanges(uri: string, claim: VerifiedClaim, standing: Standing): readonly Change[] {
    const before = this.#facts.get(uri) ?? [];
    const after = standing.counts ? factsOf(claim, standing) : [];
    if (after.length === 0) this.#facts.delete(uri);
    else this.#facts.set(uri, after);
    return exchange(before, after);
  }

  #ruleChanges(uri: string, claim: VerifiedClaim, standing: Standing): readonly Change[] {
    const before = this.#rules.get(uri);
    const after = standing.counts ? ruleOf(claim, standing) : undefined;
    if (after === undefined) this.#rules.delete(uri);
    else this.#rules.set(uri, after);
    if (before !== undefined && after !== undefined && before.by === after.by) return [];
    return [
      ...(before === undefined ? [] : [{ removeRule: uri }]),
      ...(after === undefined ? [] : [{ addRule: after }]),
    ];
  }
}
