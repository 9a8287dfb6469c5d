/** Ways to the HTTP interface of a service on this machine: over its socket, and within this process. */

import type { Api, ApiTransport } from '@sallyport/api';
import { isSallyportError, MINUTE } from '@sallyport/core';
import { buildRequest, requestOverSocket, streamOverSocket } from '@sallyport/http';
import { fail } from '../errors.ts';
import { fileAnswer } from './file-answer.ts';

/** What is asked for takes as long as it takes: a feed of vulnerabilities is gigabytes. */
const LIMITS = { timeout: 24 * 60 * MINUTE, bodyTimeout: 60 * MINUTE, maxBodyBytes: 512 << 20 } as const;

/** @throws E_CLI_NOT_RUNNING when the service goes away */
export function overSocket(path: string, signal: AbortSignal): ApiTransport {
  return (request) => unlessGone(() => requestOverSocket(path, request, { ...LIMITS, signal }));
}

/** The same for an answer that is a file, read as it comes. @throws E_CLI_NOT_RUNNING when the service goes away */
export function filesOverSocket(path: string, signal: AbortSignal): ApiTransport {
  return (request) =>
    unlessGone(async () => fileAnswer(await streamOverSocket(path, request, { timeout: LIMITS.timeout, signal })));
}

async function unlessGone<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const isGone = isSallyportError(cause) && /^E_HTTP_CONNECT(?:ION_LOST|_)/.test(cause.code);
    throw isGone ? fail('E_CLI_NOT_RUNNING', 'the service went away', { cause }) : cause;
  }
}

/** As over the socket, with the same checks, and nothing in between. */
export function inProcess({ handler }: Pick<Api, 'handler'>, signal?: AbortSignal): ApiTransport {
  const connection = { id: 'in process', remoteAddress: '', tls: undefined };
  const given = signal === undefined ? {} : { signal };
  return ({ path, ...request }) => handler(buildRequest({ ...request, ...given, target: path, connection }));
}
