/** What operations tell of policies and of dry runs. */

import { z } from 'zod';

const time = z.iso.datetime();

const problem = z.strictObject({
  code: z.string(),
  /** `refused`: not in force. `quarantined`: it brought the engine down. `warning`: in force, and perhaps not what was meant. */
  severity: z.enum(['refused', 'quarantined', 'warning']),
  sentence: z.string(),
  /** From 1. */
  line: z.int().nullable(),
});

export const policyAnswer = z.strictObject({
  /** Who decides: the accept lists, or claims. */
  mode: z.enum(['lists', 'claims']),
  policy: z.string().nullable(),
  since: time.nullable(),
  /** Every rule that was claimed, in the order of the log. */
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      uri: z.string(),
      /** Who said it. */
      by: z.string(),
      byName: z.string().nullable(),
      about: z.string().nullable(),
      source: z.string(),
      /** The claim in whose place it stands. */
      replaces: z.string().nullable(),
      counts: z.boolean(),
      /** Why it counts or not, in a stable word and in a sentence. */
      reason: z.string(),
      sentence: z.string(),
      /** How far who said it is believed, from 0 to 1. */
      weight: z.number(),
      /** Whether it is of the adopted policy. */
      isAdopted: z.boolean(),
      /** Whether `about` is that of the shipped rule of this name. */
      isShipped: z.boolean(),
      problem: problem.nullable(),
    }),
  ),
  shipped: z.array(z.strictObject({ policy: z.string(), about: z.string(), rules: z.array(z.string()) })),
});

export const shippedAnswer = z.strictObject({
  policy: z.string(),
  about: z.string(),
  rules: z.array(z.strictObject({ rule: z.string(), about: z.string(), source: z.string() })),
});

const outcome = z.enum(['permit', 'deny']);
const obligation = z.strictObject({ type: z.string(), value: z.string() });

/** A decision that would turn. */
const turn = z.strictObject({
  /** As claims name it. */
  device: z.string(),
  /** As registers name it. */
  key: z.string(),
  manufacturer: z.string(),
  serialNumber: z.string(),
  model: z.string().nullable(),
  point: z.enum(['E.2', 'M.4']),
  before: outcome,
  after: outcome,
  /** What goes along with a permission; they alone differ where both are `permit`. */
  obligationsBefore: z.array(obligation),
  obligationsAfter: z.array(obligation),
  reason: z.string(),
});

export const dryRunResult = z.strictObject({
  decidesNow: z.enum(['lists', 'claims']),
  wouldDecide: z.enum(['lists', 'claims']),
  /** A rule would be refused, and everything would stay as it is. */
  isRefused: z.boolean(),
  /** Devices that were judged. Those that the owner refused, or whose history was found wanting, stay out whatever happens. */
  judged: z.int(),
  leftOut: z.int(),
  permittedBefore: z.int(),
  permittedAfter: z.int(),
  wouldBePutOut: z.int(),
  wouldBeLetIn: z.int(),
  /** Permitted before and after, with other obligations. */
  wouldDiffer: z.int(),
  /** Those that would be put out first; a thousand at most. */
  turns: z.array(turn),
  problems: z.array(problem.extend({ rule: z.string(), isNew: z.boolean() })),
});

export const dryRunAnswer = z.strictObject({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'stopped']),
  /** From 0 to 1. */
  progress: z.number(),
  begun: time,
  ended: time.nullable(),
  result: dryRunResult.nullable(),
  /** Why it failed. */
  error: z.strictObject({ code: z.string(), detail: z.string() }).nullable(),
});

export type PolicyAnswer = z.infer<typeof policyAnswer>;
export type ShippedAnswer = z.infer<typeof shippedAnswer>;
export type DryRunResult = z.infer<typeof dryRunResult>;
export type DryRunAnswer = z.infer<typeof dryRunAnswer>;
