/** Addresses and what may be done at them, for ports that know addresses only. */

import type { DeviceAccess, StationAddress } from '@sallyport/assurance-ca-commands';

export type StationAccess = 'open' | 'constrained';
export type Stations = ReadonlyMap<StationAddress, StationAccess>;

export interface StationChanges {
  /** Are let through no more, or another way. */
  readonly gone: Stations;
  readonly come: Stations;
}

export class StationMap {
  #devices = new Map<string, DeviceAccess>();

  get all(): Stations {
    return stationsOf(this.#devices.values());
  }

  replace(all: readonly DeviceAccess[]): void {
    this.#devices = new Map(all.map((each) => [each.device, each]));
  }

  /** An address belongs to one device at a time; one that goes from a device to another is told as that. */
  change(some: readonly DeviceAccess[]): StationChanges {
    const before = stationsOf(some.flatMap(({ device }) => this.#devices.get(device) ?? []));
    const after = stationsOf(some);
    for (const each of some) {
      if (each.access === 'out') this.#devices.delete(each.device);
      else this.#devices.set(each.device, each);
    }
    return { gone: without(before, after), come: without(after, before) };
  }
}

function stationsOf(devices: Iterable<DeviceAccess>): Map<StationAddress, StationAccess> {
  const stations = new Map<StationAddress, StationAccess>();
  for (const { access, stations: where } of devices) {
    if (access === 'out') continue;
    for (const station of where) stations.set(station, access);
  }
  return stations;
}

function without(stations: Stations, others: Stations): Stations {
  return new Map([...stations].filter(([station, access]) => others.get(station) !== access));
}
