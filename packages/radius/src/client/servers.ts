/** Servers to ask, in order of preference, and what is known of how they are (RFC 3539 §3.4, RFC 5997 §4.3). */

import { MINUTE, type Milliseconds, SECOND, type Secret } from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import { fail } from '../errors.ts';
import type { Target } from '../requester/target.ts';

export interface ServerSettings {
  readonly name: string;
  /** Where Access-Requests go; port 1812 by custom. Over TLS (port 2083) all kinds of request. */
  readonly endpoint: Endpoint;
  /** Where Accounting-Requests go. Default: the same address, and over UDP the port after. */
  readonly accounting?: Endpoint;
  readonly secret: Secret;
  /** Default true. False takes answers without Message-Authenticator, which can be forged (CVE-2024-3596). */
  readonly requireMessageAuthenticator?: boolean;
  /** Whether it answers Status-Server. Default false over datagrams (RFC 5997 §4.1); over a stream it must (RFC 6613 §2.6). */
  readonly statusServer?: boolean;
  /** Reached over a connection of this name instead of datagrams. */
  readonly stream?: string;
}

export type ServerState = 'up' | 'suspect' | 'down';

/** One server for one kind of request: each address and port is judged by itself (RFC 5997 §4.3). */
export interface Server extends Target {
  readonly statusServer: boolean;
  state: ServerState;
  /** Of Status-Server in a row, while it is down. */
  answersInARow: number;
  /** Ends the wait for the next watchdog or for the end of being down. */
  cancelWait: () => void;
}

export interface Watchdog {
  /** Between Status-Server to a server that is down. RFC 3539 §3.4.1: 30 s, at least 6. */
  readonly interval: Milliseconds;
  /** For the answer to one. */
  readonly timeout: Milliseconds;
  /** In a row, before a server counts as up again. */
  readonly answersToRevive: number;
  /** How long a server that is not asked with Status-Server counts as down. */
  readonly deadTime: Milliseconds;
}

export const DEFAULT_WATCHDOG: Watchdog = {
  interval: 30 * SECOND,
  timeout: 4 * SECOND,
  answersToRevive: 3,
  deadTime: MINUTE,
};

/** @throws E_RADIUS_ARGUMENT */
export function serversOf(settings: readonly ServerSettings[], kind: 'authentication' | 'accounting'): Server[] {
  if (settings.length === 0) throw fail('E_RADIUS_ARGUMENT', 'at least one server');
  if (new Set(settings.map(({ name }) => name)).size !== settings.length) {
    throw fail('E_RADIUS_ARGUMENT', 'two servers have the same name');
  }
  return settings.map((given) => {
    const { name, secret, stream, endpoint } = given;
    if (secret.length === 0) throw fail('E_RADIUS_ARGUMENT', `the secret of server ${name} is empty`);
    return {
      name,
      secret,
      endpoint: kind === 'accounting' ? accountingOf(given) : endpoint,
      requireMessageAuthenticator: given.requireMessageAuthenticator ?? true,
      statusServer: given.statusServer ?? stream !== undefined,
      ...(stream === undefined ? {} : { stream }),
      state: 'up',
      answersInARow: 0,
      cancelWait: () => {},
    };
  });
}

function accountingOf({ accounting, endpoint, stream }: ServerSettings): Endpoint {
  if (accounting !== undefined) return accounting;
  return stream === undefined ? { ...endpoint, port: endpoint.port + 1 } : endpoint;
}
