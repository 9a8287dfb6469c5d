/** What goes between an authenticator and the domain, as JSON (WebAuthn Level 3 §5.1.8, §5.1.9). */

import { z } from 'zod';

const octets = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]*$/, 'is no base64url');
const transports = z.array(z.string().max(32)).max(16).exactOptional();
const hints = z.array(z.enum(['hybrid', 'security-key', 'client-device'])).exactOptional();
const requirement = z.enum(['discouraged', 'preferred', 'required']).exactOptional();
const credential = z.object({ id: octets, type: z.literal('public-key'), transports });

/** What `navigator.credentials.create` is asked for. */
export const creationOptionsSchema = z.object({
  rp: z.object({ name: z.string(), id: z.string().exactOptional() }),
  user: z.object({ id: octets, name: z.string(), displayName: z.string() }),
  challenge: octets,
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal('public-key') })),
  timeout: z.number().exactOptional(),
  attestation: z.enum(['direct', 'enterprise', 'indirect', 'none']).exactOptional(),
  excludeCredentials: z.array(credential).exactOptional(),
  authenticatorSelection: z
    .object({
      residentKey: requirement,
      requireResidentKey: z.boolean().exactOptional(),
      userVerification: requirement,
    })
    .exactOptional(),
  extensions: z.object({ credProps: z.boolean().exactOptional() }).exactOptional(),
  hints,
});

/** What `navigator.credentials.get` is asked for. */
export const requestOptionsSchema = z.object({
  rpId: z.string().exactOptional(),
  challenge: octets,
  timeout: z.number().exactOptional(),
  userVerification: requirement,
});

/** WebAuthn §4 has up to 1023 bytes; authenticators make some dozens. */
const MAX_ID = 1024;

const answer = {
  id: octets.min(1).max(MAX_ID),
  rawId: octets.min(1).max(MAX_ID),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).exactOptional(),
  clientExtensionResults: z.object({}),
};

export const registrationSchema = z.object({
  ...answer,
  response: z.object({ clientDataJSON: octets, attestationObject: octets, transports }),
});

export const authenticationSchema = z.object({
  ...answer,
  response: z.object({
    clientDataJSON: octets,
    authenticatorData: octets,
    signature: octets,
    userHandle: octets.exactOptional(),
  }),
});
