/**
 * Makers, owners and devices on loopback, for tests of the whole house: every message goes over a real TLS socket, and
 * logs and keys lie in memory unless a directory is given.
 */

import { join } from 'node:path';
import {
  type BringAboardOptions,
  type BroughtAboard,
  bearDevice,
  bringAboardBrski,
  Device,
  factoryStation,
} from '@sallyport/app-device';
import { Domain, type DomainOptions } from '@sallyport/app-domain';
import { keyOf, Manufacturer, type ManufacturerOptions } from '@sallyport/app-manufacturer';
import { Secret, systemClock, systemRandom } from '@sallyport/core';
import { openHandOver } from '@sallyport/hand-over';
import type { OnboardingEvent } from '@sallyport/onboarding';
import type { KeyType } from '@sallyport/pki';

export const HOST = '127.0.0.1';
const HOSTS = ['localhost', HOST];
/** How devices reach the factory station of a lab, but for its port and anchors. */
export const STATION = { host: HOST, user: 'station-1', password: Secret.of('conformance station') };
const PASSPHRASE = Secret.of('conformance passphrase');

/** Which part of the house reported an event. */
export type Reporter = 'device' | 'domain' | 'manufacturer';

export interface Reported extends OnboardingEvent {
  readonly by: Reporter;
}

export interface BirthWishes {
  readonly keyType?: KeyType;
  readonly model?: string;
}

export type AboardWishes = Omit<BringAboardOptions, 'device' | 'onEvent'>;

export interface HousePorts {
  readonly masa: number;
  readonly station: number;
  readonly registrar: number;
}

/** Where a house lies. Ports of 0 let the system choose. */
export interface HousePlace {
  readonly directory: string;
  readonly ports: HousePorts;
}

export interface House {
  readonly manufacturer: Manufacturer;
  readonly domain: Domain;
}

export class Lab {
  /** Everything that was reported, in order. */
  readonly events: Reported[] = [];
  /** What the services would have told their operators. */
  readonly failures: unknown[] = [];
  readonly #open: { close(): Promise<void> }[] = [];

  startManufacturer(options: Partial<ManufacturerOptions> = {}): Promise<Manufacturer> {
    return this.#keep(
      Manufacturer.start({
        ...this.#world('manufacturer'),
        name: 'Example Devices',
        directory: undefined,
        masa: { host: HOST, port: 0 },
        masaHosts: HOSTS,
        station: { ...STATION, port: 0 },
        ...options,
      }),
    );
  }

  startDomain(options: Partial<DomainOptions> = {}): Promise<Domain> {
    return this.#keep(
      Domain.start({
        ...this.#world('domain'),
        owner: 'Example Home',
        directory: undefined,
        listen: { host: HOST, port: 0 },
        hosts: HOSTS,
        network: 'example-network',
        ...options,
      }),
    );
  }

  /** Both on their directories, at these ports: a house that can be left and come back to. */
  async openHouse({ directory, ports }: HousePlace): Promise<House> {
    return {
      manufacturer: await this.startManufacturer({
        directory: join(directory, 'manufacturer'),
        masa: { host: HOST, port: ports.masa },
        station: { ...STATION, port: ports.station },
      }),
      domain: await this.startDomain({
        directory: join(directory, 'domain'),
        listen: { host: HOST, port: ports.registrar },
      }),
    };
  }

  /** A blank device through the factory station (CAHN 0.1 to 0.4). */
  async bear(manufacturer: Manufacturer, serialNumber: string, wishes: BirthWishes = {}): Promise<Device> {
    const device = await Device.open({ storage: 'memory' });
    await bearDevice({
      device,
      line: factoryLine(manufacturer),
      serialNumber,
      session: `birth of ${serialNumber}`,
      onEvent: (event) => this.events.push({ ...event, by: 'device' }),
      ...wishes,
    });
    return device;
  }

  /** From discovery to the enrolment status (CAHN B to D.7); gives up when every candidate has failed once. */
  bringAboard(device: Device, to: Domain, wishes: AboardWishes = {}): Promise<BroughtAboard> {
    return bringAboardBrski({
      device,
      candidates: [addressOf(to)],
      persistence: 'one-round',
      clockIsTrusted: true,
      ...wishes,
      onEvent: (event) => this.events.push({ ...event, by: 'device' }),
    });
  }

  /** Ends what was started, the newest first. */
  async close(): Promise<void> {
    for (const part of this.#open.splice(0).reverse()) await part.close();
  }

  #world(by: Reporter) {
    return {
      passphrase: PASSPHRASE,
      clock: systemClock,
      random: systemRandom,
      events: (event: OnboardingEvent) => {
        this.events.push({ ...event, by });
      },
      onError: (error: unknown) => {
        this.failures.push(error);
      },
    };
  }

  async #keep<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
    const part = await starting;
    this.#open.push(part);
    return part;
  }
}

export function addressOf(domain: Domain): { readonly host: string; readonly port: number } {
  return { host: HOST, port: domain.port ?? 0 };
}

/** The manufacturer's factory station, as a device on the line reaches it. */
export function factoryLine(manufacturer: Manufacturer): ReturnType<typeof factoryStation> {
  return factoryStation({
    ...STATION,
    port: manufacturer.stationPort ?? 0,
    anchors: manufacturer.masaTlsAnchors,
  });
}

/** Makes the maker known to the owner and accepts its devices, with no sale on record. Gives the maker's identifier. */
export async function introduce(manufacturer: Manufacturer, to: Domain): Promise<string> {
  return to.acceptHandOver(openHandOver(await manufacturer.sell([], { name: to.owner })), false);
}

export interface SaleWishes {
  /** The owner accepts no other device of this maker. */
  readonly onlyThese?: boolean;
}

/** A sale on record, and the hand-over that goes with it. Gives the maker's identifier. */
export async function sell(
  manufacturer: Manufacturer,
  to: Domain,
  serialNumbers: readonly string[],
  { onlyThese = false }: SaleWishes = {},
): Promise<string> {
  const file = await manufacturer.sell(serialNumbers, { name: to.owner, domainKey: keyOf(to.authority.certificate) });
  return to.acceptHandOver(openHandOver(file, manufacturer.handOverSigner.fingerprint()), onlyThese);
}
