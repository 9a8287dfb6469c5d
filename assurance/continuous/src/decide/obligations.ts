/** What goes along with a permission: `obligation(Device, Type, Value)`. */

import type { Pattern, Solutions } from '@sallyport/assurance-inference';
import type { Obligation } from '@sallyport/onboarding';

/** A device with more is not obliged to anything that could be kept. */
const MAX_OBLIGATIONS = 64;

export function obligationPattern(device: string): Pattern {
  return { relation: 'obligation', arguments: [device, undefined, undefined] };
}

/** Undefined when they cannot be told, and nobody could keep them. */
export function obligationsIn({ answers, problem }: Solutions): readonly Obligation[] | undefined {
  if (problem !== undefined || answers.length > MAX_OBLIGATIONS) return undefined;
  return answers.map(([, type, value]) => ({ type: String(type), value: String(value) }));
}
