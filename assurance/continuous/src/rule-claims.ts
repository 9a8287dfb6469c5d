/** The rules that were claimed, as an owner looks at them. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { RuleProblem } from '@sallyport/assurance-inference';
import type { Standing } from '@sallyport/assurance-trust';
import type { World } from './judge/world.ts';

export interface RuleClaim {
  readonly uri: string;
  readonly name: string;
  /** Who said it. */
  readonly by: string;
  readonly source: string;
  readonly about?: string;
  readonly replaces?: string;
  /** Whether it counts. */
  readonly standing: Standing;
  /** What inference has against it, though it counts. */
  readonly problem?: RuleProblem;
}

export function* rulesIn(
  claims: Iterable<VerifiedClaim>,
  world: Pick<World, 'standingOf' | 'problems'>,
): Generator<RuleClaim, void, undefined> {
  const problems = new Map(world.problems.map((problem) => [problem.rule, problem]));
  for (const { claim, uri } of claims) {
    if (claim.type !== 'Rule') continue;
    const standing = world.standingOf(uri);
    if (standing === undefined) continue;
    const { rule, source, about, replaces } = claim.subject;
    const problem = problems.get(uri);
    yield {
      uri,
      name: rule,
      by: standing.by,
      source,
      standing,
      ...(about === undefined ? {} : { about }),
      ...(replaces === undefined ? {} : { replaces }),
      ...(problem === undefined ? {} : { problem }),
    };
  }
}
