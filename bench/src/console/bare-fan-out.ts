/** The same bytes to as many TLS sockets with nothing else on them: what node and OpenSSL charge for telling everybody. */

import { once } from 'node:events';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { createRootCertificate } from '@sallyport/ca';
import { DAY, systemRandom } from '@sallyport/core';
import { generateKeyPair, Name, softwareSigner } from '@sallyport/pki';

export interface BareFanOut {
  /** Writes once to each, and gives when each had it, in milliseconds since. */
  tell(): Promise<readonly number[]>;
  close(): void;
}

/** About as long as an event is. */
const BYTES = Buffer.alloc(120, 'e');

export async function openBareFanOut(size: number): Promise<BareFanOut> {
  const { privateKey } = generateKeyPair('P-256');
  const now = Date.now();
  const certificate = await createRootCertificate({
    subject: Name.of([['CN', 'bare']]),
    signer: softwareSigner(privateKey),
    random: systemRandom,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + DAY),
  });
  const served: TLSSocket[] = [];
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' });
  const server = createServer({ key, cert: certificate.toPem(), noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    served.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const heard = new Set<(at: number) => void>();
  const clients: TLSSocket[] = [];
  for (let number = 0; number < size; number++) {
    const socket = connect({ host: '127.0.0.1', port: address.port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    socket.on('data', () => {
      for (const tell of heard) tell(performance.now());
    });
    clients.push(socket);
  }
  while (served.length < size) await new Promise((resolve) => setImmediate(resolve));
  return {
    tell: () =>
      new Promise((resolve) => {
        const begun = performance.now();
        const spans: number[] = [];
        const note = (at: number) => {
          spans.push(at - begun);
          if (spans.length < size) return;
          heard.delete(note);
          resolve(spans);
        };
        heard.add(note);
        for (const socket of served) socket.write(BYTES);
      }),
    close: () => {
      for (const socket of [...clients, ...served]) socket.destroy();
      server.close();
    },
  };
}
