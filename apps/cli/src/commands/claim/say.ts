/** What the commands about claims share: the owner says something, and is shown what became of it. */

import type { ClaimTypeName } from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { fail } from '../../errors.ts';
import { moment } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import type { DomainAsk } from '../../services/ask.ts';
import { withDomain } from '../../services/reach.ts';
import { madeText } from '../../view/claim-view.ts';
import { jsonOf } from '../../view/json-of.ts';
import { type Names, namesOf } from '../../view/names.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, perform } from '../common.ts';

export interface UntilOption {
  readonly until?: string;
}

export const UNTIL = [
  '--until <time>',
  'it counts until then: a day, or a time as 2027-01-31T12:00:00Z',
  (text: string) => moment(text).toISOString(),
] as const;

/** Runs an operation that gives one claim, and shows that to people with names, to programs as it is. */
export function performClaim(
  context: RunContext,
  options: CommonOptions,
  operate: (ask: DomainAsk) => Promise<unknown>,
  view: (claim: JsonObject, names: Names) => string = (claim, names) => madeText(claim, names, context.terminal),
): Promise<void> {
  const { json } = options;
  return perform(context, json, () =>
    withDomain(options, context, async (ask) => {
      const answer = jsonOf(await operate(ask));
      if (json) showValue(context.terminal, answer, json);
      else if (isJsonObject(answer)) context.terminal.out(view(answer, await namesOf(ask)));
      else throw fail('E_CLI_OPERATION', 'the domain gave no claim');
      return undefined;
    }),
  );
}

/** The owner claims something; a field that is undefined is left out. */
export function say(
  context: RunContext,
  options: CommonOptions & UntilOption,
  type: ClaimTypeName,
  subject: Readonly<Record<string, JsonValue | undefined>>,
): Promise<void> {
  const input = {
    type,
    subject: given(subject),
    ...(options.until === undefined ? {} : { validUntil: options.until }),
  };
  return performClaim(context, options, (ask) => ask('claims.make', input));
}

function given(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const subject: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) subject[name] = value;
  return subject;
}
