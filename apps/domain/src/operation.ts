/** How an operation on a domain is made: from JSON to JSON, with its arguments checked by a schema. */

import type { JsonValue } from '@sallyport/core';
import type { z } from 'zod';
import type { Domain } from './domain.ts';
import { fail } from './errors.ts';

/** An operation with the shape of its arguments. */
export interface Operation {
  readonly title: string;
  run(domain: Domain, input: unknown): Promise<JsonValue>;
}

/** Every wrong argument in one line. */
function sentenceOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.') || 'the argument'}: ${message}`).join('; ');
}

/** An operation whose arguments are checked before it runs. @throws E_DOMAIN_ARGUMENT */
export function operation<Input>(
  title: string,
  input: z.ZodType<Input>,
  run: (domain: Domain, input: Input) => Promise<JsonValue>,
): Operation {
  return {
    title,
    run: (domain, given) => {
      const parsed = input.safeParse(given);
      if (!parsed.success) throw fail('E_DOMAIN_ARGUMENT', sentenceOf(parsed.error));
      return run(domain, parsed.data);
    },
  };
}
