import { fail } from '../errors.ts';
import { MUD_LIMITS } from './limits.ts';

/**
 * A MUD URL or the URL of a signature: https, because the server vouches for the file until its signature is verified
 * (RFC 8520 §6), and without what would make two spellings of it.
 * @throws E_BEHAVIOUR_MUD_URL
 */
export function mudUrl(text: string): URL {
  const url = text.length > MUD_LIMITS.maxUrl || !/^[!-~]+$/.test(text) ? null : URL.parse(text);
  if (url === null || url.protocol !== 'https:' || url.hostname === '')
    throw fail('E_BEHAVIOUR_MUD_URL', 'not an https URL');
  if (url.username !== '' || url.password !== '') throw fail('E_BEHAVIOUR_MUD_URL', 'a URL with credentials');
  if (url.hash !== '' || text.includes('#')) throw fail('E_BEHAVIOUR_MUD_URL', 'a URL with a fragment');
  return url;
}
