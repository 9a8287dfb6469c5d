/** A client of the console that is no browser: whatever headers and bytes a test wants, over TLS that it believes. */

import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { ConsoleHouse } from './house.ts';

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** @throws what the connection broke with */
export function askRaw(
  house: ConsoleHouse,
  { method = 'GET', path, headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${house.url}${path}`, { method, headers, ...believing(house) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() });
      });
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

export interface RawStream {
  readonly status: number;
  /** Everything that has come. */
  text(): string;
  /** When the other side ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens an answer that does not end, such as a stream of events. */
export function openRaw(house: ConsoleHouse, { method = 'GET', path, headers = {} }: RawRequest): Promise<RawStream> {
  return new Promise((resolve, reject) => {
    const asked = request(`${house.url}${path}`, { method, headers, ...believing(house) }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      const ended = new Promise<void>((done) => answer.once('close', done));
      answer.on('error', () => undefined);
      resolve({ status: answer.statusCode ?? 0, text: () => text, ended, close: () => asked.destroy() });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Whatever host the request names, the server is who it says. */
function believing({ domain }: ConsoleHouse) {
  return { agent: false, ca: domain.authority.certificate.toPem(), servername: 'localhost' } as const;
}
