/** What the owner's people do with routers, as named operations. */

import type { ConnectedRouter } from '@sallyport/assurance-ca-commands';
import { keyUriOf } from '@sallyport/assurance-claims';
import { toBase64 } from '@sallyport/core';
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

const status = z.object({
  address: z.string(),
  /** By what it proved that it may. */
  by: z.string(),
  since: z.string(),
  /** Whether it has heard everything that it is to hear. */
  isSynced: z.boolean(),
  sequence: z.number(),
  /** Whether it keeps its door by what it heard. */
  isEnforced: z.boolean(),
});

export const ROUTER_OPERATIONS = {
  'routers.list': operation({
    title: 'the routers, and which are connected',
    via: 'GET /routers',
    roles: EVERYBODY,
    input: z.object({}),
    answer: z.object({
      /** Where routers connect; null where nothing listens for them. */
      port: z.number().nullable(),
      routers: z.array(
        z.object({
          router: z.string(),
          /** Null for one that nobody gave a word for here. */
          name: z.string().nullable(),
          isRemoved: z.boolean(),
          connection: status.nullable(),
        }),
      ),
    }),
    run: async ({ assurance: { routers } }) => {
      const connected = new Map(routers.connected.map((status) => [status.router, status]));
      const listed = (await routers.list.all()).map(({ key, name, isRemoved }) => {
        const known = connected.get(key);
        connected.delete(key);
        return { router: key, name, isRemoved, connection: known === undefined ? null : statusJson(known) };
      });
      const others = [...connected.values()].map((known) => {
        return { router: known.router, name: null, isRemoved: false, connection: statusJson(known) };
      });
      return { port: routers.port ?? null, routers: [...listed, ...others] };
    },
  }),
  'routers.add': operation({
    title: "give the owner's word for a router",
    via: 'PUT /routers/{router}',
    roles: OWNER,
    input: z.object({ router, name: z.string().min(1).max(256) }),
    answer: z.object({ router: z.string(), name: z.string(), /** Base64. */ claim: z.string(), uri: z.string() }),
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
    answer: z.object({ removed: z.string() }),
    run: async ({ assurance: { routers } }, { router: key, reason }) => {
      await routers.remove(key, reason);
      return { removed: key };
    },
  }),
} as const;

function statusJson({ address, by, since, isSynced, sequence, isEnforced }: ConnectedRouter) {
  return { address, by, since: since.toISOString(), isSynced, sequence, isEnforced };
}
