/** Carries what a browser sends to a listener, and brings back what it answers. */

import { Agent, request as httpsRequest } from 'node:https';
import type { HttpHandler, HttpResponse } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';

export interface OverHttps {
  readonly handler: HttpHandler;
  close(): void;
}

export function overHttps(port: number, authority: Certificate): OverHttps {
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: authority.toPem() });
  return {
    close: () => agent.destroy(),
    handler: ({ method, path, query, headers, body }) =>
      new Promise<HttpResponse>((resolve, reject) => {
        const target = query.size === 0 ? path : `${path}?${query}`;
        const sent = httpsRequest(
          { host: '127.0.0.1', port, agent, method, path: target, headers: Object.fromEntries(headers) },
          (answer) => {
            const chunks: Buffer[] = [];
            answer.on('data', (chunk: Buffer) => chunks.push(chunk));
            answer.on('error', reject);
            answer.on('end', () => {
              const named = Object.entries(answer.headers).map(([name, value]) => [name, String(value ?? '')] as const);
              resolve({
                status: answer.statusCode ?? 0,
                headers: Object.fromEntries(named),
                body: new Uint8Array(Buffer.concat(chunks)),
              });
            });
          },
        );
        sent.on('error', reject);
        sent.end(body.length === 0 ? undefined : body);
      }),
  };
}
