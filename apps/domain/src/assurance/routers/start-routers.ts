/** Joins the commands to routers with the rest of the domain. */

import type { CertificateAuthority } from '@sallyport/ca';
import type { Clock, Timer } from '@sallyport/core';
import type { TrustChanges } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import type { LogStore } from '@sallyport/store';
import type { Stations } from '../../admission/stations.ts';
import { DEVICES } from '../../register.ts';
import type { RevocationService } from '../../revocation/revocation-service.ts';
import type { Desks } from '../desks.ts';
import type { RouterCommandsOptions } from './options.ts';

export interface RouterStart {
  readonly house: Desks;
  readonly options: RouterCommandsOptions;
  readonly store: LogStore;
  readonly authority: CertificateAuthority;
  readonly revocation: RevocationService;
  /** The registrar's, with its key. */
  readonly certificate: Certificate;
  readonly key: StoredKey;
  readonly stations: Stations;
  readonly trust: TrustChanges;
  readonly onTurned: () => void;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onError: (error: unknown) => void;
}

/** @throws E_CA_COMMANDS_…, E_DOMAIN_CLAIM, E_STORE_… */
export async function startRouters(start: RouterStart): Promise<void> {
  const { house, options, authority, revocation, certificate, key, stations, trust, onTurned, clock, timer, onError } =
    start;
  const { routers, log, devices, decisions } = house;
  await routers.start(
    {
      options,
      log,
      devices,
      certificate,
      signer: key,
      identity: { key: key.privateKeyObject(), certificateChain: [certificate.der, authority.certificate.der] },
      domainCertificate: authority.certificate,
      currentList: () => revocation.currentList(),
      aboardUntil: (device) => aboardUntil(device, start),
      // Of a device in a session that was asked about with what its network told; others have to be watched from here.
      decide: (device) =>
        stations.stationsOf(device.key).length === 0 ? decisions.watch(device) : decisions.decide(device, 'E.2'),
      stationsOf: (device) => stations.stationsOf(device),
      onTurned,
      clock,
      timer,
      onError,
    },
    trust,
  );
}

/** When the newest certificate of the device ends, if it counts. */
async function aboardUntil(
  device: string,
  { store, authority, clock }: Pick<RouterStart, 'store' | 'authority' | 'clock'>,
): Promise<Date | undefined> {
  const serialNumber = (await store.table(DEVICES).get(device))?.certificateSerial;
  if (serialNumber === undefined || serialNumber === null) return undefined;
  const entry = await authority.ledger.bySerialNumber(serialNumber);
  const counts = entry !== undefined && entry.revocation === undefined && clock.now() <= entry.notAfter;
  return counts ? entry.notAfter : undefined;
}
