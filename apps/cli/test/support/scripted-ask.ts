/** A service that answers as a test says. */

import type { JsonValue } from '@sallyport/core';
import type { DomainAsk } from '../../src/services/ask.ts';

type Script = (name: string, input: JsonValue) => Promise<JsonValue>;

/** Answers are what the test makes of them: whoever reads them must bear what does not fit. */
export function scriptedAsk(script: Script): DomainAsk;
export function scriptedAsk(script: Script): unknown {
  return script;
}
