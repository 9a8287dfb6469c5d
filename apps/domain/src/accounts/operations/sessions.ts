/** Sign-ins and API tokens, one's own and everybody's, and who changed what. */

import { jsonObject, type Operations } from '@sallyport/api';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { EVERYBODY, LOOKING, type Role } from '../../api/roles.ts';
import type { Domain } from '../../domain.ts';
import type { DomainAccounts } from '../domain-accounts.ts';
import { fail } from '../errors.ts';
import { cursor, done, idSchema, time, timeOf } from './schemas.ts';

const limit = z.number().int().min(1).max(200).optional();
const WAYS = ['link', 'password', 'passkey', 'token'] as const;

export const SESSION_OPERATIONS = {
  'sign-ins.list': operation({
    title:
      'sign-ins open and ended, and tries that were refused, the newest first; your own, or for owners and auditors all',
    via: 'GET /sign-ins',
    roles: EVERYBODY,
    input: z.object({ account: idSchema.optional(), cursor, limit }),
    answer: z.object({
      signIns: z.array(
        z.object({
          /** Null for a try that was refused. */
          id: z.string().nullable(),
          account: z.string().nullable(),
          name: z.string().nullable(),
          way: z.enum(WAYS),
          client: z.string(),
          address: z.string(),
          begunAt: time,
          seenAt: time,
          isOpen: z.boolean(),
          /** When it ends if it is not used again; when it ended. */
          endsAt: time,
          /** Why it ended, or null while it is open. */
          reason: z.string().nullable(),
          code: z.string().nullable(),
        }),
      ),
      next: z.string().optional(),
    }),
    run: async ({ accounts }, { account, ...page }, caller) => {
      const whose = seesAll(caller.role) ? account : caller.id;
      const { entries, next } = await accounts.signIns.page(whose, page);
      const names = await namesOf(accounts);
      return {
        signIns: entries.map(({ row }) => {
          const isOpen = accounts.signIns.isOpen(row);
          const endsAt = timeOf(row.ended?.at ?? accounts.signIns.endOf(row));
          return {
            ...{ id: row.id, account: row.account, way: row.way, client: row.client, address: row.address },
            name: row.account === null ? null : (names.get(row.account) ?? null),
            begunAt: timeOf(row.begunAt),
            seenAt: timeOf(row.seenAt),
            ...{ isOpen, endsAt },
            reason: isOpen ? null : (row.ended?.reason ?? 'expired'),
            code: row.ended?.code ?? null,
          };
        }),
        ...(next === undefined ? {} : { next }),
      };
    },
  }),
  'sign-ins.end': operation({
    title: 'end a session of yours, or for owners of anybody',
    via: 'POST /sign-ins/{id}/end',
    roles: EVERYBODY,
    input: z.object({ id: idSchema }),
    answer: done,
    run: async ({ accounts }, { id }, caller) => {
      const session = await accounts.signIns.named(id);
      requireYours(session?.row.account, caller);
      if (session !== undefined) await accounts.signIns.end(session.hash, 'ended', caller.id);
      return {};
    },
  }),
  'changes.list': operation({
    title: 'who changed what, the newest first',
    via: 'GET /changes',
    roles: LOOKING,
    input: z.object({
      account: z.union([idSchema, z.literal('local')]).optional(),
      operation: z.string().min(1).max(64).optional(),
      cursor,
      limit,
    }),
    answer: z.object({
      changes: z.array(
        z.object({
          account: z.string(),
          name: z.string(),
          way: z.enum(['session', 'token', 'local']),
          credential: z.string().nullable(),
          operation: z.string(),
          /** Without secrets; long members by their length and SHA-256. */
          input: jsonObject,
          at: time,
          /** Null while it runs, and where it was cut off. */
          endedAt: time.nullable(),
          /** Of the error it ended with. */
          code: z.string().nullable(),
        }),
      ),
      next: z.string().optional(),
    }),
    run: async ({ accounts }, query) => {
      const { entries, next } = await accounts.changes.page(query);
      return {
        changes: entries.map(({ row: { ended, at, ...rest } }) => ({
          ...rest,
          at: timeOf(at),
          endedAt: ended === null ? null : timeOf(ended.at),
          code: ended?.code ?? null,
        })),
        ...(next === undefined ? {} : { next }),
      };
    },
  }),
} as const satisfies Operations<Domain, Role>;

/** Owners and auditors look at everybody. */
export function seesAll(role: Role): boolean {
  return LOOKING.includes(role);
}

/** @throws E_ACCOUNT_UNKNOWN, also for what is somebody else's: whether it is there is not everybody's to know */
export function requireYours(
  account: string | null | undefined,
  caller: { readonly id: string; readonly role: Role },
): void {
  if (typeof account === 'string' && (account === caller.id || caller.role === 'owner')) return;
  throw fail('E_ACCOUNT_UNKNOWN', 'you have none of this name');
}

/** What people are called, by the identifiers of their accounts. */
export async function namesOf(accounts: DomainAccounts): Promise<ReadonlyMap<string, string>> {
  return new Map((await accounts.people.all()).map(({ id, name }) => [id, name]));
}
