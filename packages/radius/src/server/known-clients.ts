/** Whom a server answers: clients by address and secret (RFC 2865 §2, §3: the source address decides, nothing in the packet). */

import type { Secret } from '@sallyport/core';
import { canonicalAddress, formatAddress, maskAddress, type Prefix, parseAddress, parsePrefix } from '../address.ts';
import { fail } from '../errors.ts';

export interface ClientSettings {
  /** What the owner calls it; stands in counters and events. */
  readonly name: string;
  /** Addresses and prefixes, such as `192.0.2.7` and `2001:db8::/48`. */
  readonly addresses: readonly string[];
  /** At least 16 octets that nobody can guess; each client should have its own. */
  readonly secret: Secret;
  /**
   * Default true. False lets an old client send Access-Requests without Message-Authenticator: whoever is between it and the
   * server can then forge answers (CVE-2024-3596), as far as Proxy-State, which is still refused, does not make it easy.
   */
  readonly requireMessageAuthenticator?: boolean;
  /** Whether it gets answers to Status-Server (RFC 5997 §4.2). Default true. */
  readonly statusServer?: boolean;
}

export interface KnownClient extends ClientSettings {
  readonly requireMessageAuthenticator: boolean;
  readonly statusServer: boolean;
}

/** @throws E_RADIUS_ARGUMENT */
export function completeClient(settings: ClientSettings): KnownClient {
  if (settings.name === '') throw fail('E_RADIUS_ARGUMENT', 'a client has a name');
  // RFC 2865 §3: the secret must not be empty.
  if (settings.secret.length === 0) throw fail('E_RADIUS_ARGUMENT', `the secret of client ${settings.name} is empty`);
  return { requireMessageAuthenticator: true, statusServer: true, ...settings };
}

/** Addresses whose client is remembered; prefixes may hold more than fit. */
const MAX_REMEMBERED = 1024;

/** Finds a client by address; of several prefixes the longest counts. */
export class KnownClients {
  readonly #byName = new Map<string, KnownClient>();
  /** Of those who asked lately, and are known. */
  readonly #remembered = new Map<string, KnownClient>();
  /** By family and length of prefix, the longest first. */
  readonly #tables: { readonly size: number; readonly length: number; readonly clients: Map<string, KnownClient> }[] =
    [];

  /** @throws E_RADIUS_ARGUMENT for a bad prefix, an empty secret, and two clients with one name or one prefix */
  constructor(clients: readonly ClientSettings[]) {
    for (const settings of clients) {
      const client = completeClient(settings);
      if (this.#byName.has(client.name)) throw fail('E_RADIUS_ARGUMENT', `two clients are called ${client.name}`);
      this.#byName.set(client.name, client);
      for (const address of client.addresses) this.#add(parsePrefix(address), client);
    }
    this.#tables.sort((a, b) => b.length - a.length);
  }

  find(address: string): KnownClient | undefined {
    const remembered = this.#remembered.get(address);
    if (remembered !== undefined) return remembered;
    const client = this.#look(address);
    if (client === undefined) return undefined;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(address, client);
    return client;
  }

  #look(address: string): KnownClient | undefined {
    const octets = octetsOf(address);
    if (octets === undefined) return undefined;
    for (const { size, length, clients } of this.#tables) {
      const client = size === octets.length ? clients.get(keyOf({ address: octets, length })) : undefined;
      if (client !== undefined) return client;
    }
    return undefined;
  }

  #add(prefix: Prefix, client: KnownClient): void {
    const { address, length } = prefix;
    let table = this.#tables.find((entry) => entry.size === address.length && entry.length === length);
    if (table === undefined) {
      table = { size: address.length, length, clients: new Map() };
      this.#tables.push(table);
    }
    const key = keyOf(prefix);
    const other = table.clients.get(key);
    if (other !== undefined) {
      throw fail('E_RADIUS_ARGUMENT', `clients ${other.name} and ${client.name} have the same address`);
    }
    table.clients.set(key, client);
  }
}

function keyOf({ address, length }: Prefix): string {
  return formatAddress(maskAddress(address, length));
}

function octetsOf(address: string): Uint8Array | undefined {
  try {
    return parseAddress(canonicalAddress(address));
  } catch {
    return undefined;
  }
}
