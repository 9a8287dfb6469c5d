/** TEAP as a method of the server. */

import type { Random } from '@sallyport/core';
import type { ServerMethod } from '../method.ts';
import { TYPES } from '../packet/types.ts';
import { type TlsCredentials, type TlsTuning, tlsContext } from '../tls/context.ts';
import { MAX_TLS_MESSAGE } from '../tls/server-method.ts';
import { type StapledOcsp, Stapler } from '../tls/stapler.ts';
import type { KeysWithoutInner } from './compound-keys.ts';
import type { TeapPlanner } from './plan.ts';
import { TeapServerRun } from './server-run.ts';

export interface TeapServerOptions<Grant> extends TlsTuning {
  readonly credentials: TlsCredentials;
  readonly planner: TeapPlanner<Grant>;
  /** DER certificates whose names tell peers which certificate to present in phase 1. Default none: any. */
  readonly authorities?: readonly Uint8Array[];
  /** Helps peers to choose credentials; sent in the clear (RFC 9930 §4.2.2). */
  readonly authorityId?: Uint8Array;
  /** What to staple to the own certificate. Default nothing. */
  readonly stapledOcsp?: StapledOcsp;
  /** Longest TLS message taken, in bytes. Default 64 KiB. */
  readonly maxMessage?: number;
  /** Whether peers that bind inner methods by their MSK alone are taken, as Windows is. Default true. */
  readonly acceptsMskOnly?: boolean;
  /** Default `session-key-seed`, as RFC 9930 §5.4 has it; hostap has `zero-imsk`. */
  readonly keysWithoutInner?: KeysWithoutInner;
}

/** @throws E_EAP_TLS_CREDENTIALS */
export function teapServer<Grant>(
  options: TeapServerOptions<Grant>,
  ports: { readonly random: Random },
): ServerMethod<Grant> {
  const run = {
    context: tlsContext(options),
    planner: options.planner,
    authorityId: options.authorityId,
    stapler: options.stapledOcsp === undefined ? undefined : new Stapler(options.stapledOcsp),
    maxMessage: options.maxMessage ?? MAX_TLS_MESSAGE,
    acceptsMskOnly: options.acceptsMskOnly ?? true,
    keysWithoutInner: options.keysWithoutInner ?? 'session-key-seed',
    random: ports.random,
  };
  return { name: 'TEAP', type: TYPES.teap, open: (method) => new TeapServerRun(run, method) };
}
