/** Interfaces to flood and to listen on. */

import { networkInterfaces } from 'node:os';
import { isLinkLocal } from './addresses.ts';
import { fail } from './errors.ts';

export type Family = 'IPv6' | 'IPv4';

export interface GraspInterface {
  readonly name: string;
  readonly family: Family;
  readonly internal: boolean;
  /** The address to speak from: link-local if there is one. Without a zone. */
  readonly address: string;
}

/** @throws E_GRASP_INTERFACE when a named interface has no address of the family, or when there is none to choose */
export function chooseInterfaces(names: readonly string[] | undefined, family: Family): readonly GraspInterface[] {
  const usable = Object.entries(networkInterfaces()).flatMap(([name, entries = []]): readonly GraspInterface[] => {
    const addresses = entries.filter((entry) => entry.family === family);
    const best = addresses.find(({ address }) => isLinkLocal(address)) ?? addresses[0];
    return best === undefined ? [] : [{ name, family, internal: best.internal, address: best.address }];
  });
  if (names === undefined) {
    const outside = usable.filter(({ internal }) => !internal);
    if (outside.length === 0) throw fail('E_GRASP_INTERFACE', `no interface but loopback has an ${family} address`);
    return outside;
  }
  return names.map((name) => {
    const found = usable.find((candidate) => candidate.name === name);
    if (found === undefined)
      throw fail('E_GRASP_INTERFACE', `there is no interface ${JSON.stringify(name)} with an ${family} address`);
    return found;
  });
}
