/** did:web: the document stands on the web site that the identifier names (W3C CCG, did:web Method Specification). */

import { fail } from '../errors.ts';
import type { Controller, ControllerResolver } from './controller.ts';
import { type DidUrl, parseDidUrl } from './did.ts';
import { DOCUMENT_LIMITS, parseDidDocument } from './did-document.ts';

/**
 * Fetches a document over HTTPS. It must check the server's certificate for the URL's host, follow no redirect to another
 * origin, read no more than `maxBytes`, and give up in reasonable time.
 */
export type DocumentFetcher = (url: URL, limits: { readonly maxBytes: number }) => Promise<Uint8Array>;

const MAX_SEGMENTS = 16;
/** Two labels or more, of letters, digits and hyphens; the last not all digits, which would be an IP address. */
const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const SEGMENT = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Where the document of a did:web stands. Hosts are domain names, never addresses, as the method demands; path segments
 * are plain names, so that no encoding of `..`, `/` or `\` leads elsewhere.
 * @throws E_CLAIMS_DID
 */
export function didWebUrl(did: string): URL {
  return locate(parseDidUrl(did));
}

function locate({ method, id }: DidUrl): URL {
  if (method !== 'web') throw fail('E_CLAIMS_DID', 'not a did:web');
  const [authority = '', ...segments] = id.split(':');
  const [host = '', port, ...more] = authority.split(/%3a/i);
  if (!HOST.test(host)) throw fail('E_CLAIMS_DID', 'a did:web names a fully qualified host');
  const number = port === undefined ? 443 : Number(port);
  if (more.length > 0 || (port !== undefined && !/^[1-9]\d{0,4}$/.test(port)) || number > 65_535) {
    throw fail('E_CLAIMS_DID', 'a did:web with an unusable port');
  }
  if (segments.length > MAX_SEGMENTS || !segments.every((segment) => SEGMENT.test(segment) && !/^\.+$/.test(segment))) {
    throw fail('E_CLAIMS_DID', 'a did:web with an unusable path');
  }
  const path = segments.length === 0 ? '.well-known' : segments.join('/');
  return new URL(`https://${host.toLowerCase()}${port === undefined ? '' : `:${port}`}/${path}/did.json`);
}

/** A resolver of did:web that fetches anew at each question; caching is the fetcher's. */
export function didWebResolver(fetch: DocumentFetcher): ControllerResolver {
  return async (did): Promise<Controller> => {
    const url = didWebUrl(did);
    let bytes: Uint8Array;
    try {
      bytes = await fetch(url, { maxBytes: DOCUMENT_LIMITS.maxBytes });
    } catch (cause) {
      throw fail('E_CLAIMS_CONTROLLER_UNAVAILABLE', `the document of a did:web at ${url.host} cannot be had`, {
        cause,
      });
    }
    return parseDidDocument(bytes, did);
  };
}
