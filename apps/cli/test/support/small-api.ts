/** An HTTP interface of three operations, for tests of the ways to one. */

import { type Api, createApi, operation } from '@sallyport/api';
import { type JsonValue, systemClock } from '@sallyport/core';
import { z } from 'zod';

const ROLES = ['tester'] as const;

export const SMALL_TABLE = {
  look: operation({
    title: 'give back what was given',
    via: 'POST /look',
    roles: ROLES,
    changes: false,
    input: z.object({ given: z.json().optional() }),
    answer: z.json(),
    run: async (host: SmallHost, { given }) => host(given ?? null),
  }),
};

/** What the operation does. */
export type SmallHost = (given: JsonValue) => Promise<JsonValue> | JsonValue;

export function smallApi(host: SmallHost, onError: (error: unknown) => void = () => undefined): Api {
  return createApi({
    table: SMALL_TABLE,
    host,
    gate: {
      authenticate: async () => ({ id: 'test', name: 'a test', role: 'tester', by: 'local' }),
      watch: () => ({ signal: new AbortController().signal, release: () => undefined }),
      record: async () => async () => undefined,
    },
    info: { title: 'Small', version: '1', description: 'For tests.', securitySchemes: {} },
    clock: systemClock,
    onError,
  });
}
