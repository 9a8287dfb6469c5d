/** The one TLS listener of a domain, for everybody that speaks HTTP with it. */

import type { TlsIdentity } from '@sallyport/http';
import { type HttpHandler, type RunningTlsServer, startTlsServer } from '@sallyport/http';
import type { Engines } from './engines.ts';
import type { DomainOptions } from './options.ts';
import { byPath } from './routes.ts';

export interface ListenerParts {
  readonly options: Pick<DomainOptions, 'listen' | 'limits'>;
  readonly engines: Engines;
  /** Handlers of other paths. */
  readonly routes: Readonly<Record<string, HttpHandler>>;
  readonly identity: TlsIdentity;
}

/** Undefined where nothing is listened for. @throws E_HTTP_PORT_IN_USE, E_HTTP_… */
export async function openListener({
  options: { listen, limits },
  engines: { registrar, est },
  routes,
  identity,
}: ListenerParts): Promise<RunningTlsServer | undefined> {
  if (listen === undefined) return undefined;
  return startTlsServer({
    handler: byPath({ '/.well-known/est': est.handle, ...routes }, registrar.handle),
    ...listen,
    ...(limits === undefined ? {} : { limits }),
    ...identity,
    requestClientCertificate: true,
  });
}
