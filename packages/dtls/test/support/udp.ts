/** Our engines on real sockets of this machine, for tests with other implementations. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { type SallyportError, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import {
  DtlsClient,
  type DtlsClientOptions,
  type DtlsCredentials,
  DtlsServer,
  type DtlsServerOptions,
  type DtlsSession,
} from '../../src/index.ts';

const HOST = '127.0.0.1';
const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, HOST);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

export interface RunningServer {
  readonly port: number;
  readonly sessions: readonly DtlsSession[];
  readonly errors: readonly SallyportError[];
  /** All that came, as text. */
  text(): string;
  /** How many datagrams came and went. */
  readonly datagrams: { in: number; out: number };
}

/** A server that gives back everything it gets. */
export async function runServer(
  t: TestContext,
  credentials: DtlsCredentials,
  options: Partial<DtlsServerOptions> = {},
): Promise<RunningServer> {
  const socket = createSocket('udp4').bind(0, HOST);
  await once(socket, 'listening');
  const sessions: DtlsSession[] = [];
  const errors: SallyportError[] = [];
  const datagrams = { in: 0, out: 0 };
  let text = '';
  const server = new DtlsServer(
    {
      credentials: () => credentials,
      accepted: (session) => {
        sessions.push(session);
        return {
          data: (bytes) => {
            text += new TextDecoder().decode(bytes);
            session.send(bytes);
          },
        };
      },
      failed: (_peer, error) => errors.push(error),
      ...options,
    },
    {
      ...ports,
      transmit: (datagram, peer) => {
        datagrams.out++;
        socket.send(datagram, Number(peer.split(' ')[1]), HOST);
      },
    },
  );
  socket.on('message', (datagram, { port }) => {
    datagrams.in++;
    server.receive(datagram, `${HOST} ${port}`);
  });
  t.after(async () => {
    server.close();
    await settle();
    socket.close();
    await once(socket, 'close');
  });
  return {
    port: socket.address().port,
    sessions,
    errors,
    text: () => text,
    datagrams,
  };
}

export interface RunningClient {
  readonly session: DtlsSession;
  /** Waits until this text came. */
  until(text: string): Promise<void>;
}

/** A client of ours, connected. Rejects with the error of the handshake. */
export async function connectTo(t: TestContext, port: number, options: DtlsClientOptions): Promise<RunningClient> {
  const socket = createSocket('udp4').bind(0, HOST);
  await once(socket, 'listening');
  let text = '';
  let check = () => {};
  const client = new DtlsClient(options, {
    ...ports,
    transmit: (datagram) => socket.send(datagram, port, HOST),
  });
  socket.on('message', (datagram) => client.receive(datagram));
  t.after(async () => {
    client.close();
    await settle();
    socket.close();
    await once(socket, 'close');
  });
  const session = await client.connect({
    data: (bytes) => {
      text += new TextDecoder().decode(bytes);
      check();
    },
  });
  return {
    session,
    until: (wanted) =>
      new Promise((resolve) => {
        check = () => {
          if (text.includes(wanted)) resolve();
        };
        check();
      }),
  };
}

/** A turn for a close_notify to go. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
