/** TEAP as a method of the peer. */

import type { PeerMethod } from '../method.ts';
import { TYPES } from '../packet/types.ts';
import { type TlsCredentials, type TlsTuning, tlsContext } from '../tls/context.ts';
import type { Judge } from '../tls/judge.ts';
import { MAX_TLS_MESSAGE } from '../tls/server-method.ts';
import type { KeysWithoutInner } from './compound-keys.ts';
import { TeapPeerRun } from './peer-run.ts';
import type { TeapPeerExchange, TunnelView } from './plan.ts';
import type { IdentityType } from './values.ts';

export interface TeapPeerOptions extends TlsTuning {
  /** Shown in phase 1: an LDevID, else an IDevID. Without any, inner methods must do. */
  readonly credentials?: TlsCredentials;
  /**
   * Judges the server's certificate. A pledge that has no way to judge yet accepts provisionally, and its exchange judges by
   * the voucher.
   */
  readonly judge: Judge<unknown>;
  /** The name to ask the server for (RFC 6066 §3). Default none. */
  readonly serverName?: string;
  /** For inner methods; sent inside the tunnel only. Default empty. */
  readonly identity?: string;
  /** Default `machine`. */
  readonly identityTypes?: readonly IdentityType[];
  /** Inner methods, best first. Default none. */
  readonly methods?: readonly PeerMethod[];
  /** Opens the other end of the server's exchanges. */
  readonly exchange?: (tunnel: TunnelView) => TeapPeerExchange;
  readonly maxMessage?: number;
  readonly acceptsMskOnly?: boolean;
  readonly keysWithoutInner?: KeysWithoutInner;
}

/** @throws E_EAP_TLS_CREDENTIALS */
export function teapPeer(options: TeapPeerOptions): PeerMethod {
  const run = {
    context: tlsContext(options),
    judge: options.judge,
    serverName: options.serverName,
    identity: options.identity ?? '',
    identityTypes: options.identityTypes ?? (['machine'] as const),
    methods: options.methods ?? [],
    exchange: options.exchange,
    maxMessage: options.maxMessage ?? MAX_TLS_MESSAGE,
    acceptsMskOnly: options.acceptsMskOnly ?? true,
    keysWithoutInner: options.keysWithoutInner ?? 'session-key-seed',
  };
  return { name: 'TEAP', type: TYPES.teap, open: (context) => new TeapPeerRun(run, context) };
}
