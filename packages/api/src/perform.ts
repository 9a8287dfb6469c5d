/** Doing one operation for somebody: whether they may, written down where it changes anything, and its answer checked. */

import { isDeepStrictEqual } from 'node:util';
import { isSallyportError, type JsonObject } from '@sallyport/core';
import type { Caller } from './caller.ts';
import { Download } from './download.ts';
import { fail } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { Gate } from './gate.ts';
import type { AnyOperation, OperationFacts } from './operation.ts';
import { writtenDown } from './written-down.ts';

export interface Performing<Host, Role extends string> {
  readonly host: Host;
  readonly gate: Pick<Gate<Role>, 'record'>;
  /** Whether an answer that does not fit its schema is an error. */
  readonly checkAnswers: boolean;
  /** Told when what was done could not be written down as done. */
  readonly onError: (error: unknown) => void;
}

/** @throws E_API_SIGN_IN, E_API_ROLE, E_API_LOCAL */
export function requireRight<Role extends string>(
  operation: Pick<AnyOperation<unknown, Role>, 'open' | 'roles' | 'reach'>,
  caller: Caller<Role> | undefined,
): void {
  if (operation.open) return;
  if (caller === undefined) throw fail('E_API_SIGN_IN', 'nobody is signed in');
  if (!operation.roles.includes(caller.role)) throw fail('E_API_ROLE', `this is not for the role ${caller.role}`);
  if (operation.reach === 'local' && caller.by !== 'local') {
    throw fail('E_API_LOCAL', 'this reads files of the machine that the service runs on');
  }
}

/** @throws E_API_…, what the record is refused with, and what the work throws */
export async function perform<Host, Role extends string>(
  name: string,
  operation: AnyOperation<Host, Role>,
  input: JsonObject,
  caller: Caller<Role> | undefined,
  exchange: Exchange,
  { host, gate, checkAnswers, onError }: Performing<Host, Role>,
): Promise<unknown> {
  requireRight(operation, caller);
  const file = operation.localInputs.find((member) => Object.hasOwn(input, member));
  if (file !== undefined && caller?.by !== 'local') {
    throw fail('E_API_LOCAL', `${file} names a file of the machine that the service runs on`);
  }
  const run = operation.prepare(input);
  const work = async () => {
    const answer = await run(host, caller, exchange);
    if (checkAnswers) requireFit(name, operation, answer);
    return answer;
  };
  if (!operation.changes || operation.open || caller === undefined) return work();
  const tell = await gate.record(caller, name, writtenDown(input, operation.secrets));
  try {
    const answer = await work();
    // It is done, whether or not that could be written down: what was written before says that it was begun.
    await tell({ ok: true }).catch(onError);
    return answer;
  } catch (thrown) {
    await tell({ ok: false, code: isSallyportError(thrown) ? thrown.code : 'E_INTERNAL' }).catch(onError);
    throw thrown;
  }
}

/** @throws E_API_ANSWER */
function requireFit(name: string, operation: Pick<OperationFacts, 'answer'>, answer: unknown): void {
  if (answer instanceof Download) return;
  const sent: unknown = JSON.parse(JSON.stringify(answer ?? null));
  const read = operation.answer.safeParse(sent);
  if (!read.success) throw fail('E_API_ANSWER', `${name}: ${read.error.message}`);
  // A member that the schema does not tell of is left out by reading it.
  const told: unknown = JSON.parse(JSON.stringify(read.data));
  if (!isDeepStrictEqual(told, sent))
    throw fail('E_API_ANSWER', `${name}: the answer has members that are not told of`);
}
