/** The lab's network: an access point on loopback that lets devices in by their domain certificate, and puts them out. */

import { AccessPoint, type Connected } from '@sallyport/app-access-point';
import { type Device, networkStation } from '@sallyport/app-device';
import type { Domain, NetworkAdmissionOptions } from '@sallyport/app-domain';
import { Secret, systemTimer, toBase64Url } from '@sallyport/core';
import { type EventListener, onboardingEvent } from '@sallyport/onboarding';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';

const ACCESS_POINT = 'lab-access-point';
/** By which devices know the lab's RADIUS server. */
export const RADIUS_NAME = 'localhost';
/** RADIUS on ports that the system chooses, for the lab's own access point. */
export const LAB_ADMISSION = {
  listen: { host: DEFAULTS.host, authenticationPort: 0, accountingPort: 0 },
  hosts: [RADIUS_NAME],
} as const satisfies NetworkAdmissionOptions;
const SECRET_BYTES = 24;
const STATION_BYTES = 5;

/** An access point of the lab, as long as it runs. */
export interface LabAccessPoint {
  readonly point: AccessPoint;
  /** Every station leaves, and the domain forgets the access point. */
  close(): Promise<void>;
}

/**
 * Opens an access point that the domain's RADIUS answers.
 * @throws E_CLI_NOT_RUNNING when the domain does not listen for RADIUS, E_UDP_…, E_RADIUS_…
 */
export async function openAccessPoint(domain: Domain, network: string, context: RunContext): Promise<LabAccessPoint> {
  const { clock, random } = context;
  const { listening } = domain.admission;
  if (listening === undefined) throw fail('E_CLI_NOT_RUNNING', 'the domain does not listen for RADIUS');
  const secret = Secret.of(toBase64Url(random.bytes(SECRET_BYTES)));
  const host = DEFAULTS.host;
  const point = await AccessPoint.open({
    name: ACCESS_POINT,
    ssid: network,
    host,
    radius: { address: host, ...listening, secret },
    clock,
    timer: systemTimer,
    random,
  });
  try {
    const dynamicAuthorization = { address: host, port: point.dynamicAuthorizationPort };
    await domain.admission.clients.add(
      { name: ACCESS_POINT, addresses: [host], dynamicAuthorization, requireMessageAuthenticator: true },
      secret,
    );
  } catch (thrown) {
    await point.close();
    throw thrown;
  }
  return {
    point,
    close: async () => {
      await point.close();
      await domain.admission.clients.remove(ACCESS_POINT);
    },
  };
}

export interface Knock {
  readonly point: AccessPoint;
  readonly device: Device;
  readonly serialNumber: string;
  /** With its domain certificate, unless told. */
  readonly credential?: 'domain' | 'birth';
  readonly session: string;
  readonly events: EventListener;
  readonly context: RunContext;
}

/** The device asks to be let onto the network (E.0). @throws E_DEVICE_NOT_ABOARD, E_ACCESS_POINT_…, E_RADIUS_NO_RESPONSE */
export async function knock(options: Knock): Promise<Connected> {
  const { point, device, serialNumber, credential = 'domain', session, events, context } = options;
  const station = await networkStation({ device, credential, serverNames: [RADIUS_NAME], clock: context.clock });
  const facts = { serialNumber };
  const at = context.clock.now();
  events(onboardingEvent({ session, protocol: 'radius', step: 'E.0', ok: true, at, facts }));
  try {
    return await point.connect(stationAddress(context), station);
  } finally {
    station.close();
  }
}

/** Locally administered, at random. */
function stationAddress({ random }: RunContext): string {
  return [
    '02',
    ...[...random.bytes(STATION_BYTES)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()),
  ].join('-');
}
