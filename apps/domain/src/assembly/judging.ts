/** Who decides about devices, and where people look them up. */

import type { Authorizer } from '@sallyport/onboarding';
import { Stations } from '../admission/stations.ts';
import { HouseAssurance } from '../assurance/house-assurance.ts';
import { DeviceDesk } from '../directory/device-desk.ts';
import type { DeviceDirectory } from '../directory/device-directory.ts';
import { directoryOver } from '../directory/directory-over.ts';
import { vaultNamed } from '../identity.ts';
import type { Foundation } from './foundation.ts';
import type { Site } from './site.ts';

export interface Judging {
  readonly house: HouseAssurance;
  /** Asked at every enforcement point. */
  readonly authorizer: Authorizer;
  readonly stations: Stations;
  readonly directory: DeviceDirectory;
  readonly deviceDesk: DeviceDesk;
}

/** @throws E_STORE_… */
export async function openJudging(site: Site, foundation: Foundation): Promise<Judging> {
  const { options, timer, followOthers, keep } = site;
  const { clock, random, onError } = options;
  const { store, authority, registrarCertificate, lists, manufacturers } = foundation;
  const stations = new Stations(clock);
  const house = keep(
    await HouseAssurance.open({
      store,
      lists,
      manufacturers,
      authority,
      registrarCertificate,
      openVault: (name) => vaultNamed(name, options),
      stations,
      directory: options.directory,
      options: options.assurance ?? {},
      clock,
      timer,
      random,
      ...followOthers,
      onError,
    }),
  );
  const { desks } = house;
  const { ledger } = authority;
  const directory = keep(directoryOver({ store, desks, ledger, clock, timer, ...followOthers, onError }));
  return {
    house,
    authorizer: options.authorizer ?? desks.authorizer,
    stations,
    directory,
    deviceDesk: new DeviceDesk({ store, directory, lists, manufacturers, authority, desks, clock }),
  };
}
