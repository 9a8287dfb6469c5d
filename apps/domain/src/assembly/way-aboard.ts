/** What a device talks to on its way aboard: registrar and EST on one listener, and the MASAs behind the registrar. */

import type { Registrar } from '@sallyport/brski';
import { DAY, SECOND } from '@sallyport/core';
import type { RunningTlsServer } from '@sallyport/http';
import { assuranceRoutes } from '../assurance/http.ts';
import { openEngines } from '../engines.ts';
import { openListener } from '../listener.ts';
import { MasaConnections } from '../masa-connections.ts';
import type { Foundation } from './foundation.ts';
import type { Judging } from './judging.ts';
import type { Site } from './site.ts';

const MAX_MASA_ANSWER = 1 << 20;

export interface WayAboard {
  readonly masas: MasaConnections;
  readonly registrar: Registrar;
  readonly server: RunningTlsServer | undefined;
}

/** @throws E_HTTP_PORT_IN_USE, E_HTTP_…, E_IDENTITIES_ARGUMENT, E_KEYSTORE_…, E_STORE_… */
export async function openWayAboard(
  { options, events, keep }: Site,
  { store, authority, registrarCertificate, key, identity, manufacturers }: Foundation,
  { house, authorizer }: Pick<Judging, 'house' | 'authorizer'>,
): Promise<WayAboard> {
  const { clock, onError } = options;
  const masas = new MasaConnections({
    book: manufacturers,
    identity,
    timeout: options.masaTimeout ?? 60 * SECOND,
    maxBodyBytes: MAX_MASA_ANSWER,
    credentials: options.masaCredentials ?? [],
  });
  const engines = openEngines({
    enrolment: {
      authority,
      book: manufacturers,
      store,
      clock,
      authorizer,
      network: options.network,
      ldevidLifetime: options.ldevidLifetime ?? 365 * DAY,
      onError,
    },
    options: { ...options, events },
    certificate: registrarCertificate,
    key,
    masas,
  });
  const routes = assuranceRoutes({
    house: house.desks,
    ledger: authority.ledger,
    options: options.assurance ?? {},
    clock,
    onError,
  });
  const server = await openListener({ options, engines, routes, identity });
  if (server !== undefined) {
    keep(server);
    await house.listening(`https://${inUrl(options.hosts[0] ?? 'localhost')}:${server.port}`);
  }
  return { masas, registrar: engines.registrar, server };
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
