/** Which hosts are in a class of peers: known to whoever runs the network. */

import { type Prefix, parsePrefix } from '../addresses/prefix.ts';
import { PrefixTable } from '../addresses/prefix-table.ts';
import { fail } from '../errors.ts';
import type { PeerClass } from './model.ts';

/**
 * A port: the addresses and prefixes of the hosts in a class, as text; an empty list when it is known that there are
 * none, undefined when it is not known. It gives the same list while nothing has changed, so that it is indexed once.
 */
export type PeerMembers = (peer: PeerClass) => readonly string[] | undefined;

const MAX_MEMBERS = 4096;

interface Indexed {
  readonly prefixes: readonly Prefix[];
  readonly table: PrefixTable<true>;
}

const indexes = new WeakMap<readonly string[], Indexed>();

/** @throws E_BEHAVIOUR_ARGUMENT for a member that is neither address nor prefix, or more than 4096 */
export function membersOf(peer: PeerClass, members: PeerMembers): Indexed | undefined {
  const list = members(peer);
  if (list === undefined) return undefined;
  let index = indexes.get(list);
  if (index === undefined) {
    index = indexOf(list);
    indexes.set(list, index);
  }
  return index;
}

function indexOf(list: readonly string[]): Indexed {
  if (list.length > MAX_MEMBERS)
    throw fail('E_BEHAVIOUR_ARGUMENT', `a class of peers has more than ${MAX_MEMBERS} members`);
  const table = new PrefixTable<true>();
  const prefixes: Prefix[] = [];
  for (const text of list) {
    const prefix = parsePrefix(text, 'mask');
    if (prefix === undefined) throw fail('E_BEHAVIOUR_ARGUMENT', 'a member of a class is neither address nor prefix');
    if (table.get(prefix) === undefined) prefixes.push(prefix);
    table.set(prefix, true);
  }
  return { prefixes, table };
}

/** One text for each class. */
export function peerClassKey(peer: PeerClass): string {
  switch (peer.kind) {
    case 'name':
      return `name ${peer.name}`;
    case 'manufacturer':
      return `manufacturer ${peer.host}`;
    case 'model':
      return `model ${peer.url}`;
    case 'local-networks':
      return 'local-networks';
    case 'controller':
      return `controller ${peer.uri}`;
    case 'my-controller':
      return `my-controller ${peer.url}`;
  }
}
