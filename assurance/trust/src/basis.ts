/** What a node starts from: whom it believes without being told, and how far belief reaches. Configuration, never a claim. */

import { RIGHTS } from '@sallyport/assurance-claims';
import { z } from 'zod';
import { fail } from './errors.ts';
import { isMailbox } from './names.ts';
import { DEFAULT_REQUIREMENTS, REQUIREMENT_NAMES, type Requirements } from './requirements.ts';

/** What failings cost: the factor of an identity is `prior / (prior + max(0, cost − forgiven))`. */
export interface RecordBasis {
  /** How much it takes to halve a weight, beyond what is forgiven. Above 0. Default 40. */
  readonly prior: number;
  /** Cost that lowers nothing. Default 4. */
  readonly forgiven: number;
  /** Cost of a statement that its issuer took back. Default 1. */
  readonly retraction: number;
  /** What all statements that one took back oneself cost together at most: what was true can have changed. Default 10. */
  readonly retractionsAtMost: number;
  /** Cost of a statement that a root took back. Default 4. */
  readonly deletion: number;
  /** Cost of a statement that contradicts somebody who stands higher. Default 4. */
  readonly contradiction: number;
}

export interface TrustBasis {
  /** Identities believed in everything: keys, mailboxes, or other URIs of issuers. */
  readonly roots: readonly string[];
  /** Keys or other URIs of issuers whose IdentityBindings count. */
  readonly authenticationServers: readonly string[];
  /** The least weight that counts, above 0 and at most 1. 0.5 is usual. */
  readonly threshold: number;
  /** Rows to put in place of {@link DEFAULT_REQUIREMENTS}. */
  readonly requirements?: Partial<Requirements>;
  /** `off`, or costs in place of {@link DEFAULT_RECORD}. */
  readonly record?: Partial<RecordBasis> | 'off';
}

/** A basis with every default filled in. */
export interface CompleteBasis extends TrustBasis {
  readonly requirements: Requirements;
  readonly record: RecordBasis | 'off';
}

export const DEFAULT_THRESHOLD = 0.5;
export const DEFAULT_RECORD: RecordBasis = {
  prior: 40,
  forgiven: 4,
  retraction: 1,
  retractionsAtMost: 10,
  deletion: 4,
  contradiction: 4,
};

const MAX_NAMES = 1024;
const name = z
  .string()
  .max(4096)
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/);
const names = z.array(name).max(MAX_NAMES);
// Whoever a server's key is bound to must not depend on what a server says.
const servers = z.array(name.refine((uri) => !isMailbox(uri))).max(MAX_NAMES);
const cost = z.number().min(0).max(1e6);
const speakers = z.array(z.enum(['manufacturer', 'person', ...RIGHTS]));
const requirements = z
  .partialRecord(z.enum(REQUIREMENT_NAMES), speakers)
  // A manufacturer that could say which manufacturers are trusted would speak because another speaks, in a circle.
  .refine((rows) => !NAMING_MANUFACTURERS.some((row) => rows[row]?.includes('manufacturer')));
const NAMING_MANUFACTURERS = ['Trust/manufacturer', 'Distrust/manufacturer'] as const;

const BASIS = z.strictObject({
  roots: names,
  authenticationServers: servers,
  threshold: z.number().gt(0).max(1).default(DEFAULT_THRESHOLD),
  requirements: requirements.default({}),
  record: z
    .union([
      z.literal('off'),
      z.strictObject({
        prior: z.number().gt(0).max(1e6).default(DEFAULT_RECORD.prior),
        forgiven: cost.default(DEFAULT_RECORD.forgiven),
        retraction: cost.default(DEFAULT_RECORD.retraction),
        retractionsAtMost: cost.default(DEFAULT_RECORD.retractionsAtMost),
        deletion: cost.default(DEFAULT_RECORD.deletion),
        contradiction: cost.default(DEFAULT_RECORD.contradiction),
      }),
    ])
    .default(DEFAULT_RECORD),
});

/** Reads a basis, a node's configuration, and fills in what it leaves out. @throws E_TRUST_BASIS */
export function readTrustBasis(value: unknown): CompleteBasis {
  const result = BASIS.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw fail('E_TRUST_BASIS', 'the trust basis is not in order', {
      details: { where: issue?.path.join('.') ?? '', problem: issue?.code ?? 'unknown' },
    });
  }
  return { ...result.data, requirements: { ...DEFAULT_REQUIREMENTS, ...result.data.requirements } };
}
