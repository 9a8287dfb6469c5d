/** Clients on UDP sockets, which are opened as they are needed: each carries 256 requests (RFC 2865 §2.5). */

import type { Clock, Random, Timer } from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import { RadiusClient, type RadiusClientOptions } from '../client/client.ts';
import { DynamicAuthorizationClient, type DynamicAuthorizationClientOptions } from '../dynamic-authorization/client.ts';
import { fail } from '../errors.ts';
import type { RequesterPorts } from '../requester/requester.ts';
import type { Route } from '../requester/target.ts';
import { type DatagramSocket, MAX_DATAGRAM, type OpenDatagramSocket } from './ports.ts';

export interface UdpClientPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly open: OpenDatagramSocket;
  /** The address to send from. Default: any of IPv4. */
  readonly host?: string;
}

export interface Opened<Client> {
  readonly client: Client;
  /** Ends what is under way and closes the sockets. */
  close(): Promise<void>;
}

/** @throws E_RADIUS_ARGUMENT, E_RADIUS_SOCKET when the first socket cannot be opened */
export function openUdpClient(options: RadiusClientOptions, ports: UdpClientPorts): Promise<Opened<RadiusClient>> {
  return opened((requesterPorts) => new RadiusClient(options, requesterPorts), ports);
}

/** @throws E_RADIUS_ARGUMENT, E_RADIUS_SOCKET when the first socket cannot be opened */
export function openDynamicAuthorizationClient(
  options: DynamicAuthorizationClientOptions,
  ports: UdpClientPorts,
): Promise<Opened<DynamicAuthorizationClient>> {
  return opened((requesterPorts) => new DynamicAuthorizationClient(options, requesterPorts), ports);
}

interface Receiver {
  receive(packet: Uint8Array, from: Endpoint, path: string): unknown;
  close(): void;
}

async function opened<Client extends Receiver>(
  make: (ports: RequesterPorts) => Client,
  { clock, timer, random, open, host }: UdpClientPorts,
): Promise<Opened<Client>> {
  const sockets = new SocketPaths(open, host, (packet, from, path) => client.receive(packet, from, path));
  const client = make({ clock, timer, random, transmit: (packet, route) => sockets.send(packet, route) });
  try {
    await sockets.ready('socket 0');
  } catch (cause) {
    client.close();
    throw fail('E_RADIUS_SOCKET', 'no socket to ask from', { cause });
  }
  const close = async (): Promise<void> => {
    client.close();
    await sockets.close();
  };
  return { client, close };
}

class SocketPaths {
  readonly #open: OpenDatagramSocket;
  readonly #host: string | undefined;
  readonly #receive: (packet: Uint8Array, from: Endpoint, path: string) => void;
  readonly #sockets = new Map<string, Promise<DatagramSocket>>();

  constructor(
    open: OpenDatagramSocket,
    host: string | undefined,
    receive: (packet: Uint8Array, from: Endpoint, path: string) => void,
  ) {
    this.#open = open;
    this.#host = host;
    this.#receive = receive;
  }

  ready(path: string): Promise<DatagramSocket> {
    const known = this.#sockets.get(path);
    if (known !== undefined) return known;
    const options = { port: 0, maxDatagram: MAX_DATAGRAM, ...(this.#host === undefined ? {} : { host: this.#host }) };
    const socket = this.#open(options, (datagram, from) => this.#receive(datagram, from, path));
    this.#sockets.set(path, socket);
    return socket;
  }

  /** What cannot be sent is lost, and sent again by those who wait; a socket that could not be opened is tried anew. */
  send(packet: Uint8Array, { path, to }: Route): void {
    this.ready(path).then(
      (socket) => socket.send(packet, to),
      () => this.#sockets.delete(path),
    );
  }

  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#sockets.values());
    this.#sockets.clear();
    await Promise.all(opened.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)));
  }
}
