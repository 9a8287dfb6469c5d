/** Under which names a service is reached, and where its log is. */

import { hostname } from 'node:os';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';

/**
 * Where the log is, when not in a file. Work on the books of a service that kept its log in PostgreSQL must find it
 * there: a new, empty file would answer that nothing is known, and take entries that nobody reads.
 * @throws E_CLI_USAGE
 */
export function logAddress(
  settings: { readonly postgres?: string; readonly listen?: boolean },
  kept: { readonly postgres?: boolean | undefined },
  { environment }: RunContext,
): string | undefined {
  const address = settings.postgres ?? (settings.listen === false ? environment['SALLYPORT_POSTGRES'] : undefined);
  if (kept.postgres !== true || address !== undefined) return address;
  throw fail('E_CLI_USAGE', 'the log of this data directory is in PostgreSQL: set SALLYPORT_POSTGRES to its URL');
}

/** The names a listener on this address answers to. */
export function reachableNames(host: string): readonly string[] {
  if (host === '127.0.0.1' || host === '::1') return ['localhost', '127.0.0.1', '::1'];
  return isEverywhere(host) ? [hostname(), 'localhost'] : [host];
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** IDevIDs carry the MASA's name for life, so it is not guessed. @throws E_CLI_USAGE */
export function masaNames(host: string): readonly string[] {
  if (!isEverywhere(host)) return reachableNames(host);
  throw fail('E_CLI_USAGE', 'a MASA that listens everywhere needs --masa-name: IDevIDs carry it for life');
}
