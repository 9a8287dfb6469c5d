/** The questions that are put to inference. */

import type { Fact, Goal } from '@sallyport/assurance-inference';
import type { EnforcementPoint, Facts } from '@sallyport/onboarding';

/** Where something lasting rests on the decision: a certificate, or a place in a network. Other points are passed and over. */
export const LASTING: readonly EnforcementPoint[] = ['C.8', 'E.2', 'M.4'];

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
