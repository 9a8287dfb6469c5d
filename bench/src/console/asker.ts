/** Whoever asks the interface of a bench house over one TLS connection that is kept. */

import { Agent, request } from 'node:https';
import type { BenchHouse } from './house.ts';

export interface Asker {
  /** The body of the answer. */
  ask(path: string): Promise<string>;
  /** As somebody new from now on: nobody may ask so often. */
  change(): Promise<void>;
  close(): void;
}

export async function askerOf(house: BenchHouse): Promise<Asker> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: house.domain.authority.certificate.toPem() });
  let token = await house.token();
  return {
    change: async () => {
      token = await house.token();
    },
    ask: (path) =>
      new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}` };
        const asked = request(`${house.url}/api/v1${path}`, { agent, headers }, (answer) => {
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.on('error', reject);
          answer.on('end', () => {
            const body = Buffer.concat(pieces).toString();
            if (answer.statusCode === 200) resolve(body);
            else reject(new TypeError(`${path} was answered by ${answer.statusCode}: ${body.slice(0, 300)}`));
          });
        });
        asked.on('error', reject);
        asked.end();
      }),
    close: () => agent.destroy(),
  };
}

/** The cursor behind so many devices. */
export async function cursorAfter(asker: Asker, count: number): Promise<string> {
  let cursor = '';
  const limit = Math.min(1000, count);
  for (let read = 0; read < count; read += limit) {
    const page = await asker.ask(`/devices?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const next = /"next":"([^"]+)"/.exec(page)?.[1];
    if (next === undefined) break;
    cursor = next;
  }
  return cursor;
}
