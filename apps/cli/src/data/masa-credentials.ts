/** Names and passwords towards MASAs, from a file that the owner of the registrar writes (RFC 8995 §5.4). */

import { readFileSync } from 'node:fs';
import { reasonOf, Secret } from '@sallyport/core';
import type { Credentials } from '@sallyport/http';
import { z } from 'zod';
import { fail } from '../errors.ts';

const credentialList = z.array(
  z.strictObject({
    origin: z.url({ protocol: /^https$/ }).transform((url) => new URL(url).origin),
    scheme: z.enum(['basic', 'digest']),
    username: z.string().min(1),
    password: z.string().min(1),
  }),
);

/** @throws E_CLI_FILE; the message holds no password */
export function readMasaCredentials(path: string): readonly Credentials[] {
  const list = credentialList.safeParse(readJson(path));
  if (!list.success) {
    const where = list.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw fail(
      'E_CLI_FILE',
      `${path} is no list of {origin, scheme, username, password}: look at ${where || 'its form'}`,
    );
  }
  return list.data.map(({ password, ...rest }) => ({ ...rest, password: Secret.of(password) }));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw fail(
      'E_CLI_FILE',
      `${path} cannot be read as JSON: ${cause instanceof SyntaxError ? 'syntax' : reasonOf(cause)}`,
    );
  }
}
