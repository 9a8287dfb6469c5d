/** Operations by name, from JSON to JSON, without HTTP in between. */

import { type JsonValue, parseJson, utf8 } from '@sallyport/core';
import type { Caller } from './caller.ts';
import { type Operations, operationNamed } from './operation.ts';

const LIMITS = { maxBytes: 512 << 20, maxDepth: 1024 };

/** What whoever asked over HTTP would be given: members that are undefined are not there. @throws E_API_OPERATION, E_API_INPUT, and what the work throws */
export async function runOperation<Host, Role extends string>(
  table: Operations<Host, Role>,
  host: Host,
  name: string,
  input: JsonValue,
  caller: Caller<Role>,
): Promise<JsonValue> {
  const answer = await operationNamed(table, name).run(host, input, caller);
  return parseJson(utf8(JSON.stringify(answer ?? null)), LIMITS);
}
