/** HTTP Basic towards an EST server (RFC 7617, RFC 7030 §3.2.3): a password that TLS carries. */

import { fromBase64, fromUtf8, isSallyportError, Secret } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import type { EstHttpAuthenticator } from './ports.ts';

export interface BasicOptions {
  /** Printable ASCII without quotes. */
  readonly realm: string;
  /** The device behind a user name and password; undefined when they do not fit. Should take equal time for both. */
  readonly verify: (username: string, password: Secret) => Promise<DeviceIdentity | undefined>;
}

const MAX_FIELD = 1024;

export function basicAuthenticator({ realm, verify }: BasicOptions): EstHttpAuthenticator {
  return {
    challenges: () => [`Basic realm="${realm}", charset="UTF-8"`],
    async authenticate(request) {
      const credentials = parse(request.headers.get('authorization') ?? '');
      return credentials === undefined ? undefined : verify(credentials.username, credentials.password);
    },
  };
}

function parse(field: string): { readonly username: string; readonly password: Secret } | undefined {
  const match = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(field.length > MAX_FIELD ? '' : field);
  if (match?.[1] === undefined) return undefined;
  try {
    const text = fromUtf8(fromBase64(match[1]));
    const colon = text.indexOf(':');
    return colon < 0 ? undefined : { username: text.slice(0, colon), password: Secret.of(text.slice(colon + 1)) };
  } catch (error) {
    if (isSallyportError(error)) return undefined;
    throw error;
  }
}
