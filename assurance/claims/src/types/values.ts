/** What the fields of claims are made of. */

import { z } from 'zod';

/** Names of public keys themselves: `entity+` in CAHN's notation. */
const DIRECT = /^(did:key:z[1-9A-HJ-NP-Za-km-z]+|did:jwk:[A-Za-z0-9_-]+|ni:\/\/\/sha-256;[A-Za-z0-9_-]{43})$/;
const HASH_URI = /^ni:\/\/\/sha-256;[A-Za-z0-9_-]{43}$/;
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const RELATION = /^[a-z][A-Za-z0-9_]*$/;
const PACKAGE_URL = /^pkg:[!-~]+$/;

/** An entity, by its key or by any URI. */
export const entity = z.string().max(2048).regex(ABSOLUTE_URI);
/** An entity by its key. */
export const key = z.string().max(2048).regex(DIRECT);
/** A claim, a document or a key by its SHA-256 (RFC 6920). */
export const hashUri = z.string().regex(HASH_URI);
export const emailUri = z
  .string()
  .max(327)
  .regex(/^mailto:[^@\s]+@[^@\s]+$/);
export const deviceType = z.string().min(1).max(256);
export const time = z.string().max(40).regex(TIME);
/** As CVSS counts: 0 is harmless, 10 the worst. */
export const score = z.number().min(0).max(10);
export const shortText = z.string().min(1).max(1024);
export const relation = z.string().max(64).regex(RELATION);
export const packageUrl = z.string().max(1024).regex(PACKAGE_URL);
export const webUrl = z
  .string()
  .max(2048)
  .regex(/^https:\/\/[!-~]+$/);
export const scalar = z.union([z.string().max(4096), z.number(), z.boolean(), z.null()]);
/** A document of another format, kept whole: its own specification says what is in it. */
export const foreign = z.record(z.string(), z.json());

/** True for an entity named by its key. */
export function isDirect(uri: string): boolean {
  return DIRECT.test(uri);
}
