/** Ports of no network, which tests and demonstrations look at: one for each device. */

import type { DeviceAccess, Enforcer } from '@sallyport/assurance-ca-commands';

export class SimulatedPorts implements Enforcer {
  readonly canConstrain = true;
  #devices = new Map<string, DeviceAccess>();
  readonly #changed: (open: readonly DeviceAccess[]) => void;

  /** @param changed is told who is let through, after each change */
  constructor(changed: (open: readonly DeviceAccess[]) => void = () => {}) {
    this.#changed = changed;
  }

  /** Who is let through, in the order of their names. */
  get open(): readonly DeviceAccess[] {
    return [...this.#devices.values()].sort((a, b) => (a.device < b.device ? -1 : 1));
  }

  async replace(all: readonly DeviceAccess[]): Promise<void> {
    this.#devices = new Map(all.map((each) => [each.device, each]));
    this.#changed(this.open);
  }

  async change(some: readonly DeviceAccess[]): Promise<void> {
    for (const each of some) {
      if (each.access === 'out') this.#devices.delete(each.device);
      else this.#devices.set(each.device, each);
    }
    this.#changed(this.open);
  }
}
