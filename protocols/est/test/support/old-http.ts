/**
 * A TLS listener that speaks as HTTP did in 1996: version 1.0 on the status line, one exchange a connection, field names
 * with capitals. The client of libest reads nothing else; with it in front of our server, what libest says of our
 * bodies can be heard.
 */

import { STATUS_CODES } from 'node:http';
import { createServer, type TLSSocket } from 'node:tls';
import { buildRequest, type ConnectionInfo, type HttpHandler } from '@sallyport/http';
import type { Identity } from './lab.ts';

export interface OldListener extends AsyncDisposable {
  readonly port: number;
}

export async function startOldListener(handler: HttpHandler, { certificate, keys }: Identity): Promise<OldListener> {
  const server = createServer(
    {
      key: keys.privateKey.export({ format: 'pem', type: 'pkcs8' }),
      cert: certificate.toPem(),
      requestCert: true,
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.2',
    },
    (socket) => {
      socket.on('error', () => socket.destroy());
      let received = Buffer.alloc(0);
      socket.on('data', (data) => {
        received = Buffer.concat([received, data]);
        const message = parse(received);
        if (message === undefined) return;
        received = Buffer.alloc(0);
        handler(buildRequest({ ...message, connection: describe(socket) })).then(
          ({ status, headers, body }) => socket.end(Buffer.concat([Buffer.from(head(status, headers, body)), body])),
          () => socket.destroy(),
        );
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parse(received: Buffer) {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [requestLine = '', ...lines] = received.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', target = ''] = requestLine.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = received.subarray(end + 4);
  return body.length < Number(headers['content-length'] ?? 0) ? undefined : { method, target, headers, body };
}

function head(status: number, headers: Readonly<Record<string, string>>, body: Uint8Array): string {
  const spelled = Object.entries({ ...headers, 'content-length': String(body.length) }).map(
    ([name, value]) => `${name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()).replace('Www', 'WWW')}: ${value}`,
  );
  return [`HTTP/1.0 ${status} ${STATUS_CODES[status]}`, ...spelled, '', ''].join('\r\n');
}

function describe(socket: TLSSocket): ConnectionInfo {
  const { raw } = socket.getPeerCertificate();
  const unique = socket.getPeerFinished();
  return {
    id: 'old',
    remoteAddress: socket.remoteAddress ?? '',
    tls: {
      protocol: 'TLSv1.2',
      localCertificate: new Uint8Array(0),
      peerChain: raw === undefined ? [] : [Uint8Array.from(raw)],
      peerAuthorized: false,
      ...(unique === undefined ? {} : { tlsUnique: Uint8Array.from(unique) }),
      exporter: () => new Uint8Array(0),
    },
  };
}
