/** EAP-TLS as a method of the peer. */

import type { PeerMethod } from '../method.ts';
import { TYPES } from '../packet/types.ts';
import { type TlsCredentials, type TlsTuning, tlsContext } from './context.ts';
import type { Judge } from './judge.ts';
import { TlsPeerRun } from './peer-run.ts';
import { SessionMemory } from './resumption.ts';
import { MAX_TLS_MESSAGE } from './server-method.ts';

export interface TlsPeerOptions extends TlsTuning {
  /** What the peer is authenticated with. Without any, most servers refuse. */
  readonly credentials?: TlsCredentials;
  /** Judges the server's certificate: `trustServers` makes one that validates paths and names. */
  readonly judge: Judge<unknown>;
  /** The name to ask the server for (RFC 6066 §3). Default none. */
  readonly serverName?: string;
  /** Longest TLS message taken, in bytes. Default 64 KiB. */
  readonly maxMessage?: number;
  /** Whether sessions are resumed. Default `on`. */
  readonly resumption?: 'on' | 'off';
}

/** For one network: it remembers one session. @throws E_EAP_TLS_CREDENTIALS */
export function tlsPeer(options: TlsPeerOptions): PeerMethod {
  const run = {
    context: tlsContext(options.resumption === 'off' ? options : { ...options, tickets: 'taken' }),
    judge: options.judge,
    serverName: options.serverName,
    memory: options.resumption === 'off' ? undefined : new SessionMemory(),
    maxMessage: options.maxMessage ?? MAX_TLS_MESSAGE,
  };
  return { name: 'EAP-TLS', type: TYPES.tls, open: (context) => new TlsPeerRun(run, context) };
}
