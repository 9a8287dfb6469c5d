/** What the owner's people do with claims, as named operations. */

import { ORIGINS } from '@sallyport/assurance-claim-log';
import { CLAIM_TYPE_NAMES, CLAIM_TYPES, type ClaimTypeName } from '@sallyport/assurance-claims';
import type { Submitted } from '@sallyport/assurance-continuous';
import { fromBase64, isJsonObject, type JsonObject, toBase64 } from '@sallyport/core';
import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { LOOKING, OWNER } from '../api/roles.ts';
import {
  type ClaimAnswer,
  claimsAnswer,
  madeAnswer,
  queryAnswer,
  submittedAnswer,
  templatesAnswer,
  wholeClaimAnswer,
} from './claim-answers.ts';
import { CLAIM_STATES } from './claim-view.ts';
import type { Desks } from './desks.ts';
import { formSchemaOf } from './form-schemas.ts';
import { dryRunAnswer } from './policy-answers.ts';
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
const name = z.string().min(1).max(2048);
const wish = z.object({
  type,
  subject: z.record(z.string().max(64), z.json()),
  validFrom: time.optional(),
  validUntil: time.optional(),
});
/** Milliseconds that whoever asks is willing to wait. */
const patience = z.int().min(0).max(30_000).optional();

export const CLAIM_OPERATIONS = {
  'claims.submit': operation({
    title: 'take a claim that somebody signed',
    via: 'POST /claims',
    roles: OWNER,
    input: z.object({ claim: z.base64().max(400_000), from: z.string().min(1).max(256).optional() }),
    answer: submittedAnswer,
    run: async ({ assurance }, { claim, from }, caller) =>
      submitted(assurance, await assurance.claims.submit(fromBase64(claim), from ?? caller.name.slice(0, 256))),
  }),
  'claims.make': operation({
    title: 'claim something as the owner',
    via: 'POST /claims/made',
    roles: OWNER,
    input: wish,
    answer: madeAnswer,
    run: async ({ assurance }, given, { name: by }) => made(assurance, await assurance.claims.make(given, { by })),
  }),
  'claims.retract': operation({
    title: 'take a claim back',
    via: 'POST /claims/{id}/retract',
    roles: OWNER,
    input: z.object({ id: reference, reason: z.string().min(1).max(1024).optional() }),
    answer: madeAnswer,
    run: async ({ assurance }, { id, reason }, { name: by }) =>
      made(assurance, await assurance.claims.retract(id, reason, { by })),
  }),
  'claims.preview': operation({
    title: 'see what a claim, or to take one back, would do to devices, without claiming anything',
    via: 'POST /claims/previews',
    roles: OWNER,
    changes: false,
    input: z
      .object({ ...wish.partial().shape, retract: reference.optional(), wait: patience })
      .refine((given) => (given.retract === undefined) === (given.type !== undefined && given.subject !== undefined), {
        message: 'either type and subject or retract is given',
      }),
    answer: dryRunAnswer,
    run: ({ assurance: { dryRuns } }, { retract, wait = 0, type: wanted, subject, ...when }, _caller, { request }) => {
      const gone = request?.signal;
      if (retract !== undefined) return dryRuns.begin({ kind: 'retract', id: retract }, wait, gone);
      const given = { type: wanted ?? 'Trust', subject: subject ?? {}, ...when };
      return dryRuns.begin({ kind: 'claim', wish: given }, wait, gone);
    },
  }),
  'claims.list': operation({
    title: 'claims that were received, inferred and issued, the newest first',
    via: 'GET /claims',
    roles: LOOKING,
    input: z.object({
      origin: z.enum(ORIGINS).optional(),
      type: z.enum(CLAIM_TYPE_NAMES).optional(),
      /** As claims name them. */
      issuer: name.optional(),
      subject: name.optional(),
      deviceType: name.optional(),
      state: z.enum(CLAIM_STATES).optional(),
      /** A part of a name, a number or an id. */
      search: z.string().max(256).optional(),
      cursor: z.string().max(4096).optional(),
      limit: z.number().int().min(1).max(1000).optional(),
    }),
    answer: claimsAnswer,
    run: ({ assurance: { claimView } }, query) => claimView.page(given(query)),
  }),
  'claims.show': operation({
    title: 'one claim, with the way it came and what was said of it',
    via: 'GET /claims/{id}',
    roles: LOOKING,
    input: z.object({ id: reference }),
    answer: wholeClaimAnswer,
    run: async ({ assurance: { claims, claimView } }, { id }) => claimView.showWhole(await claims.find(id)),
  }),
  'claims.templates': operation({
    title: 'what is claimed most, and every type of claim, to be filled in',
    via: 'GET /claim-templates',
    roles: LOOKING,
    input: z.object({}),
    answer: templatesAnswer,
    run: () => ({
      templates: CLAIM_TEMPLATES.map((template) => ({
        ...template,
        schema: formSchemaOf(template.type, filledIn(template.subject)),
      })),
      types: CLAIM_TYPE_NAMES.filter((each) => !NOT_BY_HAND.has(each)).map((each) => {
        const { kind, about, source } = CLAIM_TYPES[each];
        return { type: each, kind, about, source, schema: formSchemaOf(each) };
      }),
    }),
  }),
  'claims.query': operation({
    title: 'ask in the language of rules, as the owner',
    via: 'POST /claims/queries',
    roles: OWNER,
    input: z.object({ goal: z.string().min(1).max(8192) }),
    answer: queryAnswer,
    run: async ({ assurance: { claims } }, { goal }) => {
      const { outcome, answers, isComplete, explanation } = await claims.query(goal);
      return { outcome, answers: [...answers], isComplete, explanation: explanation ?? null };
    },
  }),
} as const;

async function submitted(
  { claims, claimView }: Desks,
  { id, isNew }: Submitted,
): Promise<ClaimAnswer & { isNew: boolean }> {
  return { ...(await claimView.show(await claims.find(id))), isNew };
}

/** What was made, as its operation answers it. */
export async function made(desks: Desks, claim: Submitted & { readonly bytes: Uint8Array }) {
  return { ...(await submitted(desks, claim)), claim: toBase64(claim.bytes) };
}

/** Without what was not given. */
function given<Query extends object>(query: Query): { [Name in keyof Query]?: Exclude<Query[Name], undefined> } {
  const all: { [Name in keyof Query]?: Exclude<Query[Name], undefined> } = {};
  for (const [key, value] of Object.entries(query)) if (value !== undefined) Object.assign(all, { [key]: value });
  return all;
}

/** What of a template is not to be replaced. */
function filledIn(subject: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(subject).filter(
      ([, value]) => !(typeof value === 'string' && value.includes('<')) && !isJsonObject(value),
    ),
  );
}
