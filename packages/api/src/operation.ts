/** One thing that people and programs do with a service: how it is reached, who may, what it takes and what it answers. */

import type { JsonObject, JsonValue } from '@sallyport/core';
import type { z } from 'zod';
import type { Caller } from './caller.ts';
import { fail } from './errors.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Method and path, for example `GET /devices/{serialNumber}`; what stands in braces is taken out of the input. */
export type Via = `${Method} /${string}`;

/**
 * Where an operation is reached: `anywhere` over HTTP; `local` on the service's own machine alone, since it reads files there.
 */
export type Reach = 'anywhere' | 'local';

export interface OperationOptions<Host, Role extends string, Input, Answer> {
  /** One line, in small letters: what it does. */
  readonly title: string;
  readonly via: Via;
  /** Who may. */
  readonly roles: readonly Role[];
  /** Default `anywhere`. */
  readonly reach?: Reach;
  /** Whether anything is another way afterwards, which is written down under the name of who did it. Default: all but GET. */
  readonly changes?: boolean;
  /** Members of the input that are never written down. */
  readonly secrets?: readonly string[];
  readonly input: z.ZodType<Input>;
  readonly answer: z.ZodType<Answer>;
  run(host: Host, input: Input, caller: Caller<Role>): Promise<Answer> | Answer;
}

/** An operation whose input is checked before it runs. */
export interface Operation<Host, Role extends string = string, Given = unknown, Answer = unknown> {
  readonly title: string;
  readonly via: Via;
  readonly roles: readonly Role[];
  readonly reach: Reach;
  readonly changes: boolean;
  readonly secrets: readonly string[];
  readonly input: z.ZodType<unknown, Given>;
  readonly answer: z.ZodType<Answer>;
  /**
   * @param input anything: it is checked
   * @throws E_API_INPUT, and what the work throws
   */
  run(host: Host, input: unknown, caller: Caller<Role>): Promise<Answer>;
}

/** Every wrong member in one line. */
function sentenceOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.') || 'the input'}: ${message}`).join('; ');
}

export function operation<Host, Role extends string, Input, Given, Answer>(
  options: Omit<OperationOptions<Host, Role, Input, Answer>, 'input'> & { readonly input: z.ZodType<Input, Given> },
): Operation<Host, Role, Given, Answer> {
  const {
    title,
    via,
    roles,
    input,
    answer,
    reach = 'anywhere',
    changes = !via.startsWith('GET '),
    secrets = [],
  } = options;
  return {
    ...{ title, via, roles, input, answer, reach, changes, secrets },
    run: async (host, given, caller) => {
      const parsed = input.safeParse(given);
      if (!parsed.success) throw fail('E_API_INPUT', sentenceOf(parsed.error));
      return options.run(host, parsed.data, caller);
    },
  };
}

/** The operations of a service, by name. */
export type Operations<Host, Role extends string = string> = Readonly<Record<string, Operation<Host, Role>>>;

/** What may be written down of an input: secrets are left out, and say that they were there. */
export function withoutSecrets(input: JsonObject, secrets: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]): [string, JsonValue] => [
      name,
      secrets.includes(name) ? '(secret)' : value,
    ]),
  );
}
