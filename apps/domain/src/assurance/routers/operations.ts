/** What the owner's people do with routers, as named operations. */

import { jsonAnswer } from '@sallyport/api';
import type { ConnectedRouter } from '@sallyport/assurance-ca-commands';
import { keyUriOf } from '@sallyport/assurance-claims';
import { type JsonObject, toBase64 } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { EVERYBODY, OWNER } from '../../api/roles.ts';

/** A router by its key: `ni:///sha-256;…` of its SubjectPublicKeyInfo, or `did:key`. */
const router = z
  .string()
  .max(2048)
  .transform((name, context) => {
    const key = keyUriOf(name);
    if (key !== undefined) return key;
    context.addIssue({ code: 'custom', message: 'a router is named by its key: ni:///sha-256;… or did:key:…' });
    return z.NEVER;
  });

export const ROUTER_OPERATIONS = {
  'routers.list': operation({
    title: 'the routers, and which are connected',
    via: 'GET /routers',
    roles: EVERYBODY,
    input: z.object({}),
    answer: jsonAnswer,
    run: async ({ assurance: { routers } }) => {
      const connected = new Map(routers.connected.map((status) => [status.router, status]));
      const listed = (await routers.list.all()).map(({ key, name, isRemoved }): JsonObject => {
        const status = connected.get(key);
        connected.delete(key);
        return { router: key, name, isRemoved, connection: status === undefined ? null : statusJson(status) };
      });
      const others = [...connected.values()].map((status): JsonObject => {
        return { router: status.router, name: null, isRemoved: false, connection: statusJson(status) };
      });
      return { port: routers.port ?? null, routers: [...listed, ...others] };
    },
  }),
  'routers.add': operation({
    title: "give the owner's word for a router",
    via: 'PUT /routers/{router}',
    roles: OWNER,
    input: z.object({ router, name: z.string().min(1).max(256) }),
    answer: jsonAnswer,
    run: async ({ assurance: { routers } }, { router: key, name }) => {
      const word = await routers.add(key, name);
      // The router shows it when it connects.
      return { router: key, name, claim: toBase64(word.bytes), uri: word.uri };
    },
  }),
  'routers.remove': operation({
    title: 'let a router connect no more',
    via: 'DELETE /routers/{router}',
    roles: OWNER,
    input: z.object({ router, reason: z.string().min(1).max(1024).optional() }),
    answer: jsonAnswer,
    run: async ({ assurance: { routers } }, { router: key, reason }) => {
      await routers.remove(key, reason);
      return { removed: key };
    },
  }),
} as const;

function statusJson({ address, by, since, isSynced, sequence, isEnforced }: ConnectedRouter): JsonObject {
  return { address, by, since: since.toISOString(), isSynced, sequence, isEnforced };
}
