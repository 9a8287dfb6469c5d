/** What a server is made with. */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import { MINUTE } from '@sallyport/core';
import type { DtlsCredentials } from '../credentials.ts';
import { fail } from '../errors.ts';
import { type DtlsLimits, limitsOf } from '../limits.ts';
import type { DtlsSession, SessionListener } from '../session.ts';
import { ALL_SUITES, type CipherSuite, type CipherSuiteName, suitesOf, type UnsupportedSuiteName } from '../suites.ts';

export interface DtlsServerOptions {
  /**
   * What a peer has to prove, asked once a handshake, after the peer showed that it can be reached. Undefined: no
   * answer at all.
   */
  readonly credentials: (peer: string) => DtlsCredentials | undefined;
  /** In order of preference. Default: all that fit the credentials. */
  readonly suites?: readonly (CipherSuiteName | UnsupportedSuiteName)[];
  /** Associations at the same time. Default 1024. When all are in use, a new peer is told internal_error. */
  readonly maxSessions?: number;
  /** Handshakes at the same time. Default 128. One more ends the one that has been under way the longest. */
  readonly maxHandshakes?: number;
  /** How long a cookie is good for at least; twice as long at most. Default one minute. */
  readonly cookieLifetime?: Milliseconds;
  /** Refuses a client that does not know RFC 7627. Default false: Thread devices exist that do not. */
  readonly requireExtendedMasterSecret?: boolean;
  readonly limits?: Partial<DtlsLimits>;
  /** A handshake is done; called before anything that the peer sends over the session is handed on. */
  readonly accepted: (session: DtlsSession) => SessionListener;
  /** A handshake that began, with a valid cookie, came to nothing. */
  readonly failed?: (peer: string, error: SallyportError) => void;
}

export interface ServerSettings {
  readonly credentials: (peer: string) => DtlsCredentials | undefined;
  readonly suites: readonly CipherSuite[];
  readonly maxSessions: number;
  readonly maxHandshakes: number;
  readonly cookieLifetime: Milliseconds;
  readonly requireExtendedMasterSecret: boolean;
  readonly limits: DtlsLimits;
  readonly accepted: (session: DtlsSession) => SessionListener;
  readonly failed: (peer: string, error: SallyportError) => void;
}

/** @throws E_DTLS_ARGUMENT, E_DTLS_NOT_SUPPORTED */
export function serverSettings(options: DtlsServerOptions): ServerSettings {
  const { maxSessions = 1024, maxHandshakes = 128, cookieLifetime = MINUTE } = options;
  for (const count of [maxSessions, maxHandshakes]) {
    if (!Number.isInteger(count) || count < 1) throw fail('E_DTLS_ARGUMENT', 'a limit is a whole number, 1 or more');
  }
  if (!(cookieLifetime > 0)) throw fail('E_DTLS_ARGUMENT', 'a lifetime is a positive number');
  return {
    credentials: options.credentials,
    suites: options.suites === undefined ? ALL_SUITES : suitesOf(options.suites),
    maxSessions,
    maxHandshakes,
    cookieLifetime,
    requireExtendedMasterSecret: options.requireExtendedMasterSecret ?? false,
    limits: limitsOf(options.limits),
    accepted: options.accepted,
    failed: options.failed ?? (() => {}),
  };
}
