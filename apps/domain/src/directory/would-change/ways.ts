/** Ways that are named in several places, and what each is made of. */

import type { JsonObject } from '@sallyport/core';
import type { KnownDevice } from '../../assurance/register.ts';
import type { WouldChange } from './answer.ts';

export function giveCode(): WouldChange {
  return change('give-code', 'Give the code that is printed on it.', null, null);
}

export function liftRefusal(device: KnownDevice): WouldChange {
  return change('lift-refusal', 'Take it off the list of refused devices.', 'devices.onboard', nameIn(device));
}

export function nameIn({ manufacturer, serialNumber }: KnownDevice): JsonObject {
  return { manufacturer, serialNumber };
}

export function change(
  kind: WouldChange['kind'],
  sentence: string,
  operation: string | null,
  input: JsonObject | null,
  claim: string | null = null,
): WouldChange {
  return { kind, sentence, operation, input, claim, about: null };
}
