/** What a client is made with. */

import { checkCredentials, type DtlsClientCredentials, keyExchangeOf } from '../credentials.ts';
import { fail } from '../errors.ts';
import { type DtlsLimits, limitsOf } from '../limits.ts';
import { ALL_SUITES, type CipherSuite, type CipherSuiteName, suitesOf, type UnsupportedSuiteName } from '../suites.ts';

export interface DtlsClientOptions {
  readonly credentials: DtlsClientCredentials;
  /** In order of preference. Default: all that fit the credentials. */
  readonly suites?: readonly (CipherSuiteName | UnsupportedSuiteName)[];
  /** Offered as server_name (RFC 6066 §3), and handed to `trust`. */
  readonly serverName?: string;
  /** Refuses a server that does not know RFC 7627. Default false: Thread devices exist that do not. */
  readonly requireExtendedMasterSecret?: boolean;
  /** The transport's key for the server, for sessions and errors. Default `server`. */
  readonly peer?: string;
  readonly limits?: Partial<DtlsLimits>;
}

export interface ClientSettings {
  readonly credentials: DtlsClientCredentials;
  readonly suites: readonly CipherSuite[];
  readonly serverName: string | undefined;
  readonly requireExtendedMasterSecret: boolean;
  readonly peer: string;
  readonly limits: DtlsLimits;
}

/** @throws E_DTLS_ARGUMENT, E_DTLS_NOT_SUPPORTED */
export function clientSettings(options: DtlsClientOptions): ClientSettings {
  checkCredentials(options.credentials, 'client');
  const wanted = options.suites === undefined ? ALL_SUITES : suitesOf(options.suites);
  const keyExchange = keyExchangeOf(options.credentials);
  const suites = wanted.filter((suite) => suite.keyExchange === keyExchange);
  if (suites.length === 0) throw fail('E_DTLS_ARGUMENT', 'none of the suites fits the credentials');
  const { serverName } = options;
  if (serverName !== undefined && !/^[\x21-\x7e]{1,255}$/.test(serverName)) {
    throw fail('E_DTLS_ARGUMENT', 'a server name has from 1 to 255 ASCII characters');
  }
  return {
    credentials: options.credentials,
    suites,
    serverName,
    requireExtendedMasterSecret: options.requireExtendedMasterSecret ?? false,
    peer: options.peer ?? 'server',
    limits: limitsOf(options.limits),
  };
}
