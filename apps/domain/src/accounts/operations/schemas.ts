/** Shapes that several operations on accounts share. */

import { z } from 'zod';
import { ROLES } from '../../api/roles.ts';

export const nothing = z.object({});
export const done = z.object({});
export const idSchema = z.string().regex(/^[0-9a-f]{24}$/, 'is no identifier');
export const roleSchema = z.enum(ROLES);
/** ISO 8601. */
export const time = z.string();
export const cursor = z.string().max(4096).optional();

export const LINK_HOURS = z
  .number()
  .int()
  .min(1)
  .max(7 * 24)
  .optional();

export const linkAnswer = z.object({
  /** `/sign-in#…`: shown once, to be opened at the console's address. */
  path: z.string(),
  expiresAt: time,
});

export const personSchema = z.object({ id: z.string(), name: z.string(), role: roleSchema });

export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
