/** EST operations and their places (RFC 7030 §3.2.2). */

import { fail } from './errors.ts';

export const EST_PREFIX = '/.well-known/est';

export const OPERATIONS = {
  cacerts: { method: 'GET' },
  csrattrs: { method: 'GET' },
  simpleenroll: { method: 'POST' },
  simplereenroll: { method: 'POST' },
  serverkeygen: { method: 'POST' },
  fullcmc: { method: 'POST' },
} as const satisfies Readonly<Record<string, { readonly method: 'GET' | 'POST' }>>;

export type EstOperation = keyof typeof OPERATIONS;
/** The operations that end in a certificate. */
export type EnrolOperation = Extract<EstOperation, 'simpleenroll' | 'simplereenroll' | 'serverkeygen'>;

const LABEL = /^[A-Za-z0-9._~-]{1,64}$/;

export interface EstTarget {
  readonly operation: EstOperation;
  /** The optional CA label between prefix and operation. */
  readonly label: string | undefined;
}

export function isEstOperation(text: string): text is EstOperation {
  return Object.hasOwn(OPERATIONS, text);
}

/**
 * Checks a CA label: unreserved characters only, and no operation's name (RFC 7030 §3.2.2 forbids it).
 * @throws E_EST_CONFIG
 */
export function checkLabel(label: string): string {
  if (!LABEL.test(label) || isEstOperation(label) || label === '.' || label === '..') {
    throw fail('E_EST_CONFIG', 'a CA label has 1 to 64 unreserved characters and is no operation name');
  }
  return label;
}

/** The operation and label that a request path names; undefined when it names none. Bounded by the label's length. */
export function parsePath(path: string): EstTarget | undefined {
  if (!path.startsWith(`${EST_PREFIX}/`)) return undefined;
  const segments = path.slice(EST_PREFIX.length + 1).split('/', 3);
  const last = segments.at(-1);
  if (last === undefined || segments.length > 2 || !isEstOperation(last)) return undefined;
  const label = segments.length === 2 ? segments[0] : undefined;
  if (label !== undefined && (!LABEL.test(label) || isEstOperation(label))) return undefined;
  return { operation: last, label };
}

/** The path of an operation. @throws E_EST_CONFIG for a label that cannot be one */
export function pathOf(operation: EstOperation, label?: string): string {
  return label === undefined ? `${EST_PREFIX}/${operation}` : `${EST_PREFIX}/${checkLabel(label)}/${operation}`;
}
