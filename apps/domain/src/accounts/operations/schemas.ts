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

/** What WebAuthn gives as JSON: its inside is the browser's and the library's. */
const octets = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]*$/, 'is no base64url');
const attachment = z.enum(['cross-platform', 'platform']).exactOptional();
const common = {
  id: octets.min(1),
  rawId: octets.min(1),
  type: z.literal('public-key'),
  authenticatorAttachment: attachment,
  clientExtensionResults: z.object({}).loose(),
};
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

export const registrationSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: octets,
    attestationObject: octets,
    authenticatorData: octets.exactOptional(),
    transports: z.array(z.enum(TRANSPORTS)).max(8).exactOptional(),
    publicKeyAlgorithm: z.number().exactOptional(),
    publicKey: octets.exactOptional(),
  }),
});

export const authenticationSchema = z.object({
  ...common,
  response: z.object({
    clientDataJSON: octets,
    authenticatorData: octets,
    signature: octets,
    userHandle: octets.exactOptional(),
  }),
});

export function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
