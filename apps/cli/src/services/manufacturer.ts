/** Starts the manufacturer of a data directory from the options of a command. */

import type { Api } from '@sallyport/api';
import { Manufacturer, type ManufacturerOptions, manufacturerApi } from '@sallyport/app-manufacturer';
import type { EventListener } from '@sallyport/onboarding';
import { keepSettings, keptSettings } from '../data/kept-settings.ts';
import { stationPassword } from '../data/station-password.ts';
import { DEFAULTS } from '../defaults.ts';
import type { RunContext } from '../run-context.ts';
import { logAddress, masaNames, reachableNames } from './addresses.ts';
import type { House } from './house.ts';
import { type Running, reportInternal, withControl } from './running.ts';

export interface ManufacturerSettings {
  readonly name?: string;
  readonly host?: string;
  readonly masaPort?: number;
  readonly stationPort?: number;
  /** Names under which the MASA is reached; the first stands in IDevIDs. */
  readonly masaHosts?: readonly string[];
  readonly requireOwnership?: boolean;
  readonly customers?: ManufacturerOptions['customers'];
  readonly nonceless?: boolean;
  readonly postgres?: string;
  /** False for a MASA alone. */
  readonly station?: boolean;
  readonly listen?: boolean;
}

export async function startManufacturer(
  house: House,
  settings: ManufacturerSettings,
  context: RunContext,
  events: EventListener,
): Promise<Running<Manufacturer>> {
  const options = manufacturerOptions(house, settings, context, events);
  const service = await Manufacturer.start(options);
  if (settings.listen !== false) {
    const kept = keptSettings(house.directory, 'manufacturer');
    const stationPort = service.stationPort ?? kept.stationPort;
    const masaHosts = settings.masaHosts ?? kept.masaHosts;
    keepSettings(house.directory, 'manufacturer', {
      name: options.name,
      host: options.masa.host,
      masaPort: service.masaPort,
      postgres: options.postgres !== undefined,
      ...(stationPort === undefined ? {} : { stationPort }),
      ...(masaHosts === undefined ? {} : { masaHosts: [...masaHosts] }),
    });
  }
  return withControl(house, 'manufacturer', service, settings.listen !== false, apiOf(service, context), context);
}

/** For whoever may use the files of the data directory. */
export function apiOf(manufacturer: Manufacturer, context: RunContext): Api {
  return manufacturerApi(manufacturer, { clock: context.clock, onError: (error) => reportInternal(context, error) });
}

function manufacturerOptions(
  house: House,
  settings: ManufacturerSettings,
  context: RunContext,
  events: EventListener,
): ManufacturerOptions {
  const kept = keptSettings(house.directory, 'manufacturer');
  const host = settings.host ?? kept.host ?? DEFAULTS.host;
  const postgres = logAddress(settings, kept, context);
  return {
    name: settings.name ?? kept.name ?? DEFAULTS.manufacturer,
    directory: house.directory.manufacturer,
    passphrase: house.passphrase.secret,
    masa: { host, port: settings.masaPort ?? kept.masaPort ?? DEFAULTS.masaPort },
    masaHosts: settings.masaHosts ?? kept.masaHosts ?? masaNames(host),
    clock: context.clock,
    random: context.random,
    events,
    onError: (error) => reportInternal(context, error),
    ...(settings.listen === undefined ? {} : { listen: settings.listen }),
    ...(postgres === undefined ? {} : { postgres }),
    ...(settings.requireOwnership === undefined ? {} : { requireOwnership: settings.requireOwnership }),
    ...(settings.customers === undefined ? {} : { customers: settings.customers }),
    ...(settings.nonceless === undefined ? {} : { nonceless: settings.nonceless }),
    ...(settings.station === false
      ? {}
      : {
          station: {
            host,
            port: settings.stationPort ?? kept.stationPort ?? DEFAULTS.stationPort,
            user: DEFAULTS.stationUser,
            hosts: reachableNames(host),
            password: stationPassword(house.directory, context),
          },
        }),
  };
}
