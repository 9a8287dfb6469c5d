/** Asks the domain. Nothing in the console speaks to it in another way, but for the stream of events. */

import { OPERATIONS } from 'virtual:operations';
import { CallError, DISCONNECTED, NOBODY, problemFrom, UNREADABLE } from './call-error.ts';
import type { AnswerOf, InputOf, OperationName } from './operations.ts';
import { requestLine } from './request.ts';
import { sessionEnded } from './session.ts';
import { API_ROOT, headersOf } from './transport.ts';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** @throws CallError when the domain refuses, or does not answer */
export async function call<Name extends OperationName>(
  name: Name,
  input: InputOf<Name>,
  options: CallOptions = {},
): Promise<AnswerOf<Name>> {
  const response = await send(name, input, options);
  if (!response.ok) throw await refusalOf(response, name);
  try {
    return await response.json();
  } catch (cause) {
    throw new CallError(problemFrom(response.status, undefined), { cause });
  }
}

/** What an operation answers with as it is, whatever its type: an export, a file. @throws CallError */
export async function fetchFile<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<Blob> {
  const response = await send(name, input, {});
  if (!response.ok) throw await refusalOf(response, name);
  return response.blob();
}

/** @throws CallError when the page is older than the domain and knows no such operation */
function viaOf(name: string): string {
  const via = OPERATIONS[name]?.via;
  if (via === undefined) throw new CallError({ status: 0, code: UNREADABLE, detail: name, wrong: [] });
  return via;
}

async function send(name: string, input: unknown, { signal }: CallOptions): Promise<Response> {
  const { method, path, body } = requestLine(viaOf(name), membersOf(input));
  try {
    return await fetch(`${API_ROOT}${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { ...headersOf(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new CallError({ status: 0, code: DISCONNECTED, detail: '', wrong: [] }, { cause });
  }
}

async function refusalOf(response: Response, name: string): Promise<CallError> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = new CallError(problemFrom(response.status, body));
  // A wrong password is answered with 401, too, and must not send the person away from the form that asks for it.
  if (error.code === NOBODY && !name.startsWith('sign-in.')) sessionEnded();
  return error;
}

function membersOf(input: unknown): Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null ? Object.fromEntries(Object.entries(input)) : {};
}
