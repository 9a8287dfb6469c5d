/** What several operations on Thread networks are told. */

import { z } from 'zod';

export const text = z.string().min(1).max(255);

/** The name or the extended PAN ID of a network; none where there is only one. */
export const network = text.optional();

/** So many bytes, in hexadecimal. */
export const bytes = (length: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{${2 * length}}$`));

/** A secret that somebody reads from a device, and types. */
export const code = z.string().min(1).max(64);
