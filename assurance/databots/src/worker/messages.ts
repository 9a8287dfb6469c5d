/** What passes between a worker and the runner, read strictly on the runner’s side. */

import { isJsonObject, type JsonValue } from '@sallyport/core';
import { z } from 'zod';
import type { BotAnswers, BotOutput } from '../bot-module.ts';
import { fail } from '../errors.ts';

/** What a worker is started with. */
export interface BotJob {
  /** Of the databot’s module. */
  readonly module: string;
  readonly now: number;
  readonly settings: JsonValue;
}

export type FromWorker =
  | { readonly kind: 'query'; readonly id: number; readonly goal: string }
  | { readonly kind: 'material'; readonly id: number; readonly name: string; readonly key: string }
  | { readonly kind: 'done'; readonly outputs: readonly BotOutput[] }
  | { readonly kind: 'failed'; readonly reason: string };

export type ToWorker =
  | { readonly kind: 'answers'; readonly id: number; readonly answers: BotAnswers }
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: Uint8Array | undefined }
  | { readonly kind: 'error'; readonly id: number; readonly reason: string };

const id = z.int().min(0);
const OUTPUT = z.strictObject({
  type: z.string().max(64),
  subject: z.record(z.string(), z.json()),
  validFor: z
    .number()
    .min(1000)
    .max(366 * 86_400_000)
    .optional(),
});
const MESSAGE = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('query'), id, goal: z.string().min(1).max(8192) }),
  z.strictObject({ kind: z.literal('material'), id, name: z.string().max(64), key: z.string().max(4096) }),
  z.strictObject({ kind: z.literal('done'), outputs: z.array(OUTPUT) }),
  z.strictObject({ kind: z.literal('failed'), reason: z.string() }),
]);

/** @throws E_DATABOT_PROTOCOL */
export function readMessage(message: unknown): FromWorker {
  const result = MESSAGE.safeParse(message);
  if (!result.success) throw fail('E_DATABOT_PROTOCOL', 'the worker sent what no databot sends');
  const { data } = result;
  if (data.kind !== 'done') return data;
  return { kind: 'done', outputs: data.outputs.map(outputOf) };
}

function outputOf({ type, subject, validFor }: z.infer<typeof OUTPUT>): BotOutput {
  const plain: JsonValue = JSON.parse(JSON.stringify(subject));
  if (!isJsonObject(plain)) throw fail('E_DATABOT_PROTOCOL', 'the worker gave a subject that is no object');
  return { type, subject: plain, ...(validFor === undefined ? {} : { validFor }) };
}
