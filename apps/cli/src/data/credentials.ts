/** Names and passwords from files that only their owner should be able to read (RFC 8995 §5.4). */

import { readFileSync } from 'node:fs';
import type { Customer } from '@sallyport/app-manufacturer';
import { Secret } from '@sallyport/core';
import type { Credentials } from '@sallyport/http';
import { z } from 'zod';
import { fail } from '../errors.ts';
import { fileReason } from './file-reason.ts';

const credentialList = z.array(
  z.strictObject({
    origin: z.url({ protocol: /^https$/ }).transform((url) => new URL(url).origin),
    scheme: z.enum(['basic', 'digest']),
    username: z.string().min(1),
    password: z.string().min(1),
  }),
);

const customerList = z.array(
  z.strictObject({ name: z.string().min(1), username: z.string().regex(/^[^:]+$/), password: z.string().min(1) }),
);

/** Towards MASAs. @throws E_CLI_FILE; the message holds no password */
export function readMasaCredentials(path: string): readonly Credentials[] {
  const list = readList(path, credentialList, '{origin, scheme, username, password}');
  return list.map(({ password, ...rest }) => ({ ...rest, password: Secret.of(password) }));
}

/** Of owners at a MASA. @throws E_CLI_FILE; the message holds no password */
export function readCustomers(path: string): readonly Customer[] {
  const list = readList(path, customerList, '{name, username, password}');
  return list.map(({ password, ...rest }) => ({ ...rest, password: Secret.of(password) }));
}

function readList<Row>(path: string, schema: z.ZodType<Row>, form: string): Row {
  const list = schema.safeParse(readJson(path));
  if (list.success) return list.data;
  const where = list.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw fail('E_CLI_FILE', `${path} is no list of ${form}: look at ${where || 'its form'}`);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw fail(
      'E_CLI_FILE',
      `${path} cannot be read as JSON: ${cause instanceof SyntaxError ? 'syntax' : fileReason(cause)}`,
    );
  }
}
