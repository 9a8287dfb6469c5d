/** Access lists of a MUD file (RFC 8519 §4.1), and the two policies that refer to them (RFC 8520 §3.3). */

import type { Family } from '../addresses/prefix.ts';
import { fail } from '../errors.ts';
import { MUD_LIMITS } from './limits.ts';
import type { Action, Direction, Entry } from './model.ts';
import type { MudNode } from './node.ts';
import { type Omissions, pathOf } from './omissions.ts';
import { type Conditions, type Missed, readMatches } from './read-matches.ts';

export interface AccessList {
  readonly name: string;
  readonly family: Family | undefined | 'not-supported';
  readonly path: string;
  readonly entries: readonly MudNode[];
}

const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['ipv4-acl-type', 4],
  ['ipv6-acl-type', 6],
]);

/** Every list of the file by name; its entries are read when a policy refers to it. */
export function readAccessLists(acls: MudNode, omissions: Omissions): ReadonlyMap<string, AccessList> {
  const lists = new Map<string, AccessList>();
  let count = 0;
  for (const node of acls.nodes('acl', 'acl')) {
    const list = readAccessList(node, omissions);
    count += list.entries.length;
    if (lists.size === MUD_LIMITS.maxLists || count > MUD_LIMITS.maxEntries) {
      throw fail('E_BEHAVIOUR_MUD_TOO_LARGE', 'too many access lists or entries');
    }
    if (lists.has(list.name)) throw fail('E_BEHAVIOUR_MUD', `${node.path} has the name of another access list`);
    lists.set(list.name, list);
  }
  omissions.leftOver(acls);
  return lists;
}

function readAccessList(node: MudNode, omissions: Omissions): AccessList {
  const name = node.required('name', node.text('name', 64));
  const type = node.text('type');
  const aces = node.node('aces');
  const entries = aces?.nodes('ace', 'ace') ?? [];
  if (aces !== undefined) omissions.leftOver(aces);
  omissions.leftOver(node);
  const family = type === undefined ? undefined : (FAMILIES.get(withoutModule(type)) ?? 'not-supported');
  return { name, family, path: node.path, entries };
}

/** RFC 7951 §6.8: an identity may be written with the module that it is defined in. */
function withoutModule(identity: string): string {
  return identity.replace(/^ietf-access-control-list:/, '');
}

/** The lists that a policy refers to, one after the other. @throws E_BEHAVIOUR_MUD for a list that is not there */
export function readPolicy(
  policy: MudNode | undefined,
  lists: ReadonlyMap<string, AccessList>,
  direction: Direction,
  url: URL,
  omissions: Omissions,
): readonly Entry[] {
  if (policy === undefined) return [];
  const container = policy.node('access-lists');
  const references = container?.nodes('access-list', 'access-list') ?? [];
  if (references.length > MUD_LIMITS.maxLists) throw fail('E_BEHAVIOUR_MUD_TOO_LARGE', 'too many access lists');
  const seen = new Set<string>();
  const entries = references.flatMap((reference) => {
    const name = reference.required('name', reference.text('name', 64));
    const list = lists.get(name);
    if (list === undefined)
      throw fail('E_BEHAVIOUR_MUD', `${reference.path} refers to an access list that is not there`);
    if (seen.has(name)) throw fail('E_BEHAVIOUR_MUD', `${reference.path} refers to an access list again`);
    seen.add(name);
    omissions.leftOver(reference);
    return readEntries(list, direction, url, omissions);
  });
  if (container !== undefined) omissions.leftOver(container);
  omissions.leftOver(policy);
  return entries;
}

function readEntries(list: AccessList, direction: Direction, url: URL, omissions: Omissions): readonly Entry[] {
  const { family } = list;
  if (family === 'not-supported') {
    // RFC 8520 §2.1: features other than IPv4 and IPv6 are extensions. It permits nothing here.
    omissions.add(`${list.path}.type`, 'list-type-not-supported', 'entry-left-out');
    return [];
  }
  const names = new Set<string>();
  return list.entries.flatMap((node) => {
    const name = node.required('name', node.text('name', 256));
    if (names.has(name)) throw fail('E_BEHAVIOUR_MUD', `${node.path} has the name of another entry`);
    names.add(name);
    const action = readAction(node, omissions);
    const matches = node.node('matches');
    omissions.leftOver(node);
    if (action === undefined) return [];
    const { conditions, missed } =
      matches === undefined
        ? { conditions: unconditional(family), missed: [] }
        : readMatches(matches, { direction, family, url });
    return isTaken(action, missed, omissions) ? [{ action, ...conditions }] : [];
  });
}

/**
 * RFC 8520 §3.9 has nodes ignored that are not understood. A condition that is ignored makes an entry match more: a
 * drop is enforced so, an accept would permit what nobody asked for and is left out as a whole.
 */
function isTaken(action: Action, missed: readonly Missed[], omissions: Omissions): boolean {
  for (const { path, reason } of missed) omissions.add(path, reason, action === 'drop' ? 'widened' : 'entry-left-out');
  return action === 'drop' || missed.length === 0;
}

/** RFC 8520 §2.1: accept and drop; reject is taken for drop, and other actions are ignored. */
function readAction(entry: MudNode, omissions: Omissions): Action | undefined {
  const actions = entry.required('actions', entry.node('actions'));
  const forwarding = withoutModule(actions.required('forwarding', actions.text('forwarding')));
  omissions.leftOver(actions);
  if (forwarding === 'accept' || forwarding === 'drop') return forwarding;
  if (forwarding === 'reject') return 'drop';
  omissions.add(pathOf(actions, 'forwarding'), 'action-not-supported', 'entry-left-out');
  return undefined;
}

function unconditional(family: Family | undefined): Conditions {
  return {
    families: family === undefined ? [4, 6] : [family],
    peers: [],
    protocol: undefined,
    devicePorts: undefined,
    peerPorts: undefined,
    icmp: undefined,
    initiated: undefined,
  };
}
