/** Where devices are on the networks: by which station address each was let in, and which IP addresses its NAS says it has. */

import { type Clock, ipAddressBytes, ipAddressText, MINUTE, type Milliseconds } from '@sallyport/core';
import { type AccountingRequest, ATTRIBUTES } from '@sallyport/radius';
import { deviceKeyOf, type Session } from '@sallyport/wifi-wired';

interface Holding {
  readonly device: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Addresses that are remembered; those heard of longest ago go first. */
const MAX_ADDRESSES = 200_000;
/** Who had an address before, for flows that are told of late. */
const MAX_HOLDERS = 4;
/** A NAS tells of an address a little after the device has it. */
const EARLY: Milliseconds = MINUTE;
const MAC = /^[0-9A-Fa-f]{12}$/;

export class Stations {
  readonly #clock: Pick<Clock, 'now'>;
  /** Station address of each session, by device. */
  readonly #sessions = new Map<string, Map<string, string>>();
  readonly #devices = new Map<string, string>();
  /** The newest holder last. */
  readonly #holders = new Map<string, readonly Holding[]>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  admitted(session: Session): void {
    const station = stationOf(session.place.station);
    if (station === undefined) return;
    const device = deviceKeyOf(session);
    const sessions = this.#sessions.get(device) ?? new Map<string, string>();
    this.#sessions.set(device, sessions.set(session.id, station));
    this.#devices.set(station, device);
  }

  ended(session: Session): void {
    const device = deviceKeyOf(session);
    const sessions = this.#sessions.get(device);
    const station = sessions?.get(session.id);
    if (sessions === undefined || station === undefined) return;
    sessions.delete(session.id);
    if (sessions.size === 0) this.#sessions.delete(device);
    if (this.#devices.get(station) === device && ![...sessions.values()].includes(station))
      this.#devices.delete(station);
  }

  /** What a NAS says of a station that is on its network (RFC 2866 §5, RFC 2869 §2.1): a host address each. */
  accounted({ attributes }: Pick<AccountingRequest, 'attributes'>): void {
    const station = stationOf(ATTRIBUTES['Calling-Station-Id'].first(attributes));
    const device = station === undefined ? undefined : this.#devices.get(station);
    if (device === undefined) return;
    const told = [
      ATTRIBUTES['Framed-IP-Address'].first(attributes),
      ...ATTRIBUTES['Framed-IPv6-Address'].all(attributes),
    ];
    for (const address of told) if (address !== undefined) this.#hold(canonical(address), device);
  }

  /** Six octets in lower-case hexadecimal between colons, each once; where the device was let in and has not left. */
  stationsOf(device: string): readonly string[] {
    return [...new Set(this.#sessions.get(device)?.values())];
  }

  /** The device that had an address at a time, as far as NASes told. */
  deviceAt(address: string, at: Date): string | undefined {
    const holders = this.#holders.get(canonical(address) ?? '');
    return holders?.findLast(({ since }) => since - EARLY <= at.getTime())?.device;
  }

  /** Addresses that the device has now. */
  addressesOf(device: string): readonly string[] {
    return [...this.#holders].flatMap(([address, holders]) => (holders.at(-1)?.device === device ? [address] : []));
  }

  #hold(address: string | undefined, device: string): void {
    if (address === undefined) return;
    const holders = this.#holders.get(address) ?? [];
    this.#holders.delete(address);
    const isSame = holders.at(-1)?.device === device;
    const since = this.#clock.now().getTime();
    this.#holders.set(address, isSame ? holders : [...holders.slice(1 - MAX_HOLDERS), { device, since }]);
    const [oldest] = this.#holders.keys();
    if (this.#holders.size > MAX_ADDRESSES && oldest !== undefined) this.#holders.delete(oldest);
  }
}

/** Calling-Station-Id as NASes write it (RFC 3580 §3.21), with whatever stands between the octets. */
function stationOf(written: string | null | undefined): string | undefined {
  const digits = (written ?? '').replace(/[-:. ]/g, '');
  if (!MAC.test(digits)) return undefined;
  return digits.toLowerCase().match(/../g)?.join(':');
}

function canonical(address: string): string | undefined {
  const bytes = ipAddressBytes(address);
  return bytes === undefined ? undefined : ipAddressText(bytes);
}
