/** JSON of any shape, for the parts of answers that others determine. */

import type { JsonObject, JsonValue } from '@sallyport/core';
import { z } from 'zod';

/** Any JSON at all. */
export const jsonValue: z.ZodType<JsonValue> = z.json();
/** Any JSON object. */
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());
