/** A RADIUS server on UDP sockets: one for authentication, one for accounting (RFC 2865 §3, RFC 2866 §3). */

import type { Endpoint } from '../address.ts';
import type { DynamicAuthorizationServer } from '../dynamic-authorization/server.ts';
import type { ServerChannel } from '../server/channel.ts';
import type { RadiusServer } from '../server/server.ts';
import { type DatagramSocket, MAX_DATAGRAM, type OpenDatagramSocket, PORTS } from './ports.ts';

export interface UdpServerOptions {
  readonly open: OpenDatagramSocket;
  /** The address to listen on. Default: all of IPv4. */
  readonly host?: string;
  /** Default 1812; 0 for one that is free; undefined for none. */
  readonly authenticationPort?: number | undefined;
  /** Default 1813; 0 for one that is free; undefined for none. */
  readonly accountingPort?: number | undefined;
}

export interface UdpServer {
  readonly authentication: Endpoint | undefined;
  readonly accounting: Endpoint | undefined;
  /** Closes the sockets; the server itself stays. */
  close(): Promise<void>;
}

/** @throws what opening a socket throws */
export async function serveUdp(server: RadiusServer, options: UdpServerOptions): Promise<UdpServer> {
  const ports = { authenticationPort: PORTS.AUTHENTICATION, accountingPort: PORTS.ACCOUNTING, ...options };
  const sockets: DatagramSocket[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(sockets.map((socket) => socket.close()));
  };
  const listen = async (kind: 'authentication' | 'accounting', port: number | undefined) => {
    if (port === undefined) return undefined;
    const socket = await bind(server, kind, options, port);
    sockets.push(socket);
    return { address: socket.address, port: socket.port };
  };
  try {
    const authentication = await listen('authentication', ports.authenticationPort);
    const accounting = await listen('accounting', ports.accountingPort);
    return { authentication, accounting, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bind(
  server: RadiusServer,
  kind: ServerChannel['kind'],
  { open, host }: UdpServerOptions,
  port: number,
): Promise<DatagramSocket> {
  const options = { port, maxDatagram: MAX_DATAGRAM, ...(host === undefined ? {} : { host }) };
  const socket = await open(options, (datagram, from) => server.receive(datagram, from, channel));
  const channel: ServerChannel = {
    id: `udp ${kind}`,
    kind,
    transmit: (packet, to) => socket.send(packet, to),
  };
  return socket;
}

/**
 * A socket on which a NAS takes Disconnect-Requests and CoA-Requests. `make` is given the way to send, and makes the server.
 * @throws what opening a socket throws
 */
export async function serveDynamicAuthorization(
  make: (transmit: (packet: Uint8Array, to: Endpoint) => void) => DynamicAuthorizationServer,
  {
    open,
    host,
    port = PORTS.DYNAMIC_AUTHORIZATION,
  }: Pick<UdpServerOptions, 'open' | 'host'> & { readonly port?: number },
): Promise<DatagramSocket> {
  const options = { port, maxDatagram: MAX_DATAGRAM, ...(host === undefined ? {} : { host }) };
  const socket = await open(options, (datagram, from) => server.receive(datagram, from));
  const server = make((packet, to) => socket.send(packet, to));
  return socket;
}
