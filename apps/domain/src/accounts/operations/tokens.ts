/** API tokens: made, shown once, listed, revoked. */

import type { Operations } from '@sallyport/api';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { EVERYBODY, type Role } from '../../api/roles.ts';
import type { Domain } from '../../domain.ts';
import { fail } from '../errors.ts';
import { nameSchema } from '../names.ts';
import { scopesSchema } from '../scopes.ts';
import { LONGEST_TOKEN_DAYS } from '../tokens.ts';
import { cursor, done, idSchema, time, timeOf } from './schemas.ts';
import { namesOf, requireYours, seesAll } from './sessions.ts';

export const TOKEN_OPERATIONS = {
  'tokens.list': operation({
    title: 'API tokens: your own, or for owners and auditors all',
    via: 'GET /tokens',
    roles: EVERYBODY,
    input: z.object({ cursor }),
    answer: z.object({
      tokens: z.array(
        z.object({
          id: z.string(),
          account: z.string(),
          /** Of the person. */
          person: z.string(),
          name: z.string(),
          scopes: z.array(z.string()),
          madeAt: time,
          expiresAt: time,
          usedAt: time.nullable(),
          counts: z.boolean(),
        }),
      ),
      next: z.string().optional(),
    }),
    run: async ({ accounts }, { cursor: from }, caller) => {
      const { entries, next } = await accounts.tokens.all(seesAll(caller.role) ? undefined : caller.id, from);
      const names = await namesOf(accounts);
      return {
        tokens: entries.map(({ row }) => ({
          ...{ id: row.id, account: row.account, name: row.name, scopes: row.scopes },
          person: names.get(row.account) ?? '',
          madeAt: timeOf(row.madeAt),
          expiresAt: timeOf(row.expiresAt),
          usedAt: row.usedAt === null ? null : timeOf(row.usedAt),
          counts: accounts.tokens.counts(row),
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  }),
  'tokens.make': operation({
    title: 'make an API token in your name; it is shown this once',
    via: 'POST /tokens',
    roles: EVERYBODY,
    input: z.object({
      name: nameSchema,
      scopes: scopesSchema,
      days: z.number().int().min(1).max(LONGEST_TOKEN_DAYS),
      /** In whose name: for the command line of the domain's own machine, which is nobody. */
      account: idSchema.optional(),
    }),
    answer: z.object({ id: z.string(), token: z.string(), expiresAt: time }),
    run: async ({ accounts }, { account, ...given }, caller) => {
      if (caller.by === 'token') throw fail('E_ACCOUNT_SESSION', 'a token makes no other');
      if (caller.by === 'local' && account === undefined) {
        throw fail('E_ACCOUNT_UNKNOWN', 'say in whose name the token is made');
      }
      if (caller.by === 'session' && account !== undefined && account !== caller.id) {
        throw fail('E_ACCOUNT_NOT_YOURS', 'a token is made in your own name');
      }
      const { id, token, expiresAt } = await accounts.tokens.make(
        { ...given, account: account ?? caller.id },
        caller.id,
      );
      return { id, token, expiresAt: expiresAt.toISOString() };
    },
  }),
  'tokens.revoke': operation({
    title: 'revoke an API token of yours, or for owners of anybody, at once',
    via: 'DELETE /tokens/{id}',
    roles: EVERYBODY,
    input: z.object({ id: idSchema }),
    answer: done,
    run: async ({ accounts }, { id }, caller) => {
      const token = await accounts.tokens.named(id);
      requireYours(token?.row.account, caller);
      if (token !== undefined) await accounts.tokens.revoke(token.hash, caller.id);
      return {};
    },
  }),
} as const satisfies Operations<Domain, Role>;
