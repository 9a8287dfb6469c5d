/** A whole lab on loopback. Its door is opened and announced last, when everything behind it is ready. */

import { type AccessPoint, type Air, openAir } from '@sallyport/app-access-point';
import type { Domain, NetworkAdmissionOptions } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import type { RunningJoinProxy } from '@sallyport/app-relay';
import type { ThreadNetwork } from '@sallyport/app-thread-network';
import { systemTimer } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import { keptSettings } from '../data/kept-settings.ts';
import { DEFAULTS } from '../defaults.ts';
import type { RunContext } from '../run-context.ts';
import { type DomainSettings, startDomain } from '../services/domain.ts';
import type { House } from '../services/house.ts';
import { type ManufacturerSettings, startManufacturer } from '../services/manufacturer.ts';
import { domainAsk } from '../services/reach.ts';
import { openDoor } from './door.ts';
import { followMasa } from './lab.ts';
import { adoptBuild5 } from './lab-claims.ts';
import { devicesAboard } from './lab-devices.ts';
import { LAB_ADMISSION, openAccessPoint } from './network-lab.ts';
import { LabOwner } from './owner.ts';
import { startThreadNetwork, type ThreadPorts, takeCharge } from './thread-lab.ts';

export interface LabSettings extends ThreadPorts {
  readonly manufacturer: ManufacturerSettings;
  readonly domain: DomainSettings;
  /** For the owner's own access points; without it the lab has one. */
  readonly admission: NetworkAdmissionOptions | undefined;
  readonly proxyPort: number;
}

export interface Lab {
  readonly house: House;
  readonly manufacturer: Manufacturer;
  readonly domain: Domain;
  readonly owner: LabOwner;
  readonly thread: ThreadNetwork;
  /** Undefined where the owner's own access points are let ask. */
  readonly accessPoint: LabWireless | undefined;
  readonly door: RunningJoinProxy;
}

/** The lab's access point, and where devices of other processes reach it. */
export interface LabWireless {
  readonly point: AccessPoint;
  readonly air: Air;
}

/**
 * @param opened takes what is to be closed, also when something fails later
 * @throws E_HTTP_PORT_IN_USE, E_STORE_…, E_KEYSTORE_…, E_UDP_…, E_THREAD_…
 */
export async function openLab(
  house: House,
  settings: LabSettings,
  events: EventListener,
  context: RunContext,
  opened: AsyncDisposableStack,
): Promise<Lab> {
  const keep = <Part extends { close(): Promise<void> }>(part: Part): Part => opened.adopt(part, () => part.close());
  const { service: manufacturer } = keep(await startManufacturer(house, settings.manufacturer, context, events));
  const admission = settings.admission ?? LAB_ADMISSION;
  const { service: domain } = keep(await startDomain(house, { ...settings.domain, admission }, context, events));
  const owner = new LabOwner(domainAsk(domain));
  // Inference starts while the rest does. Who has devices from before goes on as it was decided then.
  const adopting = (await devicesAboard(domain)).entries.length === 0 ? adoptBuild5(owner) : Promise.resolve();
  adopting.catch(() => undefined);
  await followMasa(manufacturer, domain);
  const thread = keep(await startThreadNetwork(house.directory, settings, context, events));
  await takeCharge(domain, thread);
  const accessPoint = settings.admission === undefined ? await openWireless(house, domain, context, keep) : undefined;
  await adopting;
  const door = keep(await openDoor({ port: settings.proxyPort, registrarPort: domain.port ?? 0 }, context));
  return { house, manufacturer, domain, owner, thread, accessPoint, door };
}

async function openWireless(
  house: House,
  domain: Domain,
  context: RunContext,
  keep: <Part extends { close(): Promise<void> }>(part: Part) => Part,
): Promise<LabWireless> {
  const ssid = keptSettings(house.directory, 'domain').network ?? DEFAULTS.network;
  const { point } = keep(await openAccessPoint(domain, ssid, context));
  const air = keep(await openAir({ point, host: DEFAULTS.host, port: 0, timer: systemTimer }));
  return { point, air };
}
