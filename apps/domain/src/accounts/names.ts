/** What people and things of theirs may be called. */

import { z } from 'zod';

const MAX_NAME = 64;
/** Controls, format characters such as those that turn the direction of text, private use, and halves of pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Any script and any sign that can be seen. It is text wherever it is shown. */
export const nameSchema = z
  .string()
  .max(MAX_NAME, `is longer than ${MAX_NAME} characters`)
  .refine((name) => !UNSEEN.test(name), 'holds characters that cannot be seen')
  .transform((name) => name.normalize('NFC').trim())
  .pipe(z.string().min(1, 'is empty'));

/** Two names that a person takes for the same are the same. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
