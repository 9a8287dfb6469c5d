/** `coap` and `coaps` URIs taken apart (RFC 7252 §6). */

import { fail } from '../errors.ts';
import { pathOf, pathOptions } from './path.ts';

export interface CoapUri {
  /** `coaps`: over DTLS. */
  readonly isSecure: boolean;
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** As requests have it, without a slash in front. */
  readonly path: string;
  readonly query: readonly string[];
}

const SCHEMES = new Map([
  ['coap:', { isSecure: false, port: 5683 }],
  ['coaps:', { isSecure: true, port: 5684 }],
]);

/**
 * Dots in the path are resolved (RFC 3986 §5.2.4). A zone of a link-local address has no place in a URI.
 * @throws E_COAP_ARGUMENT
 */
export function parseCoapUri(text: string): CoapUri {
  const url = URL.parse(text);
  const scheme = SCHEMES.get(url?.protocol ?? '');
  if (url === null || scheme === undefined) throw fail('E_COAP_ARGUMENT', 'not a coap or coaps URI');
  // §6.4: the URI is absolute, and has no fragment; §6.1: nor a user.
  if (url.hostname === '') throw fail('E_COAP_ARGUMENT', 'a coap URI has a host');
  if (text.includes('#')) throw fail('E_COAP_ARGUMENT', 'a coap URI has no fragment');
  if (url.username !== '' || url.password !== '') throw fail('E_COAP_ARGUMENT', 'a coap URI has no user');
  return {
    isSecure: scheme.isSecure,
    host: decode(url.hostname)
      .toLowerCase()
      .replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? scheme.port : Number(url.port),
    path: pathOf(pathOptions(url.pathname)),
    query: url.search === '' ? [] : url.search.slice(1).split('&').map(decode),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw fail('E_COAP_ARGUMENT', 'a URI with a wrong percent encoding', { cause });
  }
}
