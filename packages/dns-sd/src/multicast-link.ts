/**
 * Real multicast: one UDP socket in the mDNS group on one interface, or on all of them.
 *
 * multicast-dns binds the socket, joins the group on interfaces as they appear, and leaves it. Datagrams are decoded here,
 * behind the checks of `wire.ts`, instead of in the library's own listener.
 */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isSallyportError, reasonOf } from '@sallyport/core';
import multicastDns from 'multicast-dns';
import { fail } from './errors.ts';
import type { DnsMessage, Source } from './message.ts';
import { findInterface, ipv4Of, listInterfaces, type NetworkInterface } from './network-interfaces.ts';
import { decodeMessage, encodeMessage } from './wire.ts';

export interface LinkOptions {
  /** Interface by name or address. Default: every IPv4 interface; for IPv6 the first that is no loopback. */
  readonly interface?: string;
  /** Default IPv4. */
  readonly family?: 'IPv4' | 'IPv6';
  /** Default 5353. Another one keeps apart from every other mDNS speaker: for tests. */
  readonly port?: number;
}

/** For callers whose own `port` is another thing. */
export function linkOptions(options: Omit<LinkOptions, 'port'> & { readonly mdnsPort?: number }): LinkOptions {
  const { interface: on, family, mdnsPort } = options;
  return {
    ...(on === undefined ? {} : { interface: on }),
    ...(family === undefined ? {} : { family }),
    ...(mdnsPort === undefined ? {} : { port: mdnsPort }),
  };
}

export interface LinkListener {
  message(message: DnsMessage, from: Source): void;
  /** Datagrams that could not be read, sends that failed: worth counting, never worth stopping. */
  warning(error: Error): void;
  /** The group was joined on a further interface. */
  networkChanged(): void;
}

const GROUPS = { IPv4: '224.0.0.251', IPv6: 'ff02::fb' } as const;
export const MDNS_PORT = 5353;
/** RFC 6762 §11. */
const TTL = 255;

export class MulticastLink {
  readonly #socket: Socket;
  readonly #library: ReturnType<typeof multicastDns>;
  readonly #group: Source;
  readonly #listener: LinkListener;
  /** The interface, if it is one. */
  readonly on: NetworkInterface | undefined;
  #closed = false;

  private constructor(options: LinkOptions, listener: LinkListener) {
    const family = options.family ?? 'IPv4';
    const port = options.port ?? MDNS_PORT;
    this.on = chooseInterface(options.interface, family);
    this.#listener = listener;
    this.#group = { address: family === 'IPv6' && this.on ? `${GROUPS.IPv6}%${this.on.name}` : GROUPS[family], port };
    const type = family === 'IPv4' ? 'udp4' : 'udp6';
    this.#socket = createSocket({ type, reuseAddr: true, ...(family === 'IPv6' ? { ipv6Only: true } : {}) });
    const joinOn = this.on === undefined ? undefined : family === 'IPv4' ? ipv4Of(this.on) : `::%${this.on.name}`;
    this.#library = multicastDns({
      port,
      type,
      ip: GROUPS[family],
      // Bound to an interface's own address, the socket would not hear what is sent to the group.
      bind: family === 'IPv4' ? '0.0.0.0' : '::',
      ...(joinOn === undefined ? {} : { interface: joinOn }),
      ttl: TTL,
      loopback: true,
      socket: this.#socket,
    });
    this.#socket.removeAllListeners('message');
    this.#socket.on('message', (bytes, from) => this.#received(bytes, from));
  }

  /** @throws E_DNS_SD_MULTICAST, E_DNS_SD_INTERFACE */
  static open(options: LinkOptions, listener: LinkListener): Promise<MulticastLink> {
    return new Promise((resolve, reject) => {
      const link = new MulticastLink(options, listener);
      const library = link.#library;
      let joined = false;
      let problem: unknown;
      const failed = (cause: unknown) => {
        link.#closed = true;
        library.on('error', () => undefined).destroy();
        reject(fail('E_DNS_SD_MULTICAST', `no multicast DNS: ${reasonOf(cause)}`, { cause }));
      };
      library.once('error', failed);
      library.on('warning', (error: Error) => {
        problem = error;
        if (joined) listener.warning(error);
      });
      library.on('networkInterface', () => {
        if (joined) listener.networkChanged();
        joined = true;
      });
      library.once('ready', () => {
        library.off('error', failed);
        library.on('error', (error: Error) => listener.warning(error));
        if (joined) resolve(link);
        else failed(problem ?? new Error('the group could not be joined on any interface'));
      });
    });
  }

  /** Sends to everybody, or to one. What cannot be sent is a warning: the protocol repeats itself. */
  send(message: DnsMessage, to: Source | undefined): void {
    if (this.#closed) return;
    const { address, port } = to ?? this.#group;
    this.#socket.send(encodeMessage(message), port, address, (error) => {
      if (error !== null && !this.#closed) this.#listener.warning(error);
    });
  }

  /** Lets what was sent leave, then closes. */
  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    return new Promise((resolve) => setImmediate(() => this.#library.destroy(() => resolve())));
  }

  #received(bytes: Buffer, { address, port }: RemoteInfo): void {
    try {
      this.#listener.message(decodeMessage(bytes), { address, port });
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      this.#listener.warning(error);
    }
  }
}

function chooseInterface(wanted: string | undefined, family: 'IPv4' | 'IPv6'): NetworkInterface | undefined {
  if (wanted !== undefined) {
    const found = findInterface(wanted);
    if (family === 'IPv4' && ipv4Of(found) === undefined) {
      throw fail('E_DNS_SD_INTERFACE', `interface ${found.name} has no IPv4 address`);
    }
    return found;
  }
  if (family === 'IPv4') return undefined;
  const outside = listInterfaces().find(
    ({ internal, addresses }) => !internal && addresses.some((a) => a.includes(':')),
  );
  if (outside === undefined) throw fail('E_DNS_SD_INTERFACE', 'no interface has an IPv6 address');
  return outside;
}
