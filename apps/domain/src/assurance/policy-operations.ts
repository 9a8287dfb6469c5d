/** What the owner's people do with policies, as named operations. */

import { z } from 'zod';
import { operation } from '../api/operation.ts';
import { LOOKING, OWNER } from '../api/roles.ts';
import { dryRunAnswer, policyAnswer, shippedAnswer } from './policy-answers.ts';

const nothing = z.object({});
const policy = z.string().min(1).max(256);
const ruleName = z
  .string()
  .max(64)
  .regex(/^[a-z][A-Za-z0-9_]*$/, 'a small letter, then letters, digits and underscores');
const source = z.string().min(1).max(65_536);
const about = z.string().min(1).max(1024).optional();
const id = z.string().min(1).max(64);
/** Milliseconds that whoever asks is willing to wait. */
const wait = z.int().min(0).max(30_000).optional();

const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('replace'), rule: ruleName, source, about }),
  z.strictObject({ kind: z.literal('remove'), rule: ruleName }),
  z.strictObject({ kind: z.literal('adopt'), policy }),
  z.strictObject({ kind: z.literal('drop') }),
]);

export const POLICY_OPERATIONS = {
  'policy.show': operation({
    title: 'who decides, and by which rules',
    via: 'GET /policy',
    roles: LOOKING,
    input: nothing,
    answer: policyAnswer,
    run: ({ assurance }) => assurance.policy.show(),
  }),
  'policy.shipped': operation({
    title: 'the rules of a policy that is shipped',
    via: 'GET /policy/shipped/{policy}',
    roles: LOOKING,
    input: z.object({ policy }),
    answer: shippedAnswer,
    run: ({ assurance }, given) => assurance.policy.shipped(given.policy),
  }),
  'policy.adopt': operation({
    title: 'let claims decide, by a policy that is shipped',
    via: 'POST /policy/adopt',
    roles: OWNER,
    input: z.object({ policy }),
    answer: policyAnswer,
    run: async ({ assurance }, given, { name }) => {
      await assurance.policy.adopt(given.policy, name);
      return assurance.policy.show();
    },
  }),
  'policy.drop': operation({
    title: 'let the accept lists decide',
    via: 'POST /policy/drop',
    roles: OWNER,
    input: nothing,
    answer: policyAnswer,
    run: async ({ assurance }, _, { name }) => {
      await assurance.policy.drop(name);
      return assurance.policy.show();
    },
  }),
  'policy.replace': operation({
    title: "put another rule in the place of the owner's rule of this name, or add it",
    via: 'PUT /policy/rules/{rule}',
    roles: OWNER,
    input: z.object({ rule: ruleName, source, about }),
    answer: policyAnswer,
    run: async ({ assurance }, given, { name }) => {
      await assurance.policy.replace(given, name);
      return assurance.policy.show();
    },
  }),
  'policy.remove': operation({
    title: "take the owner's rule of this name back",
    via: 'DELETE /policy/rules/{rule}',
    roles: OWNER,
    input: z.object({ rule: ruleName }),
    answer: policyAnswer,
    run: async ({ assurance }, { rule }, { name }) => {
      await assurance.policy.remove(rule, name);
      return assurance.policy.show();
    },
  }),
  'policy.preview': operation({
    title: 'see which devices a change of the policy would put out or let in, without changing anything',
    via: 'POST /policy/previews',
    roles: OWNER,
    changes: false,
    input: z.object({ change, wait }),
    answer: dryRunAnswer,
    run: ({ assurance: { dryRuns } }, { change: wanted, wait: patience = 0 }, _caller, { request }) =>
      dryRuns.begin(wanted, patience, request?.signal),
  }),
  'policy.preview-show': operation({
    title: 'how far a dry run is, and what it came to',
    via: 'GET /policy/previews/{id}',
    roles: OWNER,
    input: z.object({ id, wait }),
    answer: dryRunAnswer,
    run: ({ assurance: { dryRuns } }, { id: wanted, wait: patience = 0 }, _caller, { request }) =>
      dryRuns.show(wanted, patience, request?.signal),
  }),
  'policy.preview-stop': operation({
    title: 'stop a dry run',
    via: 'DELETE /policy/previews/{id}',
    roles: OWNER,
    changes: false,
    input: z.object({ id }),
    answer: dryRunAnswer,
    run: ({ assurance: { dryRuns } }, { id: wanted }) => dryRuns.stop(wanted),
  }),
} as const;
