/** The signature base (RFC 9421 §2.5): the lines that a signature is made over. */

import { fail } from '../errors.ts';
import { type Component, readSignatures, writeComponent } from './fields.ts';

/** A message as a signature sees it. Field names in lower case. */
export interface SignedMessage {
  readonly method?: string;
  /** The whole URL, as the owner of the address writes it. */
  readonly url?: string;
  readonly status?: number;
  readonly fields: ReadonlyMap<string, string>;
  /** The request that this message answers. */
  readonly request?: SignedMessage;
}

/** Derived components (RFC 9421 §2.2). */
const DERIVED: Readonly<Record<string, (message: SignedMessage) => string | undefined>> = {
  '@method': ({ method }) => method,
  '@target-uri': ({ url }) => url,
  '@authority': ({ url }) => (url === undefined ? undefined : new URL(url).host),
  '@path': ({ url }) => (url === undefined ? undefined : new URL(url).pathname),
  '@status': ({ status }) => (status === undefined ? undefined : String(status)),
};

/** @throws E_WEBHOOK_SIGNATURE_COVERAGE when the message has not what is to be covered */
export function signatureBase(message: SignedMessage, components: readonly Component[], parameters: string): string {
  const lines = components.map((component) => `${writeComponent(component)}: ${componentValue(message, component)}`);
  return [...lines, `"@signature-params": ${parameters}`].join('\n');
}

function componentValue(message: SignedMessage, component: Component): string {
  const { name, req, key } = component;
  const source = req ? message.request : message;
  const value = source === undefined ? undefined : read(source, name, key);
  if (value === undefined) {
    throw fail('E_WEBHOOK_SIGNATURE_COVERAGE', 'the message has not what its signature covers');
  }
  return value;
}

function read(message: SignedMessage, name: string, key: string | undefined): string | undefined {
  if (name.startsWith('@'))
    return Object.hasOwn(DERIVED, name) && key === undefined ? DERIVED[name]?.(message) : undefined;
  // RFC 9421 §2.1: white space round a value is not part of it, and line folds are one space.
  const value = message.fields
    .get(name)
    ?.trim()
    .replace(/[ \t]*\r?\n[ \t]+/g, ' ');
  if (key === undefined || value === undefined) return value;
  // §2.1.2: of the dictionaries, only Signature is used here.
  const member = name === 'signature' ? readSignatures(value).get(key) : undefined;
  return member === undefined ? undefined : `:${Buffer.from(member).toString('base64')}:`;
}
