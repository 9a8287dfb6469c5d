/** What people do about themselves. */

import type { Operations } from '@sallyport/api';
import { z } from 'zod';
import { operation } from '../../api/operation.ts';
import { EVERYBODY, type Role } from '../../api/roles.ts';
import type { Domain } from '../../domain.ts';
import { nameSchema } from '../names.ts';
import { givenPasswordSchema, newPasswordSchema } from '../passwords.ts';
import { originOf } from './requests.ts';
import { done, nothing, personSchema, time, timeOf } from './schemas.ts';
import { creationOptionsSchema, registrationSchema } from './webauthn.ts';

const MAX_BYTES = 65_536;
/** The current password, for whoever did not just sign in. */
const current = givenPasswordSchema.optional();

export const ME_OPERATIONS = {
  'me.show': operation({
    title: 'who you are, and what you come in by',
    via: 'GET /me',
    roles: EVERYBODY,
    input: nothing,
    answer: personSchema.extend({
      by: z.enum(['session', 'token', 'local']),
      /** The session or token that was shown. */
      credential: z.string().nullable(),
      /** When the session ends; null for what is no session. */
      session: z
        .object({
          /** Whole seconds until it ends, if it is not used again. */
          endsIn: z.int().nonnegative(),
          /** Whole seconds until it ends in any case. */
          endsLatestIn: z.int().nonnegative(),
        })
        .nullable(),
      hasPassword: z.boolean(),
      passkeys: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          host: z.string(),
          isSynced: z.boolean(),
          madeAt: time,
          usedAt: time.nullable(),
        }),
      ),
    }),
    run: async ({ accounts }, _, { id, name, role, by, credential }) => {
      const account = await accounts.people.find(id);
      const passkeys = await accounts.passkeys.of(id);
      return {
        ...{ id, name, role, by, credential: credential ?? null },
        session: by === 'session' && credential !== undefined ? await accounts.signIns.timeLeft(credential) : null,
        hasPassword: account !== undefined && account.password !== null,
        passkeys: passkeys.map(({ id: passkey, name: called, host, isSynced, madeAt, usedAt }) => ({
          ...{ id: passkey, name: called, host, isSynced },
          madeAt: timeOf(madeAt),
          usedAt: usedAt === null ? null : timeOf(usedAt),
        })),
      };
    },
  }),
  'me.set-password': operation({
    title: 'set your password; your other sessions end',
    via: 'PUT /me/password',
    roles: EVERYBODY,
    secrets: ['password', 'current'],
    maxBytes: MAX_BYTES,
    input: z.object({ password: newPasswordSchema, current }),
    answer: done,
    run: async ({ accounts: { credentials } }, { password, current: given }, caller, { request }) => {
      await credentials.setPassword(await credentials.requireFresh(caller, given, request), password);
      return {};
    },
  }),
  'me.remove-password': operation({
    title: 'come in by passkeys alone; your other sessions end',
    via: 'POST /me/password/remove',
    roles: EVERYBODY,
    secrets: ['current'],
    maxBytes: MAX_BYTES,
    input: z.object({ current }),
    answer: done,
    run: async ({ accounts: { credentials } }, { current: given }, caller, { request }) => {
      await credentials.removePassword(await credentials.requireFresh(caller, given, request));
      return {};
    },
  }),
  'me.add-passkey-options': operation({
    title: 'what to ask an authenticator for, to make a passkey',
    via: 'POST /me/passkeys/options',
    roles: EVERYBODY,
    changes: false,
    secrets: ['current'],
    maxBytes: MAX_BYTES,
    input: z.object({ current }),
    answer: z.object({ options: creationOptionsSchema }),
    run: async ({ accounts }, { current: given }, caller, exchange) => {
      const person = await accounts.credentials.requireFresh(caller, given, exchange.request);
      const options = await accounts.credentials.passkeyOptions(person, originOf(exchange, accounts));
      return { options: creationOptionsSchema.parse(options) };
    },
  }),
  'me.add-passkey': operation({
    title: 'keep a passkey that an authenticator made',
    via: 'POST /me/passkeys',
    roles: EVERYBODY,
    secrets: ['response', 'current'],
    maxBytes: MAX_BYTES,
    input: z.object({ name: nameSchema, response: registrationSchema, current }),
    answer: z.object({ id: z.string() }),
    run: async ({ accounts }, { name, response, current: given }, caller, exchange) => {
      const person = await accounts.credentials.requireFresh(caller, given, exchange.request);
      return { id: await accounts.credentials.addPasskey(person, originOf(exchange, accounts), name, response) };
    },
  }),
  'me.remove-passkey': operation({
    title: 'remove one of your passkeys; your other sessions end',
    via: 'POST /me/passkeys/{id}/remove',
    roles: EVERYBODY,
    secrets: ['current'],
    maxBytes: MAX_BYTES,
    input: z.object({ id: z.string().min(1).max(1024), current }),
    answer: done,
    run: async ({ accounts: { credentials } }, { id, current: given }, caller, { request }) => {
      await credentials.removePasskey(await credentials.requireFresh(caller, given, request), id);
      return {};
    },
  }),
} as const satisfies Operations<Domain, Role>;
