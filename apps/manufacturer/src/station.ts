/**
 * The factory station's door: EST (RFC 7030), so that a device asks for its IDevID with the same client it will use at
 * its owner's. A station authenticates with a name and a password; the label `masa` gives the anchors for vouchers.
 */

import type { CertificateAuthority } from '@sallyport/ca';
import { type Clock, isSallyportError, type Random, Secret } from '@sallyport/core';
import {
  createEstServer,
  type EstCertificationRequest,
  type EstHttpAuthenticator,
  type EstIssuance,
} from '@sallyport/est';
import type { HttpHandler, HttpRequest } from '@sallyport/http';
import type { Factory } from './factory.ts';

/** The EST label under which /cacerts gives what devices verify vouchers with. */
export const VOUCHER_ANCHORS_LABEL = 'masa';

const REALM = 'factory station';

export interface StationOptions {
  readonly factory: Factory;
  readonly idevidCa: CertificateAuthority;
  readonly masaCa: CertificateAuthority;
  /** What a station shows to be believed. */
  readonly credential: { readonly user: string; readonly password: Secret };
  readonly clock: Clock;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

export function createStation(options: StationOptions): HttpHandler {
  const { factory, idevidCa, masaCa, clock, random, onError } = options;
  const server = createEstServer(
    { labels: [VOUCHER_ANCHORS_LABEL], protocol: 'factory', channelBinding: 'none' },
    {
      clock,
      random,
      authenticator: {
        authenticate: async () => ({ outcome: 'refused', reason: 'a station shows its name and password' }),
      },
      httpAuthenticator: stationAuthenticator(options.credential),
      gate: {
        mayEnrol: async (_device, operation) =>
          operation === 'simpleenroll' ? { allowed: true } : { allowed: false, reason: 'births are not renewed' },
      },
      issuer: { issue: (request, _device, session) => certify(factory, request, session) },
      caCertificates: async (label) => [(label === VOUCHER_ANCHORS_LABEL ? masaCa : idevidCa).certificate],
      onError,
    },
  );
  return server.handle;
}

/** What is wrong with a request is told to the station, whose people can put it right; what fails in the house is not. */
async function certify(factory: Factory, request: EstCertificationRequest, session: string): Promise<EstIssuance> {
  if (request.label !== undefined) return { outcome: 'refused', reason: 'births are certified without a label' };
  try {
    const { idevid } = await factory.certify(request.csr, session);
    return { outcome: 'issued', certificate: idevid };
  } catch (thrown) {
    if (!isSallyportError(thrown, 'E_MANUFACTURER_SERIAL', 'E_MANUFACTURER_SERIAL_TAKEN')) throw thrown;
    return { outcome: 'refused', reason: thrown.message };
  }
}

/** HTTP Basic (RFC 7617) with one station credential, compared in constant time. */
function stationAuthenticator({ user, password }: StationOptions['credential']): EstHttpAuthenticator {
  const expected = Secret.of(Buffer.concat([Buffer.from(`${user}:`), password.expose()]).toString('base64'));
  return {
    challenges: () => [`Basic realm="${REALM}", charset="UTF-8"`],
    authenticate: async (request: HttpRequest) => {
      const [scheme, credential = ''] = (request.headers.get('authorization') ?? '').split(' ', 2);
      if (scheme?.toLowerCase() !== 'basic' || !Secret.of(credential).equals(expected)) return undefined;
      return {
        serialNumber: user,
        manufacturer: undefined,
        model: undefined,
        credential: undefined,
        assurance: 'claimed',
      };
    },
  };
}
