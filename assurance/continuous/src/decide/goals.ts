/** The questions that are put to inference. */

import type { Fact, Goal } from '@sallyport/assurance-inference';
import type { EnforcementPoint, Facts } from '@sallyport/onboarding';

/** `permit(Point, Device)` */
export function permitGoal(point: EnforcementPoint, device: string): Goal {
  return { relation: 'permit', arguments: [point, device] };
}

/** `given(Name, Value)`: what the engine that asks established itself. */
export function givenFacts(facts: Facts): readonly Fact[] {
  return Object.entries(facts).map(([name, value]) => ({
    id: `observed:given/${encodeURIComponent(name.toWellFormed())}`,
    relation: 'given',
    arguments: [name, value],
    statement: `${name} is ${value}`,
  }));
}
