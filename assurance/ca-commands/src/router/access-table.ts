/** From what a registrar said to what the ports are to do. */

import type { Access } from '../command/command.ts';
import type { StationAddress } from '../stations.ts';
import type { HeldDevice } from './book.ts';
import type { DeviceAccess } from './ports.ts';

/**
 * Which device is met at which address. An address that is told for two devices is opened for neither: what a registrar
 * tells beside a signed command can take away, and give nothing that the command does not.
 */
export class AccessTable {
  readonly #canConstrain: boolean;
  readonly #held = new Map<string, HeldDevice>();
  readonly #devicesAt = new Map<StationAddress, Set<string>>();

  constructor(canConstrain: boolean) {
    this.#canConstrain = canConstrain;
  }

  /** What the ports do with this much trust. */
  effective(access: Access): Access {
    return access === 'constrained' && !this.#canConstrain ? 'out' : access;
  }

  /** Every device that is let through. */
  all(): readonly DeviceAccess[] {
    return [...this.#held.values()].map((held) => this.#accessOf(held)).filter(({ access }) => access !== 'out');
  }

  /** Addresses of the device that are told for others as well. */
  contested(device: string): readonly StationAddress[] {
    return (this.#held.get(device)?.stations ?? []).filter((station) => this.#isContested(station));
  }

  replace(devices: Iterable<HeldDevice>): void {
    this.#held.clear();
    this.#devicesAt.clear();
    for (const held of devices) this.#put(held);
  }

  /**
   * Changes what is held of one device. Gives what the ports are to change: that device, and those whose addresses are
   * contested now or no more. `seen`: where a device that goes out may be besides.
   */
  change(device: string, held: HeldDevice | undefined, seen: readonly StationAddress[]): readonly DeviceAccess[] {
    const before = this.#held.get(device);
    const touched = new Set([...(before?.stations ?? []), ...(held?.stations ?? [])]);
    const others = this.#othersAt(touched, device);
    if (before !== undefined) this.#remove(before);
    if (held !== undefined) this.#put(held);
    const left = [...new Set([...(before?.stations ?? []), ...seen])];
    const changed: DeviceAccess =
      held === undefined
        ? { device, access: 'out', stations: left.filter((station) => !this.#devicesAt.has(station)) }
        : this.#accessOf(held);
    return [changed, ...others.map((other) => this.#accessOf(other))];
  }

  #accessOf({ device, access, stations }: HeldDevice): DeviceAccess {
    return {
      device,
      access: this.effective(access),
      stations: stations.filter((station) => !this.#isContested(station)),
    };
  }

  #isContested(station: StationAddress): boolean {
    return (this.#devicesAt.get(station)?.size ?? 0) > 1;
  }

  #othersAt(stations: Iterable<StationAddress>, device: string): readonly HeldDevice[] {
    const names = new Set([...stations].flatMap((station) => [...(this.#devicesAt.get(station) ?? [])]));
    names.delete(device);
    return [...names].flatMap((name) => this.#held.get(name) ?? []);
  }

  #put(held: HeldDevice): void {
    this.#held.set(held.device, held);
    for (const station of held.stations) {
      const devices = this.#devicesAt.get(station) ?? new Set();
      this.#devicesAt.set(station, devices.add(held.device));
    }
  }

  #remove({ device, stations }: HeldDevice): void {
    this.#held.delete(device);
    for (const station of stations) {
      const devices = this.#devicesAt.get(station);
      devices?.delete(device);
      if (devices?.size === 0) this.#devicesAt.delete(station);
    }
  }
}
