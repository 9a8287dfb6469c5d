/** What people and things of theirs may be called. */

import { z } from 'zod';

const MAX_NAME = 64;
/** Of a name as it is compared: there are signs that stand for whole sentences. */
const MAX_FOLDED = 256;
/** Controls, format characters such as those that turn the direction of text, private use, and halves of pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Any script and any sign that can be seen. It is text wherever it is shown. */
export const nameSchema = z
  .string()
  .max(MAX_NAME, `is longer than ${MAX_NAME} characters`)
  .refine((name) => !UNSEEN.test(name), 'holds characters that cannot be seen')
  .transform((name) => name.normalize('NFC').trim())
  .pipe(z.string().min(1, 'is empty'))
  .refine((name) => foldedName(name).length <= MAX_FOLDED, 'is longer than it looks');

/** Whether anybody can be called so. */
export function isName(text: string): boolean {
  return nameSchema.safeParse(text).success;
}

/** Two names that a person takes for the same are the same. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
