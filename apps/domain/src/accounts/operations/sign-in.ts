/** Coming in and going out. What anybody may ask for tells nothing of who has an account. */

import type { Operations } from '@sallyport/api';
import { z } from 'zod';
import { openOperation, operation } from '../../api/operation.ts';
import { EVERYBODY, OWNER, type Role } from '../../api/roles.ts';
import type { Domain } from '../../domain.ts';
import { fail } from '../errors.ts';
import { nameSchema } from '../names.ts';
import { givenPasswordSchema } from '../passwords.ts';
import { letIn, originOf, requestOf, takeCookie } from './requests.ts';
import { done, linkAnswer, nothing, personSchema, roleSchema } from './schemas.ts';
import { authenticationSchema, requestOptionsSchema } from './webauthn.ts';

const linkToken = z.string().min(1).max(128);
const MAX_BYTES = 65_536;

const entered = z.object({
  /** The page's half of the session: sent as `X-Sallyport` with every request. */
  pageKey: z.string(),
  account: personSchema,
  /** Whether there is nothing yet by which to come back. */
  needsCredential: z.boolean(),
});

export const SIGN_IN_OPERATIONS = {
  'sign-in.show': openOperation({
    title: 'what the house is called, and how one signs in here',
    via: 'GET /sign-in',
    input: nothing,
    answer: z.object({
      house: z.string(),
      /** Nobody can sign in yet but by a link. */
      isNew: z.boolean(),
      passkeys: z.object({ possible: z.boolean(), openInstead: z.string().nullable() }),
    }),
    run: async ({ accounts, owner }, _, __, exchange) => {
      const origin = originOf(exchange, accounts);
      const possible = accounts.passkeys.isPossibleAt(origin);
      const openInstead = possible ? null : accounts.passkeys.originInstead;
      return { house: owner, isNew: await accounts.people.isNew(), passkeys: { possible, openInstead } };
    },
  }),
  'sign-in.link-show': openOperation({
    title: 'whom a sign-in link is for, without using it up',
    via: 'POST /sign-in/link/show',
    changes: false,
    secrets: ['token'],
    maxBytes: MAX_BYTES,
    input: z.object({ token: linkToken }),
    answer: z.object({
      /** Null for the first link while there is no owner: its opener says what they are called. */
      name: z.string().nullable(),
      role: roleSchema,
    }),
    run: async ({ accounts }, { token }, _, exchange) => {
      const account = await accounts.door.look(token, requestOf(exchange));
      return { name: account?.name ?? null, role: account?.role ?? 'owner' };
    },
  }),
  'sign-in.link': openOperation({
    title: 'sign in by a one-time link',
    via: 'POST /sign-in/link',
    secrets: ['token'],
    maxBytes: MAX_BYTES,
    input: z.object({ token: linkToken, name: nameSchema.optional() }),
    answer: entered,
    run: async ({ accounts }, { token, name }, _, exchange) =>
      letIn(await accounts.door.byLink(token, name, requestOf(exchange)), exchange),
  }),
  'sign-in.password': openOperation({
    title: 'sign in by name and password',
    via: 'POST /sign-in/password',
    secrets: ['password'],
    maxBytes: MAX_BYTES,
    input: z.object({ name: z.string().min(1).max(256), password: givenPasswordSchema }),
    answer: entered,
    run: async ({ accounts }, { name, password }, _, exchange) =>
      letIn(await accounts.door.byPassword(name, password, requestOf(exchange)), exchange),
  }),
  'sign-in.passkey-options': openOperation({
    title: 'what to ask an authenticator for',
    via: 'POST /sign-in/passkey/options',
    changes: false,
    input: nothing,
    answer: z.object({ options: requestOptionsSchema }),
    run: async ({ accounts }, _, __, exchange) => ({
      options: requestOptionsSchema.parse(await accounts.passkeys.optionsToSignIn(originOf(exchange, accounts))),
    }),
  }),
  'sign-in.passkey': openOperation({
    title: 'sign in by a passkey',
    via: 'POST /sign-in/passkey',
    secrets: ['response'],
    maxBytes: MAX_BYTES,
    input: z.object({ response: authenticationSchema }),
    answer: entered,
    run: async ({ accounts }, { response }, _, exchange) => {
      const request = requestOf(exchange);
      return letIn(await accounts.door.byPasskey(response, originOf(exchange, accounts), request), exchange);
    },
  }),
  'sign-in.first-link': operation({
    title: 'a one-time link for the first owner',
    via: 'POST /sign-in/first-link',
    roles: OWNER,
    reach: 'local',
    input: nothing,
    answer: z.object({ link: linkAnswer.nullable() }),
    run: async ({ accounts }) => {
      const link = await accounts.firstLink();
      return { link: link === undefined ? null : { path: link.path, expiresAt: link.expiresAt.toISOString() } };
    },
  }),
  'sign-out': operation({
    title: 'end this session',
    via: 'POST /sign-out',
    roles: EVERYBODY,
    input: nothing,
    answer: done,
    run: async ({ accounts }, _, { id, by, credential }, exchange) => {
      if (by !== 'session' || credential === undefined) throw fail('E_ACCOUNT_SESSION', 'there is no session to end');
      const session = await accounts.signIns.named(credential);
      if (session !== undefined) await accounts.signIns.end(session.hash, 'signed-out', id);
      takeCookie(exchange);
      return {};
    },
  }),
} as const satisfies Operations<Domain, Role>;
