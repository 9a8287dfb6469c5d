/** EAP-TLS as a method of the server. */

import { type Clock, HOUR, type Milliseconds, type Random } from '@sallyport/core';
import type { ServerMethod } from '../method.ts';
import { TYPES } from '../packet/types.ts';
import { type ContextOptions, type TlsCredentials, type TlsTuning, tlsContext } from './context.ts';
import type { Judge } from './judge.ts';
import { ChainMemory, newTicketKeys } from './resumption.ts';
import { TlsServerRun } from './server-run.ts';
import { type StapledOcsp, Stapler } from './stapler.ts';

/** RFC 5216 §2.1.5: long enough for every chain of certificates. */
export const MAX_TLS_MESSAGE = 64 << 10;

export interface TlsServerOptions<Grant> extends TlsTuning {
  readonly credentials: TlsCredentials;
  /** Asked in every authentication, after TLS proved that the peer has its key and before Success. */
  readonly judge: Judge<Grant>;
  /** DER certificates whose names tell peers which certificate to present. Default none: any. */
  readonly authorities?: readonly Uint8Array[];
  /** What to staple to the own certificate, for peers that ask for its status (RFC 9190 §5.4). Default nothing. */
  readonly stapledOcsp?: StapledOcsp;
  /** Longest TLS message taken, in bytes. Default 64 KiB. */
  readonly maxMessage?: number;
  /** How long sessions can be resumed, or `off`. Default one hour. */
  readonly resumption?: Milliseconds | 'off';
  /** Most chains remembered for resumption. Default 4096. */
  readonly maxChains?: number;
}

/** @throws E_EAP_TLS_CREDENTIALS */
export function tlsServer<Grant>(
  options: TlsServerOptions<Grant>,
  ports: { readonly clock: Clock; readonly random: Random },
): ServerMethod<Grant> {
  const lifetime = options.resumption ?? HOUR;
  const contextOptions: ContextOptions =
    lifetime === 'off' ? options : { ...options, tickets: newTicketKeys(ports.random, lifetime) };
  const context = tlsContext(contextOptions);
  const memory =
    lifetime === 'off' ? undefined : new ChainMemory({ clock: ports.clock, lifetime, max: options.maxChains ?? 4096 });
  const stapler = options.stapledOcsp === undefined ? undefined : new Stapler(options.stapledOcsp);
  const run = { context, judge: options.judge, stapler, memory, maxMessage: options.maxMessage ?? MAX_TLS_MESSAGE };
  return { name: 'EAP-TLS', type: TYPES.tls, open: (method) => new TlsServerRun(run, method) };
}
