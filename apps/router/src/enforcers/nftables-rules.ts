/**
 * The router's ports as nftables has them: a table of its own on the ingress and egress hooks of the interfaces that devices
 * are on, before any bridge, address or route is looked at. What leaves here is text for `nft -f`, each text one transaction.
 */

import { isIP } from 'node:net';
import type { StationAddress } from '@sallyport/assurance-ca-commands';
import { type Milliseconds, SECOND } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { StationAccess, StationChanges, Stations } from './station-map.ts';

export interface NftablesSettings {
  /** Interfaces that devices are on. */
  readonly interfaces: readonly string[];
  /** Where a constrained device may go: addresses, with the length of a prefix where it is a network. None: it is put out. */
  readonly constrainedTo: readonly string[];
  /** How long the kernel lets anybody through without hearing from the agent. */
  readonly lease: Milliseconds;
}

const TABLE = 'netdev sallyport_router';
/** After the port agent, which looks at who is authenticated. */
const PRIORITY = -490;
const SETS: readonly StationAccess[] = ['open', 'constrained'];
const MOST_STATIONS = 65_536;
/** The bit that makes an address one of a group. */
const GROUP_BIT = '01:00:00:00:00:00';
/** IEEE 802.1X-2020 §11.1.4: EAPOL, by which devices are authenticated before anybody can trust them. */
const EAPOL = '0x888e';
/** IEEE 802.1Q-2022 §9.5: a device is let into the network of its port, and no tag takes it into another. */
const TAGGED = '{ 0x8100, 0x88a8 }';

/** @throws E_ROUTER_ARGUMENT for what could end a line of rules early */
export function checkSettings(settings: NftablesSettings): void {
  const { interfaces, constrainedTo, lease } = settings;
  if (interfaces.length === 0) throw fail('E_ROUTER_ARGUMENT', 'name at least one interface');
  for (const name of interfaces) {
    // Linux has names of 15 octets at most.
    if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(name)) continue;
    throw fail(
      'E_ROUTER_ARGUMENT',
      `${JSON.stringify(name)} is not the name of an interface: 15 letters, digits, _ . -`,
    );
  }
  for (const place of constrainedTo) {
    if (isPlace(place)) continue;
    throw fail('E_ROUTER_ARGUMENT', `${JSON.stringify(place)} is no IP address and no network, as 192.0.2.0/24`);
  }
  if (!Number.isInteger(lease / SECOND) || lease < 10 * SECOND || lease > 3600 * SECOND) {
    throw fail('E_ROUTER_ARGUMENT', 'the lease is a whole number of seconds from 10 to 3600');
  }
}

/** Puts the table there with exactly these stations; harmless where it is there already. There is no moment without it. */
export function wholeRules(settings: NftablesSettings, stations: Stations): string {
  const chain = (name: string, hook: 'ingress' | 'egress', rules: readonly string[]) =>
    settings.interfaces.flatMap((port, index) => [
      `add chain ${TABLE} ${name}${index} { type filter hook ${hook} device "${port}" priority ${PRIORITY}; policy drop; }`,
      `flush chain ${TABLE} ${name}${index}`,
      ...rules.map((rule) => `add rule ${TABLE} ${name}${index} ${rule}`),
    ]);
  return lines([
    `add table ${TABLE}`,
    ...SETS.map((set) => `add set ${TABLE} ${set} { type ether_addr; size ${MOST_STATIONS}; flags timeout; }`),
    ...chain('inward', 'ingress', inward(settings)),
    ...chain('outward', 'egress', outward(settings)),
    ...SETS.map((set) => `flush set ${TABLE} ${set}`),
    ...elements('add', settings, stations),
  ]);
}

/** Changes these stations and leaves the others. */
export function changedRules(settings: NftablesSettings, { gone, come }: StationChanges): string {
  return lines([
    // One that the kernel has let run out cannot be deleted, so it is put there first.
    ...elements('add', settings, gone),
    ...elements('delete', settings, gone),
    ...elements('add', settings, come),
  ]);
}

function inward({ constrainedTo }: NftablesSettings): readonly string[] {
  return [
    `ether type ${EAPOL} accept`,
    `ether type ${TAGGED} drop`,
    'ether saddr @open accept',
    ...(constrainedTo.length === 0
      ? []
      : [
          // What finds the way to an address, and an address: ARP, neighbours, DHCP.
          'ether saddr @constrained ether type arp accept',
          'ether saddr @constrained icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept',
          'ether saddr @constrained udp sport 68 udp dport 67 accept',
          'ether saddr @constrained udp sport 546 udp dport 547 accept',
        ]),
    ...constrainedTo.map((place) => `ether saddr @constrained ${family(place)} daddr ${place} accept`),
  ];
}

function outward({ constrainedTo }: NftablesSettings): readonly string[] {
  return [
    `ether type ${EAPOL} accept`,
    `ether type ${TAGGED} drop`,
    'ether daddr @open accept',
    `ether daddr & ${GROUP_BIT} == ${GROUP_BIT} accept`,
    ...(constrainedTo.length === 0
      ? []
      : [
          'ether daddr @constrained ether type arp accept',
          'ether daddr @constrained icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept',
          'ether daddr @constrained udp sport 67 udp dport 68 accept',
          'ether daddr @constrained udp sport 547 udp dport 546 accept',
        ]),
    ...constrainedTo.map((place) => `ether daddr @constrained ${family(place)} saddr ${place} accept`),
  ];
}

function elements(verb: 'add' | 'delete', { lease }: NftablesSettings, stations: Stations): readonly string[] {
  const timeout = verb === 'add' ? ` timeout ${lease / SECOND}s` : '';
  return SETS.flatMap((set) => {
    const members: StationAddress[] = [...stations].filter(([, access]) => access === set).map(([station]) => station);
    if (members.length === 0) return [];
    return [`${verb} element ${TABLE} ${set} { ${members.map((station) => station + timeout).join(', ')} }`];
  });
}

function isPlace(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const version = text.includes('%') ? 0 : isIP(address);
  if (version === 0 || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}

function family(place: string): 'ip' | 'ip6' {
  return place.includes(':') ? 'ip6' : 'ip';
}

function lines(texts: readonly string[]): string {
  return texts.length === 0 ? '' : `${texts.join('\n')}\n`;
}
