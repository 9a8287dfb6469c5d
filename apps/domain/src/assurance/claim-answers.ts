/** What operations tell of claims. */

import { jsonObject } from '@sallyport/api';
import { ORIGINS } from '@sallyport/assurance-claim-log';
import { z } from 'zod';

const time = z.iso.datetime();

/** What became of a claim. `counts`: whether it is taken into account now; `reason` is a stable word, `sentence` is for people. */
export const outcomeAnswer = z.strictObject({
  state: z.enum(['waiting', 'refused', 'unresolved', 'own', 'judged']),
  counts: z.boolean(),
  reason: z.string(),
  sentence: z.string(),
  code: z.string().optional(),
  /** Who is believed to have said it, and as people call them, where somebody is known by that. */
  by: z.string().optional(),
  byName: z.string().nullable().optional(),
  /** How far that is believed, from 0 to 1. */
  weight: z.number().optional(),
});

const entry = {
  /** SHA-256 of the bytes, in hexadecimal. */
  id: z.string(),
  position: z.int(),
  /** When it was received, inferred or issued. */
  at: time,
  origin: z.enum(ORIGINS),
  /** Who brought it, or for whom it was made. */
  from: z.string().nullable(),
};

/** A claim in a list. Where it is not verified, all that it says is what it says of itself. */
export const claimAnswer = z.strictObject({
  ...entry,
  isVerified: z.boolean(),
  uri: z.string().nullable(),
  type: z.string().nullable(),
  issuer: z.string().nullable(),
  /** As people call the issuer, where somebody is known by that. */
  issuerName: z.string().nullable(),
  /** Whom or what it is about. */
  subject: z.string().nullable(),
  subjectName: z.string().nullable(),
  deviceType: z.string().nullable(),
  /** CAHN's. */
  notation: z.string().nullable(),
  validFrom: z.string().nullable(),
  validUntil: z.string().nullable(),
  /** The nodes that passed it on, in the order in which it travelled. */
  route: z.array(z.string()).optional(),
  outcome: outcomeAnswer.nullable(),
});

/** A claim, and its bytes. */
export const madeAnswer = claimAnswer.extend({ isNew: z.boolean(), claim: z.base64() });
export const submittedAnswer = claimAnswer.extend({ isNew: z.boolean() });

const hop = z.strictObject({
  node: z.string(),
  name: z.string().nullable(),
  received: time,
  /** Who handed it to the node. */
  from: z.string().nullable(),
});

/** All that is known of one claim. */
export const wholeClaimAnswer = claimAnswer.extend({
  size: z.int(),
  claim: z.base64(),
  /** What was signed; null where nobody signed it so. */
  credential: jsonObject.nullable(),
  form: z.enum(['jose', 'data-integrity']).nullable(),
  signatures: z.array(z.strictObject({ by: z.string(), key: z.string(), created: time.nullable() })),
  hops: z.array(hop),
  /** Claims about this one: who took it back. */
  about: z.array(claimAnswer),
  /** Names of those who are in it, by their URIs. */
  names: z.record(z.string(), z.string()),
});

export const claimsAnswer = z.strictObject({
  claims: z.array(claimAnswer),
  /** Where older ones are; a page may hold few, where much had to be looked through. */
  next: z.string().optional(),
});

export const templatesAnswer = z.strictObject({
  templates: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      about: z.string(),
      /** With words between angle brackets to be replaced. */
      subject: jsonObject,
      /** JSON Schema (2020-12) of what may be given; names may stand where the claim will have URIs. */
      schema: jsonObject,
    }),
  ),
  /** Every type that is claimed by hand. */
  types: z.array(
    z.strictObject({ type: z.string(), kind: z.string(), about: z.string(), source: z.string(), schema: jsonObject }),
  ),
});

export const queryAnswer = z.strictObject({
  outcome: z.enum(['answered', 'refused', 'failed']),
  answers: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  isComplete: z.boolean(),
  explanation: z.string().nullable(),
});

export type ClaimAnswer = z.infer<typeof claimAnswer>;
export type WholeClaimAnswer = z.infer<typeof wholeClaimAnswer>;
/** {@link outcomeAnswer} as it is given: a member that is not there is left out. */
export type OutcomeAnswer = Pick<z.infer<typeof outcomeAnswer>, 'state' | 'counts' | 'reason' | 'sentence'> & {
  readonly code?: string;
  readonly by?: string;
  readonly byName?: string | null;
  readonly weight?: number;
};
