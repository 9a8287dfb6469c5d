/**
 * The port as nftables has it: a table of its own on the interface's ingress and egress hooks, before any bridge,
 * address or route is looked at. What leaves here is text for `nft -f`, each text one transaction.
 */

import { type Milliseconds, SECOND } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { MacAddress } from './mac-address.ts';

/** Most stations on one port that the table has room for. */
export const MOST_STATIONS = 64;

/** Before every other filter there: the kernel calls hooks in the order of their priorities. */
const PRIORITY = -500;
/** IEEE 802.1X-2020 §11.1.4: EAPOL. */
const EAPOL = '0x888e';
/** IEEE 802.1X-2020 §11.1.1, table 11-1: the PAE group address, which no bridge forwards. */
const PAE_GROUP = '01:80:c2:00:00:03';
/** IEEE 802.1Q-2022 §9.5: frames with a customer's or a service's VLAN tag. */
const TAGGED = ['0x8100', '0x88a8'];
/** The bit that makes an address one of a group. */
const GROUP_BIT = '01:00:00:00:00:00';

/** @throws E_PORT_AGENT_ARGUMENT for a name that could end a line of rules early */
export function checkInterface(name: string): string {
  // Linux has names of 15 octets at most.
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(name)) return name;
  throw fail(
    'E_PORT_AGENT_ARGUMENT',
    `${JSON.stringify(name)} is not the name of an interface: 15 letters, digits, _ . -`,
  );
}

export function tableOf(port: string): string {
  return `sallyport_${port}`;
}

/**
 * Puts the table there, and everybody out. Nothing is deleted in between, so there is no moment without it, and it does
 * no harm where the table already is.
 */
export function shutRules(port: string): string {
  const table = `netdev ${tableOf(port)}`;
  const set = (name: string, size: number) =>
    `add set ${table} ${name} { type ether_addr; size ${size}; flags timeout; }`;
  const chain = (name: string, hook: 'ingress' | 'egress') => [
    `add chain ${table} ${name} { type filter hook ${hook} device "${port}" priority ${PRIORITY}; policy drop; }`,
    `flush chain ${table} ${name}`,
  ];
  const inward = [
    // Addressed to the authenticator itself; to anybody else EAPOL would be a way through a bridge.
    `ether type ${EAPOL} ether daddr ${PAE_GROUP} accept`,
    `ether type ${EAPOL} meta pkttype host accept`,
    // A device is let into the network of its port: a tag would take it into another.
    `ether type { ${[EAPOL, ...TAGGED].join(', ')} } drop`,
    'ether saddr @stations accept',
  ];
  const outward = [
    `ether type ${EAPOL} accept`,
    `ether type { ${TAGGED.join(', ')} } drop`,
    'ether daddr @stations accept',
    // Broadcast and multicast go out while somebody is in.
    `ether daddr & ${GROUP_BIT} @groups accept`,
  ];
  const rules = (name: string, texts: readonly string[]) => texts.map((text) => `add rule ${table} ${name} ${text}`);
  return lines([
    `add table ${table}`,
    set('stations', MOST_STATIONS),
    set('groups', 1),
    ...chain('inward', 'ingress'),
    ...chain('outward', 'egress'),
    ...rules('inward', inward),
    ...rules('outward', outward),
    ...flushSets(table),
  ]);
}

/**
 * Lets these stations through and nobody else. Each is let through for `lease` at most, and then shut out by the kernel
 * itself: should the agent die or hang, nobody stays in.
 */
export function admitRules(port: string, stations: readonly MacAddress[], lease: Milliseconds): string {
  const table = `netdev ${tableOf(port)}`;
  const timeout = `timeout ${Math.ceil(lease / SECOND)}s`;
  const elements = stations.map((station) => `${station} ${timeout}`).join(', ');
  return lines([
    ...flushSets(table),
    ...(stations.length === 0
      ? []
      : [`add element ${table} stations { ${elements} }`, `add element ${table} groups { ${GROUP_BIT} ${timeout} }`]),
  ]);
}

/** Takes the table away: the port is open to everybody. */
export function removalRules(port: string): string {
  const table = `netdev ${tableOf(port)}`;
  return lines([`add table ${table}`, `delete table ${table}`]);
}

function flushSets(table: string): readonly string[] {
  return [`flush set ${table} stations`, `flush set ${table} groups`];
}

function lines(texts: readonly string[]): string {
  return `${texts.join('\n')}\n`;
}
