/** A radio for tests and demonstrations: it hears what it is told to. */

import { utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { HeardNetwork, WirelessScanner } from './scanner.ts';

export interface SimulatedAccessPoint {
  readonly ssid: string;
  readonly bssid: string;
  /** dBm. */
  readonly signal: number;
  readonly realms?: readonly string[];
  readonly isOpen?: boolean;
}

export class SimulatedRadio implements WirelessScanner {
  readonly #heard = new Map<string, HeardNetwork>();
  #isBroken = false;
  #scans = 0;

  /** How often it was asked. */
  get scans(): number {
    return this.#scans;
  }

  /** An access point begins to be heard, or is heard otherwise from now on. */
  place({ ssid, bssid, signal, realms = [], isOpen = true }: SimulatedAccessPoint): void {
    const lower = realms.map((realm) => realm.toLowerCase());
    this.#heard.set(bssid, { ssid: utf8(ssid), bssid, signal, realms: lower, isOpen });
  }

  /** It is heard no more. */
  remove(bssid: string): void {
    this.#heard.delete(bssid);
  }

  /** From now on it cannot be asked, or can again. */
  setBroken(isBroken: boolean): void {
    this.#isBroken = isBroken;
  }

  async scan(signal: AbortSignal): Promise<readonly HeardNetwork[]> {
    signal.throwIfAborted();
    this.#scans++;
    if (this.#isBroken) throw fail('E_DISCOVERY_SCAN', 'the simulated radio is broken');
    return [...this.#heard.values()];
  }
}
