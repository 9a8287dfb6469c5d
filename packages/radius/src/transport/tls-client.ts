/** A RADIUS client over TLS (RFC 6614): one connection to each server, certificates on both sides, and a watchdog. */

import { type Clock, type Milliseconds, type Random, type SallyportError, SECOND, type Timer } from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import { RadiusClient, type RadiusClientOptions } from '../client/client.ts';
import type { ServerState } from '../client/servers.ts';
import { fail } from '../errors.ts';
import { TlsConnection } from './tls-connection.ts';
import { RADSEC_SECRET, type RadsecCredentials, radsecContext, radsecOptions } from './tls-context.ts';
import type { Opened } from './udp-client.ts';

export interface RadsecServer {
  readonly name: string;
  /** Port 2083 by custom. */
  readonly endpoint: Endpoint;
  /** What its certificate must be for. Default: the address. */
  readonly serverName?: string;
  /** Default true. */
  readonly requireMessageAuthenticator?: boolean;
}

export interface TlsClientOptions extends Omit<RadiusClientOptions, 'servers' | 'maxSockets'>, RadsecCredentials {
  /** In order of preference. All of them over TLS: falling back to UDP is what an attacker would wish for (RFC 6614 §6). */
  readonly servers: readonly RadsecServer[];
  /** For TCP and TLS together. Default 10 s. */
  readonly connectTimeout?: Milliseconds;
}

export interface TlsClientPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

/** Connects when there is something to ask. @throws E_RADIUS_ARGUMENT, E_RADIUS_TLS_IDENTITY */
export function openTlsClient(options: TlsClientOptions, ports: TlsClientPorts): Opened<RadiusClient> {
  const context = radsecContext(radsecOptions(options));
  const connectTimeout = options.connectTimeout ?? 10 * SECOND;
  const connections = new Map<string, TlsConnection>();
  const changed = (name: string, state: ServerState): void => {
    // RFC 6613 §2.4: the watchdog found nobody there, whatever TCP says.
    if (state === 'down')
      connections.get(streamOf(name))?.drop(fail('E_RADIUS_CONNECTION', 'the watchdog was not answered'));
    options.changed?.(name, state);
  };
  const servers = options.servers.map(({ serverName: _, ...server }) => ({
    ...server,
    secret: RADSEC_SECRET,
    stream: streamOf(server.name),
  }));
  const client = new RadiusClient(
    { ...options, servers, changed },
    {
      ...ports,
      transmit: (packet, { path }) => {
        const connection = connections.get(path);
        if (connection === undefined) throw fail('E_RADIUS_CONNECTION', 'no connection of this name');
        connection.send(packet);
      },
    },
  );
  for (const { name, endpoint, serverName = endpoint.address } of options.servers) {
    const stream = streamOf(name);
    const listener = {
      connected: () => client.connected(stream),
      packet: (packet: Uint8Array) => client.receive(packet, endpoint, stream),
      disconnected: (error: SallyportError) => client.disconnected(stream, error),
    };
    connections.set(
      stream,
      new TlsConnection({ endpoint, serverName, context, connectTimeout }, listener, ports.timer),
    );
  }
  const close = async (): Promise<void> => {
    client.close();
    for (const connection of connections.values()) connection.close();
  };
  return { client, close };
}

function streamOf(name: string): string {
  return `tls ${name}`;
}
