/** The lab's outer door: a join proxy on loopback, announced by multicast DNS on the loopback interface. */

import { type DiscoverySource, mdnsCandidates } from '@sallyport/app-device';
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

/** Looks by multicast DNS; where that stays without an answer, gives the address that the lab knows. */
export function labDiscovery(
  known: { readonly host: string; readonly port: number },
  mdnsPort: number | undefined,
): readonly DiscoverySource[] {
  const multicast = mdnsCandidates({
    services: [PROXY_SERVICE],
    interface: DEFAULTS.host,
    ...(mdnsPort === undefined ? {} : { mdnsPort }),
  });
  return [multicast, tellAfter(LISTEN_FIRST, known)];
}

function tellAfter(delay: Milliseconds, address: { readonly host: string; readonly port: number }): DiscoverySource {
  return async (sink) => {
    const timer = setTimeout(() => sink.found({ source: 'static', ...address }), delay);
    return {
      close: async () => {
        clearTimeout(timer);
      },
    };
  };
}
