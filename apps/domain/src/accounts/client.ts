/** Who is at the other end of a request, as far as it can be told. */

import { createHash } from 'node:crypto';
import type { HttpRequest } from '@sallyport/http';

export interface Client {
  /** As it calls itself, cut short. Anybody can call itself anything. */
  readonly name: string;
  /** Of its name without numbers, so that an update of a browser changes nothing. */
  readonly hash: string;
  readonly address: string;
}

const MAX_NAME = 200;

export function clientOf(request: HttpRequest): Client {
  const agent = request.headers.get('user-agent') ?? '';
  return {
    name: agent.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_NAME),
    hash: createHash('sha256')
      .update(agent.replace(/[0-9][0-9._]*/g, ''))
      .digest('hex'),
    address: request.connection.remoteAddress,
  };
}
