/** A log of claims behind its HTTP handler. */

import assert from 'node:assert/strict';
import { type ClaimLog, type ClaimsHandlerOptions, claimsHandler } from '@sallyport/assurance-claim-log';
import { fromUtf8, utf8 } from '@sallyport/core';
import { buildRequest, type HttpHandler, type HttpResponse, PROBLEM_TYPE } from '@sallyport/http';
import { withLog } from './logs.ts';

export interface Served {
  readonly log: ClaimLog;
  readonly errors: unknown[];
  readonly handler: HttpHandler;
  post(type: string | undefined, body: Uint8Array | string): Promise<HttpResponse>;
  get(target: string): Promise<HttpResponse>;
}

export async function serving(
  options: Partial<ClaimsHandlerOptions>,
  run: (served: Served) => Promise<void>,
): Promise<void> {
  await withLog(async ({ log }) => {
    const errors: unknown[] = [];
    const handler = claimsHandler({ log, mayRead: () => true, onError: (error) => errors.push(error), ...options });
    await run({
      log,
      errors,
      handler,
      post: (type, body) => {
        const headers = type === undefined ? {} : { 'content-type': type };
        const bytes = typeof body === 'string' ? utf8(body) : body;
        return handler(buildRequest({ method: 'POST', target: '/claims', headers, body: bytes }));
      },
      get: (target) => handler(buildRequest({ target })),
    });
  });
}

export function contentOf({ body }: HttpResponse) {
  return JSON.parse(fromUtf8(body));
}

export function isRefused(response: HttpResponse, status: number, code: string): void {
  assert.equal(response.status, status, fromUtf8(response.body));
  assert.equal(response.headers['content-type'], PROBLEM_TYPE);
  assert.equal(contentOf(response).code, code);
}
