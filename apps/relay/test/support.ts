/** Servers, certificates and clients for the relay's tests. */

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { systemRandom } from '@sallyport/core';
import { buildCertificate, generateKeyPair, Name, serialNumber, softwareSigner } from '@sallyport/pki';
import type { RelayEvent } from '../src/index.ts';

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

/** A TCP server on loopback that remembers its connections. */
export async function serve(onSocket: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    host: '127.0.0.1',
    port,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port on which nothing listens. */
export async function deadPort(): Promise<{ readonly host: string; readonly port: number }> {
  const server = await serve(() => undefined);
  await server.close();
  return { host: server.host, port: server.port };
}

export async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Everything a socket gives until it ends. */
export async function drain(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A self-signed certificate with its key, both PEM. */
export async function selfSigned(name: string): Promise<{ readonly key: string; readonly cert: string }> {
  const { privateKey, publicKey } = generateKeyPair('P-256');
  const subject = Name.of([['CN', name]]);
  const certificate = await buildCertificate({
    subject,
    issuer: subject,
    publicKey,
    signer: softwareSigner(privateKey),
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [],
  });
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: certificate.toPem() };
}

/** Collects events and lets a test wait for one. */
export class EventLog {
  readonly events: RelayEvent[] = [];
  #changed = Promise.withResolvers<void>();

  readonly listen = (event: RelayEvent): void => {
    this.events.push(event);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  };

  async until<Type extends RelayEvent['type']>(type: Type): Promise<Extract<RelayEvent, { readonly type: Type }>> {
    for (;;) {
      const found = this.events.find(
        (event): event is Extract<RelayEvent, { readonly type: Type }> => event.type === type,
      );
      if (found !== undefined) return found;
      await this.#changed.promise;
    }
  }
}
