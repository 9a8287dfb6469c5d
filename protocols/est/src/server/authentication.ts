/** Who is asking (RFC 7030 §3.3.2, §3.2.3): the TLS client certificate first, HTTP credentials where that fails. */

import { isSallyportError } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { Certificate } from '@sallyport/pki';
import { fail } from '../errors.ts';
import type { EstTarget } from '../operations.ts';
import type { AcceptedDevice, EstServerPorts, RefusedDevice } from './ports.ts';

/** Certificates of a client that are looked at. */
const MAX_CHAIN = 16;

export interface AuthenticatedClient {
  readonly device: DeviceIdentity;
  readonly session: string;
  /** The client certificate of this domain that authenticated, and so may be renewed. */
  readonly renewable: Certificate | undefined;
}

type Ports = Pick<EstServerPorts, 'authenticator' | 'httpAuthenticator'>;

/**
 * `refused` is told whose certificate it was that does not count, where that is known.
 * @throws E_EST_TLS_REQUIRED, E_EST_CERTIFICATE_REQUIRED, E_EST_CERTIFICATE_REFUSED, E_EST_UNAUTHORIZED
 */
export async function authenticate(
  request: HttpRequest,
  target: EstTarget,
  ports: Ports,
  refused: (device: DeviceIdentity) => void = () => undefined,
): Promise<AuthenticatedClient> {
  const byCertificate = await authenticateCertificate(request, target, ports);
  if (byCertificate?.outcome === 'accepted') {
    const { device, session, renewable } = byCertificate;
    return {
      device,
      session: session ?? defaultSession(request),
      renewable: renewable ? byCertificate.certificate : undefined,
    };
  }
  if (byCertificate?.device !== undefined) refused(byCertificate.device);
  if (ports.httpAuthenticator !== undefined) {
    const device = request.headers.has('authorization')
      ? await ports.httpAuthenticator.authenticate(request)
      : undefined;
    if (device !== undefined) return { device, session: defaultSession(request), renewable: undefined };
    throw fail('E_EST_UNAUTHORIZED', byCertificate?.reason ?? 'this operation needs an authenticated client');
  }
  if (byCertificate === undefined) throw fail('E_EST_CERTIFICATE_REQUIRED', 'no TLS client certificate was presented');
  throw fail('E_EST_CERTIFICATE_REFUSED', byCertificate.reason);
}

/** The device behind the client certificate, or undefined for anybody else; for operations open to all. */
export async function recognise(
  request: HttpRequest,
  target: EstTarget,
  ports: Ports,
): Promise<DeviceIdentity | undefined> {
  const found = await authenticateCertificate(request, target, ports);
  return found?.outcome === 'accepted' ? found.device : undefined;
}

/** One name for all that a connection does, until something better is known. */
function defaultSession(request: HttpRequest): string {
  return `est-${request.connection.id}`;
}

async function authenticateCertificate(
  { connection }: HttpRequest,
  target: EstTarget,
  ports: Ports,
): Promise<(AcceptedDevice & { readonly certificate: Certificate }) | RefusedDevice | undefined> {
  if (connection.tls === undefined) throw fail('E_EST_TLS_REQUIRED', 'EST is served over TLS only');
  const { peerChain } = connection.tls;
  if (peerChain.length === 0) return undefined;
  const { certificate, intermediates } = readChain(peerChain);
  if (certificate === undefined) return { outcome: 'refused', reason: 'the client certificate cannot be read' };
  const judged = await ports.authenticator.authenticate({ ...target, certificate, intermediates, connection });
  return judged.outcome === 'accepted' ? { ...judged, certificate } : judged;
}

interface ReadChain {
  readonly certificate: Certificate | undefined;
  readonly intermediates: readonly Certificate[];
}

const chains = new WeakMap<readonly Uint8Array[], ReadChain>();

/** Read once for all requests of a connection, as the chain is the connection's; it is judged anew for each. */
function readChain(peerChain: readonly Uint8Array[]): ReadChain {
  const known = chains.get(peerChain);
  if (known !== undefined) return known;
  const [endEntity, ...others] = peerChain;
  const chain = {
    certificate: endEntity === undefined ? undefined : parse(endEntity),
    intermediates: others.slice(0, MAX_CHAIN).flatMap((der) => parse(der) ?? []),
  };
  chains.set(peerChain, chain);
  return chain;
}

function parse(der: Uint8Array): Certificate | undefined {
  try {
    return Certificate.parse(der);
  } catch (error) {
    if (isSallyportError(error)) return undefined;
    throw error;
  }
}
