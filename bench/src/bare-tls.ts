/** Mutually authenticated TLS handshakes on node:tls with nothing on them: what the runtime charges for a connection. */

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server } from 'node:tls';
import { createRootCertificate } from '@sallyport/ca';
import { DAY, systemRandom } from '@sallyport/core';
import { generateKeyPair, Name, softwareSigner } from '@sallyport/pki';

export interface BareTls {
  /** One connection: handshake, a byte there and back, end. */
  connection(): Promise<void>;
  close(): void;
}

export async function startBareTls(): Promise<BareTls> {
  const { privateKey } = generateKeyPair('P-256');
  const now = Date.now();
  const certificate = await createRootCertificate({
    subject: Name.of([['CN', 'bare']]),
    signer: softwareSigner(privateKey),
    random: systemRandom,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + DAY),
  });
  const identity = {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    cert: certificate.toPem(),
    rejectUnauthorized: false,
  };
  const server: Server = createServer({ ...identity, requestCert: true }, (socket) => {
    socket.on('data', (bytes) => socket.end(bytes));
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const { port } = address;
  return {
    async connection() {
      const socket = connect({ ...identity, host: '127.0.0.1', port }, () => socket.write('x'));
      socket.resume();
      await once(socket, 'close');
    },
    close: () => server.close(),
  };
}
