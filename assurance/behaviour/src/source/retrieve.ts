/** One document from a server that is trusted with nothing but its name. */

import { parseMediaType } from '@sallyport/http';
import { fail } from '../errors.ts';
import type { MudHttp, MudHttpAnswer } from './mud-http.ts';

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface Wanted {
  /** Media types that are taken, the first is asked for. */
  readonly types: readonly [string, ...string[]];
  readonly maxBytes: number;
}

/**
 * The body of what is at `url`, and the URL it was found at.
 * @throws E_BEHAVIOUR_FETCH, E_BEHAVIOUR_FETCH_STATUS, E_BEHAVIOUR_FETCH_TYPE, E_BEHAVIOUR_FETCH_REDIRECT,
 * E_BEHAVIOUR_FETCH_TOO_LARGE
 */
export async function retrieve(
  http: MudHttp,
  url: URL,
  wanted: Wanted,
): Promise<{ readonly body: Uint8Array; readonly url: URL }> {
  let target = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await ask(http, target, wanted);
    if (answer.status === 200) return { body: bodyOf(answer, wanted), url: target };
    if (!REDIRECTS.has(answer.status)) throw fail('E_BEHAVIOUR_FETCH_STATUS', `${url.host} answered ${answer.status}`);
    target = redirected(target, answer);
  }
  throw fail('E_BEHAVIOUR_FETCH_REDIRECT', `${url.host} redirects more than ${MAX_REDIRECTS} times`);
}

async function ask(http: MudHttp, url: URL, { types, maxBytes }: Wanted): Promise<MudHttpAnswer> {
  try {
    return await http(url, { accept: types[0], maxBytes });
  } catch (cause) {
    throw fail('E_BEHAVIOUR_FETCH', `${url.host} could not be asked`, { cause });
  }
}

/** The name in the MUD URL is what the certificate of the device vouches for; another server's is not. */
function redirected(from: URL, { headers }: MudHttpAnswer): URL {
  const target = URL.parse(headers['location'] ?? '', from.href);
  if (headers['location'] === undefined || target === null || target.origin !== from.origin) {
    throw fail('E_BEHAVIOUR_FETCH_REDIRECT', `${from.host} redirects to another origin`);
  }
  return target;
}

function bodyOf({ headers, body }: MudHttpAnswer, { types, maxBytes }: Wanted): Uint8Array {
  const type = parseMediaType(headers['content-type'] ?? '');
  if (type === undefined || !types.includes(type.essence)) {
    throw fail('E_BEHAVIOUR_FETCH_TYPE', `the server sent something other than ${types.join(' or ')}`);
  }
  if (body.length > maxBytes) throw fail('E_BEHAVIOUR_FETCH_TOO_LARGE', `more than ${maxBytes} bytes`);
  return body;
}
