/** MUD files made for tests, and the one of RFC 8520 §9. */

import { readFileSync } from 'node:fs';
import {
  approveMud,
  type Direction,
  type Entry,
  type MudPolicy,
  type PeerMembers,
  policyOf,
  readMud,
} from '@sallyport/assurance-behaviour';
import { type JsonObject, type JsonValue, utf8 } from '@sallyport/core';

export const LIGHTBULB_URL = 'https://lighting.example.com/lightbulb2000';
export const LIGHTBULB: Uint8Array = Uint8Array.from(
  readFileSync(new URL('../vectors/rfc8520-section-9.json', import.meta.url)),
);

export interface AceInput {
  readonly matches?: JsonObject;
  readonly forwarding?: string;
  readonly more?: JsonObject;
}

export interface FileInput {
  readonly from?: readonly AceInput[];
  readonly to?: readonly AceInput[];
  /** Default ipv4-acl-type; null for none. */
  readonly type?: string | null;
  /** Other members of ietf-mud:mud, in place of the usual ones. */
  readonly mud?: JsonObject;
  readonly root?: JsonObject;
}

export function mudJson({
  from = [],
  to = [],
  type = 'ipv4-acl-type',
  mud = {},
  root = {},
}: FileInput = {}): JsonObject {
  return {
    'ietf-mud:mud': {
      'mud-version': 1,
      'mud-url': LIGHTBULB_URL,
      'last-update': '2026-05-01T00:00:00Z',
      'is-supported': true,
      'from-device-policy': policy('fr'),
      'to-device-policy': policy('to'),
      ...mud,
    },
    'ietf-access-control-list:acls': { acl: [acl('fr', type, from), acl('to', type, to)] },
    ...root,
  };
}

export function mudBytes(input: FileInput = {}): Uint8Array {
  return utf8(JSON.stringify(mudJson(input)));
}

function policy(name: string): JsonObject {
  return { 'access-lists': { 'access-list': [{ name }] } };
}

function acl(name: string, type: string | null, aces: readonly AceInput[]): JsonObject {
  const ace: JsonValue = aces.map(({ matches, forwarding = 'accept', more = {} }, at) => ({
    name: `ace${at}`,
    ...(matches === undefined ? {} : { matches }),
    actions: { forwarding },
    ...more,
  }));
  return { name, ...(type === null ? {} : { type }), aces: { ace } };
}

/** The one entry that a file with this one makes. */
export function entryOf(direction: Direction, ace: AceInput, type?: string | null): Entry | undefined {
  const lists = direction === 'from-device' ? { from: [ace] } : { to: [ace] };
  const file = readMud(mudBytes({ ...lists, ...(type === undefined ? {} : { type }) }));
  return (direction === 'from-device' ? file.fromDevice : file.toDevice)[0];
}

/** What holds for a device with this file; the house's own entries only when asked for. */
export function policyFrom(input: FileInput, house: 'with-house' | 'without-house' = 'without-house'): MudPolicy {
  return policyOfBytes(mudBytes(input), house);
}

export function policyOfBytes(bytes: Uint8Array, house: 'with-house' | 'without-house' = 'without-house'): MudPolicy {
  const mud = approveMud(bytes, { url: LIGHTBULB_URL, by: 'an administrator' });
  return policyOf(mud, {
    addresses: 'allow',
    ...(house === 'with-house' ? {} : { house: { fromDevice: [], toDevice: [] } }),
  });
}

/** TCP to or from a port of a named host. */
export function tcp(port: number, name: string, side: 'from' | 'to', initiated?: Direction): JsonObject {
  const [prefix, ports] = side === 'from' ? ['dst', 'destination-port'] : ['src', 'source-port'];
  return {
    ipv4: { protocol: 6, [`ietf-acldns:${prefix}-dnsname`]: name },
    tcp: {
      ...(initiated === undefined ? {} : { 'ietf-mud:direction-initiated': initiated }),
      [ports]: { operator: 'eq', port },
    },
  };
}

/** Members by kind and name; unknown what is not given. */
export function membersFrom(table: Readonly<Record<string, readonly string[]>>): PeerMembers {
  const known = new Map(Object.entries(table));
  return (peer) => {
    switch (peer.kind) {
      case 'name':
        return known.get(peer.name);
      case 'manufacturer':
        return known.get(peer.host);
      case 'model':
      case 'my-controller':
        return known.get(`${peer.kind} ${peer.url}`);
      case 'controller':
        return known.get(peer.uri);
      case 'local-networks':
        return known.get('local-networks');
    }
  };
}

export const DNS = 'urn:ietf:params:mud:dns';
export const NTP = 'urn:ietf:params:mud:ntp';
