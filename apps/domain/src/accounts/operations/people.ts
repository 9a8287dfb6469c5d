/** What owners do about people. */

import type { Operations } from '@sallyport/api';
import { DAY, HOUR } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { LOOKING, OWNER, type Role } from '../../api/roles.ts';
import type { Domain } from '../../domain.ts';
import { nameSchema } from '../names.ts';
import type { SignInLink } from '../people.ts';
import { done, idSchema, LINK_HOURS, linkAnswer, nothing, personSchema, roleSchema, time, timeOf } from './schemas.ts';

const DEFAULT_LIFETIME = DAY;

export const PEOPLE_OPERATIONS = {
  'accounts.list': operation({
    title: 'the people of the house',
    via: 'GET /accounts',
    roles: LOOKING,
    input: nothing,
    answer: z.object({
      accounts: z.array(
        personSchema.extend({
          hasPassword: z.boolean(),
          passkeys: z.number(),
          madeAt: time,
        }),
      ),
    }),
    run: async ({ accounts }) => ({
      accounts: (await accounts.people.all()).map(({ id, name, role, password, passkeys, madeAt }) => ({
        ...{ id, name, role, passkeys },
        hasPassword: password !== null,
        madeAt: timeOf(madeAt),
      })),
    }),
  }),
  'accounts.invite': operation({
    title: 'invite somebody: makes their account and a one-time link',
    via: 'POST /accounts',
    roles: OWNER,
    input: z.object({ name: nameSchema, role: roleSchema, hours: LINK_HOURS }),
    answer: z.object({ id: z.string(), link: linkAnswer }),
    run: async ({ accounts }, { name, role, hours }, caller) => {
      const { account, link } = await accounts.people.invite(name, role, lifetimeOf(hours), caller.id);
      return { id: account.id, link: linkJson(link) };
    },
  }),
  'accounts.link': operation({
    title: 'a one-time link for somebody who cannot sign in any more',
    via: 'POST /accounts/{id}/link',
    roles: OWNER,
    input: z.object({ id: idSchema, hours: LINK_HOURS }),
    answer: z.object({ link: linkAnswer }),
    run: async ({ accounts }, { id, hours }, caller) => ({
      link: linkJson(await accounts.people.linkFor(id, lifetimeOf(hours), caller.id)),
    }),
  }),
  'accounts.set-role': operation({
    title: 'give somebody another role, at once',
    via: 'PUT /accounts/{id}/role',
    roles: OWNER,
    input: z.object({ id: idSchema, role: roleSchema }),
    answer: personSchema,
    run: async ({ accounts }, { id, role }, caller) => {
      const account = await accounts.people.setRole(id, role, caller.id);
      return { id, name: account.name, role: account.role };
    },
  }),
  'accounts.remove': operation({
    title: 'remove somebody, with their sessions and tokens',
    via: 'DELETE /accounts/{id}',
    roles: OWNER,
    input: z.object({ id: idSchema }),
    answer: done,
    run: async ({ accounts }, { id }, caller) => {
      await accounts.people.remove(id, caller.id);
      return {};
    },
  }),
} as const satisfies Operations<Domain, Role>;

function lifetimeOf(hours: number | undefined): number {
  return hours === undefined ? DEFAULT_LIFETIME : hours * HOUR;
}

function linkJson({ path, expiresAt }: SignInLink) {
  return { path, expiresAt: expiresAt.toISOString() };
}
