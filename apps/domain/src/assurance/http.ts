/** What of assurance is reached over the domain's TLS listener, and by whom. */

import { flowsHandler } from '@sallyport/assurance-behaviour';
import { claimsHandler } from '@sallyport/assurance-claim-log';
import type { CertificateLedger } from '@sallyport/ca';
import { type Clock, MINUTE } from '@sallyport/core';
import { type HttpHandler, type HttpRequest, type PeerLimit, peerAddress } from '@sallyport/http';
import { CLIENT, LDEVID, ROUTER } from '../profiles.ts';
import { certifiedClients } from './certified-clients.ts';
import type { Desks } from './desks.ts';
import type { DomainAssuranceOptions, Senders } from './options.ts';

export interface AssuranceRoutesOptions {
  readonly house: Pick<Desks, 'log' | 'claims' | 'identities' | 'behaviour'>;
  readonly ledger: Pick<CertificateLedger, 'bySerialNumber'>;
  readonly options: DomainAssuranceOptions;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

const CLAIMS_LIMIT: PeerLimit = { requests: 600, span: 10 * MINUTE };

/** Who may tell what devices do. */
const REPORTERS: ReadonlySet<string> = new Set([CLIENT, ROUTER]);

/**
 * Handlers by the path that they answer. Claims of the house are read by clients that the owner certified for that, and by
 * nobody else: what is claimed of devices is nobody's business.
 */
export function assuranceRoutes({
  house: { log, claims, identities, behaviour },
  ledger,
  options,
  clock,
  onError,
}: AssuranceRoutesOptions): Readonly<Record<string, HttpHandler>> {
  const clientOf = certifiedClients({ ledger, clock });
  const isAmong = (senders: Senders) => async (request: HttpRequest) => {
    if (senders === 'anybody') return true;
    const client = senders === 'certified' ? await clientOf(request.connection) : undefined;
    return client !== undefined && client.profile !== LDEVID;
  };
  return {
    '/claims': claimsHandler({
      log,
      mayRead: async ({ connection }) => (await clientOf(connection))?.profile === CLIENT,
      maySubmit: isAmong(options.claimsFrom ?? 'certified'),
      submit: (bytes, from) => claims.take(bytes, from),
      outcomeOf: (id) => claims.outcomeOf(id),
      share: {
        limit: options.claimsLimit ?? CLAIMS_LIMIT,
        clock,
        clientOf: async (request) => (await clientOf(request.connection))?.serialNumber ?? peerAddress(request),
      },
      onError,
    }),
    '/flows': flowsHandler({
      clock,
      reporterOf: async (connection) => {
        const client = await clientOf(connection);
        return client !== undefined && REPORTERS.has(client.profile) ? client.subject : undefined;
      },
      accept: (events) => behaviour.take(events),
      onError,
    }),
    ...(identities === undefined ? {} : { '/identities': identities.handle }),
  };
}
