/** Which interface, and which of this machine's addresses. */

import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fail } from './errors.ts';

export interface NetworkInterface {
  readonly name: string;
  readonly internal: boolean;
  /** Without zones. */
  readonly addresses: readonly string[];
}

export function listInterfaces(): readonly NetworkInterface[] {
  return Object.entries(networkInterfaces()).map(([name, addresses = []]) => ({
    name,
    internal: addresses.some(({ internal }) => internal),
    addresses: addresses.map(({ address }) => address),
  }));
}

/** By name (`eth0`) or by one of its addresses. @throws E_DNS_SD_INTERFACE */
export function findInterface(nameOrAddress: string): NetworkInterface {
  const bare = nameOrAddress.split('%', 1)[0] ?? '';
  const found = listInterfaces().find(({ name, addresses }) => name === nameOrAddress || addresses.includes(bare));
  if (found === undefined)
    throw fail('E_DNS_SD_INTERFACE', `this machine has no interface ${JSON.stringify(nameOrAddress)}`);
  return found;
}

/** The addresses under which others on the link reach this machine; loopback ones only if there is nothing else. */
export function reachableAddresses(on: NetworkInterface | undefined): readonly string[] {
  if (on !== undefined) return on.addresses;
  const all = listInterfaces();
  const outside = all.filter(({ internal }) => !internal).flatMap(({ addresses }) => addresses);
  return outside.length > 0 ? outside : all.flatMap(({ addresses }) => addresses);
}

export function ipv4Of(networkInterface: NetworkInterface): string | undefined {
  return networkInterface.addresses.find((address) => isIPv4(address));
}
