/** What would change a decision, as people and pages are told. */

import { jsonObject } from '@sallyport/api';
import { z } from 'zod';
import { stepAnswer } from '../proof-json.ts';

const KINDS = [
  'trust-maker',
  'trust-device',
  'set-type',
  'score-type',
  'give-code',
  'accept-maker',
  'accept-model',
  'accept-device',
  'lift-refusal',
  'mend-history',
  'take-back',
  'wait',
  'distrust-device',
  'distrust-maker',
  'unlist-maker',
  'offboard',
  'other',
] as const;

export const wouldChangeAnswer = z.object({
  kind: z.enum(KINDS),
  sentence: z.string(),
  /** The operation that does it, by name, and what to give it; null where a person must do something else first. */
  operation: z.string().nullable(),
  input: jsonObject.nullable(),
  /** The claim that it is about. */
  claim: z.string().nullable(),
  /** The step of the proof that it is about; one that holds is to hold no more. */
  about: stepAnswer.nullable(),
});

export type WouldChange = z.infer<typeof wouldChangeAnswer>;
