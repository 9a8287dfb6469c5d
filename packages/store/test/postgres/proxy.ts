/** A TCP proxy in front of PostgreSQL that cuts connections around a COMMIT, as a failing network would. */

import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';

/**
 * `before`: the COMMIT never reaches the server. `after`: the server commits, its answer is lost.
 * `dead`: as `after`, and no connection is accepted any more.
 */
export type Cut = 'before' | 'after' | 'dead';

export interface CuttingProxy extends AsyncDisposable {
  readonly connectionString: string;
  /** How the next COMMIT is cut; only that one. */
  cutNext(cut: Cut): void;
  readonly cuts: number;
}

export async function startProxy(connectionString: string): Promise<CuttingProxy> {
  const url = new URL(connectionString);
  const target = { host: url.hostname, port: Number(url.port || 5432) };
  const sockets = new Set<Socket>();
  let next: Cut | undefined;
  let isDead = false;
  let cuts = 0;
  const server = createServer((client: Socket) => {
    if (isDead) {
      client.destroy();
      return;
    }
    const upstream = createConnection(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.on('data', (chunk) => client.write(chunk));
    client.on('data', (chunk) => {
      const cut = chunk.includes('COMMIT\0') ? next : undefined;
      if (cut !== undefined) {
        next = undefined;
        cuts++;
        isDead = cut === 'dead';
        upstream.removeAllListeners('data');
        // The answer proves that the server has committed.
        upstream.once('data', () => client.destroy());
      }
      if (cut === 'before') client.destroy();
      else upstream.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url.hostname = '127.0.0.1';
  url.port = typeof address === 'object' && address !== null ? String(address.port) : '';
  return {
    connectionString: url.href,
    cutNext: (cut) => {
      next = cut;
    },
    get cuts() {
      return cuts;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
