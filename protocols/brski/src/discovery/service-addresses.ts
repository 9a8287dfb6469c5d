/**
 * From services to addresses: what DNS-SD finds has a name and several addresses, of which several services may share
 * one, and which may change while the service stays (RFC 6763, RFC 8995 appendix B).
 */

/** The part of a DNS-SD service that matters here. */
export interface FoundService {
  /** Instance name. */
  readonly name: string;
  readonly type: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

export interface ServiceAddress {
  readonly host: string;
  readonly port: number;
}

export interface AddressChange {
  readonly found: readonly ServiceAddress[];
  readonly withdrawn: readonly ServiceAddress[];
}

/** A host has a few addresses; an announcement with more is none of a host. */
const MAX_ADDRESSES = 4;

export class ServiceAddresses {
  readonly #byService = new Map<string, ReadonlyMap<string, ServiceAddress>>();

  /** A service was found, or found to have changed. */
  up(service: FoundService): AddressChange {
    const { port } = service;
    const addresses = service.addresses
      .slice(0, MAX_ADDRESSES)
      .map((host) => [`${host}/${port}`, { host, port }] as const);
    return this.#replace(keyOf(service), new Map(addresses));
  }

  /** A service is no more. */
  down(service: Pick<FoundService, 'name' | 'type'>): AddressChange {
    return this.#replace(keyOf(service), new Map());
  }

  #replace(key: string, next: ReadonlyMap<string, ServiceAddress>): AddressChange {
    const before = this.#byService.get(key) ?? new Map<string, ServiceAddress>();
    if (next.size > 0) this.#byService.set(key, next);
    else this.#byService.delete(key);
    const gone = [...before].filter(([address]) => !next.has(address) && !this.#isHeld(address));
    return { found: [...next.values()], withdrawn: gone.map(([, address]) => address) };
  }

  #isHeld(address: string): boolean {
    for (const addresses of this.#byService.values()) if (addresses.has(address)) return true;
    return false;
  }
}

function keyOf({ name, type }: Pick<FoundService, 'name' | 'type'>): string {
  return `${type}/${name.toLowerCase()}`;
}
