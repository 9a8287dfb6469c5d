/** Makes a service known on the link. */

import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { type Clock, type Random, systemClock, systemRandom } from '@sallyport/core';
import type { AnnouncedService } from './announcement-records.ts';
import { EngineLoop } from './engine-loop.ts';
import { fail } from './errors.ts';
import { type LinkOptions, linkOptions, MulticastLink } from './multicast-link.ts';
import { checkHostLabel, checkInstanceName, checkServiceType, hostLabelFrom } from './names.ts';
import { findInterface, reachableAddresses } from './network-interfaces.ts';
import { ResponderEngine, type ResponderEvent } from './responder-engine.ts';
import { writeTxt } from './txt.ts';

export interface AnnounceOptions extends Omit<LinkOptions, 'port'> {
  /** For example `_brski-registrar._tcp`. */
  readonly type: string;
  /** Instance name for people, without dots. If it is taken, ` (2)` and so on is added. */
  readonly name: string;
  readonly port: number;
  readonly txt?: Readonly<Record<string, string | Uint8Array | true>>;
  /** Host name, one label. Default: this machine's. If it is taken, `-2` and so on is added. */
  readonly host?: string;
  /** Where the host is reached. Default: the interface's addresses, or all of this machine's. */
  readonly addresses?: readonly string[];
  /** Default 0. */
  readonly priority?: number;
  /** Default 0. */
  readonly weight?: number;
  readonly onRename?: (names: { readonly name: string; readonly host: string }) => void;
  readonly onWarning?: (error: Error) => void;
  /** Default 5353. Another one keeps apart from every other mDNS speaker: for tests. */
  readonly mdnsPort?: number;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface Announcement {
  /** The instance name under which the service is known now. */
  readonly name: string;
  /** The host's name, without `.local`. */
  readonly host: string;
  /** The link has changed: probe and announce again, with new addresses if given. */
  networkChanged(addresses?: readonly string[]): void;
  /** Says goodbye. */
  close(): Promise<void>;
}

/**
 * Announces a service and answers for it until closed. Resolves when its names are known to be free and it was announced,
 * about a second later (RFC 6762 §8.1).
 * @throws E_DNS_SD_NAME, E_DNS_SD_TXT, E_DNS_SD_ADDRESS, E_DNS_SD_INTERFACE, E_DNS_SD_MULTICAST, E_DNS_SD_CONFLICT
 */
export async function announce(options: AnnounceOptions): Promise<Announcement> {
  const clock = options.clock ?? systemClock;
  let loop: EngineLoop<ResponderEvent> | undefined;
  let onNetworkChange: () => void = () => undefined;
  const wanted = serviceOf(options);
  const link = await MulticastLink.open(linkOptions(options), {
    message: (message, from) => loop?.receive(message, from),
    warning: (error) => options.onWarning?.(error),
    networkChanged: () => onNetworkChange(),
  });
  const service = { ...wanted, addresses: options.addresses ?? reachableAddresses(link.on) };
  const engine = new ResponderEngine({
    service,
    random: options.random ?? systemRandom,
    ...(options.mdnsPort === undefined ? {} : { port: options.mdnsPort }),
  });
  const ready = Promise.withResolvers<void>();
  loop = new EngineLoop(engine, clock, (event) => {
    if (event.type === 'announced') ready.resolve();
    else if (event.type === 'renamed') options.onRename?.({ name: event.name, host: event.host });
    else ready.reject(fail('E_DNS_SD_CONFLICT', `every variant of ${options.name} is taken on this link`));
  });
  const running = loop;
  const networkChanged = (addresses?: readonly string[]) => {
    const next =
      addresses?.map(checkAddress) ?? options.addresses ?? reachableAddresses(link.on && findInterface(link.on.name));
    for (const { message, to } of engine.readdress(next, clock.monotonic())) link.send(message, to);
    running.wake();
  };
  onNetworkChange = networkChanged;
  engine.start(clock.monotonic());
  running.run(link);
  try {
    await ready.promise;
  } catch (error) {
    running.stop();
    await link.close();
    throw error;
  }
  return {
    get name() {
      return engine.service.name;
    },
    get host() {
      return engine.service.host;
    },
    networkChanged,
    close: async () => {
      running.stop();
      for (const { message, to } of engine.goodbye()) link.send(message, to);
      await link.close();
    },
  };
}

/** Checked before anything is opened. */
function serviceOf(options: AnnounceOptions): AnnouncedService {
  return {
    type: checkServiceType(options.type),
    name: checkInstanceName(options.name),
    host: options.host === undefined ? hostLabelFrom(hostname()) : checkHostLabel(options.host),
    port: checkUint16('port', options.port),
    addresses: (options.addresses ?? []).map(checkAddress),
    txt: writeTxt(options.txt ?? {}),
    priority: checkUint16('priority', options.priority ?? 0),
    weight: checkUint16('weight', options.weight ?? 0),
  };
}

function checkAddress(address: string): string {
  if (isIP(address) === 0 || address.includes('%')) {
    throw fail('E_DNS_SD_ADDRESS', `${JSON.stringify(address)} is no IP address`);
  }
  return address;
}

function checkUint16(what: string, value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) {
    throw fail('E_DNS_SD_NAME', `${what} must be a whole number from 0 to 65535`);
  }
  return value;
}
