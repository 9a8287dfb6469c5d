/** What the owner's people do with routers, as named operations. */

import type { ConnectedRouter } from '@sallyport/assurance-ca-commands';
import { keyUriOf } from '@sallyport/assurance-claims';
import { type JsonObject, toBase64 } from '@sallyport/core';
import { z } from 'zod';
import { type Operation, operation } from '../../operation.ts';

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

export const ROUTER_OPERATIONS: Readonly<Record<string, Operation>> = {
  'routers.list': operation(
    'the routers, and which are connected',
    z.object({}),
    async ({ assurance: { routers } }) => {
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
  ),
  'routers.add': operation(
    "give the owner's word for a router",
    z.object({ router, name: z.string().min(1).max(256) }),
    async ({ assurance: { routers } }, { router: key, name }) => {
      const word = await routers.add(key, name);
      // The router shows it when it connects.
      return { router: key, name, claim: toBase64(word.bytes), uri: word.uri };
    },
  ),
  'routers.remove': operation(
    'let a router connect no more',
    z.object({ router, reason: z.string().min(1).max(1024).optional() }),
    async ({ assurance: { routers } }, { router: key, reason }) => {
      await routers.remove(key, reason);
      return { removed: key };
    },
  ),
};

function statusJson({ address, by, since, isSynced, sequence, isEnforced }: ConnectedRouter): JsonObject {
  return { address, by, since: since.toISOString(), isSynced, sequence, isEnforced };
}
