/** What the owner's people do with claims, as named operations. */

import { jsonAnswer } from '@sallyport/api';
import { ORIGINS } from '@sallyport/assurance-claim-log';
import { CLAIM_TYPE_NAMES, type ClaimTypeName } from '@sallyport/assurance-claims';
import type { Submitted } from '@sallyport/assurance-continuous';
import { fromBase64, type JsonObject, toBase64 } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { LOOKING, OWNER } from '../api/roles.ts';
import type { ClaimDesk } from './claim-desk.ts';
import { CLAIM_TEMPLATES } from './templates.ts';

/** Made by others, or as an answer, or by the command interface. */
const NOT_BY_HAND: ReadonlySet<ClaimTypeName> = new Set([
  'IdentityBinding',
  'Answer',
  'Query',
  'Reattestation',
  'TrustCommand',
  'RevokeCommand',
]);

const type = z.enum(CLAIM_TYPE_NAMES).refine((name) => !NOT_BY_HAND.has(name), 'no claim that is made by hand');
const reference = z.string().min(1).max(128);
const time = z.iso.datetime({ offset: true }).transform((written) => new Date(written));

export const CLAIM_OPERATIONS = {
  'claims.submit': operation({
    title: 'take a claim that somebody signed',
    via: 'POST /claims',
    roles: OWNER,
    input: z.object({ claim: z.base64().max(400_000), from: z.string().min(1).max(256).optional() }),
    answer: jsonAnswer,
    run: async ({ assurance: { claims } }, { claim, from = 'the command line' }) =>
      submittedJson(claims, await claims.submit(fromBase64(claim), from)),
  }),
  'claims.make': operation({
    title: 'claim something as the owner',
    via: 'POST /claims/made',
    roles: OWNER,
    input: z.object({
      type,
      subject: z.record(z.string().max(64), z.json()),
      validFrom: time.optional(),
      validUntil: time.optional(),
    }),
    answer: jsonAnswer,
    run: async ({ assurance: { claims } }, wish) => madeJson(claims, await claims.make(wish)),
  }),
  'claims.retract': operation({
    title: 'take a claim back',
    via: 'POST /claims/{id}/retract',
    roles: OWNER,
    input: z.object({ id: reference, reason: z.string().min(1).max(1024).optional() }),
    answer: jsonAnswer,
    run: async ({ assurance: { claims } }, { id, reason }) => madeJson(claims, await claims.retract(id, reason)),
  }),
  'claims.list': operation({
    title: 'claims that were received, inferred and issued, the newest first',
    via: 'GET /claims',
    roles: LOOKING,
    input: z.object({
      origin: z.enum(ORIGINS).optional(),
      cursor: z.string().max(4096).optional(),
      limit: z.number().int().min(1).max(1000).optional(),
    }),
    answer: jsonAnswer,
    run: ({ assurance: { claims } }, { origin, cursor, limit }) =>
      claims.page({
        ...(origin === undefined ? {} : { origin }),
        ...(cursor === undefined ? {} : { cursor }),
        ...(limit === undefined ? {} : { limit }),
      }),
  }),
  'claims.show': operation({
    title: 'one claim',
    via: 'GET /claims/{id}',
    roles: LOOKING,
    input: z.object({ id: reference }),
    answer: jsonAnswer,
    run: async ({ assurance: { claims } }, { id }) => claims.showWhole(await claims.find(id)),
  }),
  'claims.templates': operation({
    title: 'what is claimed most, to be filled in',
    via: 'GET /claim-templates',
    roles: LOOKING,
    input: z.object({}),
    answer: jsonAnswer,
    run: async () => ({
      templates: CLAIM_TEMPLATES.map((template) => ({ ...template })),
    }),
  }),
  'claims.query': operation({
    title: 'ask in the language of rules, as the owner',
    via: 'POST /claims/queries',
    roles: OWNER,
    input: z.object({ goal: z.string().min(1).max(8192) }),
    answer: jsonAnswer,
    run: async ({ assurance: { claims } }, { goal }) => {
      const { outcome, answers, isComplete, explanation } = await claims.query(goal);
      return { outcome, answers: [...answers], isComplete, explanation: explanation ?? null };
    },
  }),
} as const;

async function submittedJson(claims: ClaimDesk, { id, isNew }: Submitted): Promise<JsonObject> {
  return { ...(await claims.show(await claims.find(id))), isNew };
}

async function madeJson(claims: ClaimDesk, made: Submitted & { readonly bytes: Uint8Array }): Promise<JsonObject> {
  return { ...(await submittedJson(claims, made)), claim: toBase64(made.bytes) };
}
