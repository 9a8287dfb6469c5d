/** The lab's outer door: a join proxy on loopback, announced by multicast DNS on the loopback interface. */

import { type DiscoverySink, type DiscoverySource, mdnsCandidates } from '@sallyport/app-device';
import { mdnsAnnouncer, type RelayEvent, type RunningJoinProxy, startJoinProxy } from '@sallyport/app-relay';
import { PROXY_SERVICE } from '@sallyport/brski';
import { type Milliseconds, reasonOf, SECOND } from '@sallyport/core';
import { DEFAULTS } from '../defaults.ts';
import type { RunContext } from '../run-context.ts';
import { printable } from '../terminal.ts';

export interface DoorOptions {
  readonly port: number;
  readonly registrarPort: number;
  /** Keeps a lab apart from every other mDNS speaker on this machine. Default 5353, where the whole link hears it. */
  readonly mdnsPort?: number;
}

export function openDoor(
  { port, registrarPort, mdnsPort }: DoorOptions,
  context: RunContext,
): Promise<RunningJoinProxy> {
  const announcer = mdnsAnnouncer({
    name: 'Sallyport lab',
    interface: DEFAULTS.host,
    addresses: [DEFAULTS.host],
    ...(mdnsPort === undefined ? {} : { mdnsPort }),
  });
  return startJoinProxy({
    listen: { host: DEFAULTS.host, port },
    registrars: [{ host: DEFAULTS.host, port: registrarPort }],
    announcers: [announcer],
    onEvent: (event) => reportTrouble(event, context),
  });
}

function reportTrouble(event: RelayEvent, { terminal }: RunContext): void {
  if (event.type === 'trouble') terminal.note(`join proxy: ${printable(reasonOf(event.error))}\n`);
  if (event.type === 'registrar-unreachable')
    terminal.note(`join proxy: the registrar cannot be reached: ${event.reason}\n`);
}

/** How long a lab's device listens before it is told where the proxy is: some machines allow no multicast. */
const LISTEN_FIRST: Milliseconds = 3 * SECOND;

interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Looks by multicast DNS for the door of its own lab; where that stays without an answer, gives the address that the lab knows.
 * Other labs on this machine announce theirs on the same link, and would refuse the device.
 */
export function labDiscovery(door: Address, mdnsPort: number | undefined): readonly DiscoverySource[] {
  const multicast = mdnsCandidates({
    services: [PROXY_SERVICE],
    interface: DEFAULTS.host,
    ...(mdnsPort === undefined ? {} : { mdnsPort }),
  });
  return [only(door, multicast), tellAfter(LISTEN_FIRST, door)];
}

/** Passes on what a source finds of one address. */
export function only(address: Address, source: DiscoverySource): DiscoverySource {
  const isMeant = ({ host, port }: Address) => host === address.host && port === address.port;
  return async (sink, context) => {
    const found: DiscoverySink['found'] = (offer) => {
      if (isMeant(offer)) sink.found(offer);
    };
    const withdrawn: DiscoverySink['withdrawn'] = (offer) => {
      if (isMeant(offer)) sink.withdrawn(offer);
    };
    const running = await source({ found, withdrawn, failed: (error) => sink.failed(error) }, context);
    return {
      offers: () => (running.offers?.() ?? []).filter(isMeant),
      linkChanged: () => running.linkChanged?.(),
      close: () => running.close(),
    };
  };
}

function tellAfter(delay: Milliseconds, address: Address): DiscoverySource {
  return async (sink) => {
    const timer = setTimeout(() => sink.found({ source: 'static', ...address }), delay);
    return {
      close: async () => {
        clearTimeout(timer);
      },
    };
  };
}
