/** Endpoints over DTLS with a pre-shared key, on real sockets of the loopback. A session is a peer of its own (RFC 7252 §9.1). */

import { CoapEndpoint, type EndpointOptions } from '@sallyport/coap';
import { type Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { DtlsClient, DtlsServer, type DtlsSession, type SessionListener } from '@sallyport/dtls';
import { openUdpSocket } from '@sallyport/udp';
import { peerName } from './udp-endpoint.ts';

export interface PreSharedKey {
  readonly identity: Uint8Array;
  readonly key: Secret;
}

const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };

export interface DtlsListener {
  readonly endpoint: CoapEndpoint;
  readonly port: number;
  close(): Promise<void>;
}

export async function listenDtls(options: EndpointOptions, psk: PreSharedKey): Promise<DtlsListener> {
  const sessions = new Map<string, DtlsSession>();
  const socket = await openUdpSocket({ host: '127.0.0.1' }, (datagram, { port }) =>
    server.receive(datagram, peerName(port)),
  );
  const transmit = (datagram: Uint8Array, peer: string): void =>
    socket.send(datagram, { address: '127.0.0.1', port: Number(peer.split(' ')[1]) });
  const server = new DtlsServer(
    { credentials: () => ({ type: 'psk', ...psk }), accepted: (session) => listenTo(session, endpoint, sessions) },
    { ...PORTS, transmit },
  );
  const endpoint = new CoapEndpoint(options, {
    ...PORTS,
    transmit: (datagram, peer) => sessions.get(peer)?.send(datagram),
  });
  return {
    endpoint,
    port: socket.port,
    close: () => {
      endpoint.close();
      server.close();
      return socket.close();
    },
  };
}

export interface DtlsConnection {
  readonly endpoint: CoapEndpoint;
  readonly session: DtlsSession;
  readonly peer: string;
  close(): Promise<void>;
}

export async function connectDtls(
  port: number,
  psk: PreSharedKey,
  options: EndpointOptions = {},
): Promise<DtlsConnection> {
  const sessions = new Map<string, DtlsSession>();
  const socket = await openUdpSocket({ host: '127.0.0.1' }, (datagram) => client.receive(datagram));
  const peer = peerName(port);
  const client = new DtlsClient(
    { credentials: { type: 'psk', ...psk }, peer },
    { ...PORTS, transmit: (datagram) => socket.send(datagram, { address: '127.0.0.1', port }) },
  );
  const endpoint = new CoapEndpoint(options, {
    ...PORTS,
    transmit: (datagram, to) => sessions.get(to)?.send(datagram),
  });
  const session = await client.connect({
    data: (bytes) => endpoint.receive(bytes, peer),
    closed: () => endpoint.forget(peer),
  });
  sessions.set(peer, session);
  return {
    endpoint,
    session,
    peer,
    close: () => {
      endpoint.close();
      client.close();
      return socket.close();
    },
  };
}

function listenTo(session: DtlsSession, endpoint: CoapEndpoint, sessions: Map<string, DtlsSession>): SessionListener {
  const { peer } = session;
  sessions.set(peer, session);
  return {
    data: (bytes) => endpoint.receive(bytes, peer),
    closed: () => {
      // A new session may have taken the place of this one.
      if (sessions.get(peer) !== session) return;
      sessions.delete(peer);
      endpoint.forget(peer);
    },
  };
}
