/**
 * One question to a name server over UDP (RFC 1035 §4.2.1).
 *
 * Only for names that node's own resolver will not ask for: it takes no blanks and no letters beyond ASCII, and those are
 * what instance names are made of (RFC 6763 §4.1.1). No retry over TCP: an SRV or TXT answer that does not fit into one
 * datagram is taken as far as it came.
 */

import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Milliseconds } from '@sallyport/core';
import { fail } from './errors.ts';
import { type DnsMessage, type DnsRecord, query, type RecordType, response } from './message.ts';
import { sameName } from './names.ts';
import { decodeMessage, encodeMessage } from './wire.ts';

export interface UnicastQueryOptions {
  /** As node writes them: `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53`, `[2001:db8::53]:5353`. */
  readonly servers: readonly string[];
  readonly timeout: Milliseconds;
  readonly tries: number;
  readonly signal?: AbortSignal | undefined;
}

/** The records of this name and type; none if the server says there are none. @throws E_DNS_SD_LOOKUP */
export async function unicastQuery(
  name: string,
  type: RecordType,
  options: UnicastQueryOptions,
): Promise<readonly DnsRecord[]> {
  for (let attempt = 0; attempt < options.tries; attempt++) {
    for (const server of options.servers) {
      options.signal?.throwIfAborted();
      const answer = await ask(server, name, type, options);
      if (answer !== undefined) {
        return answer.answers.filter((record) => record.type === type && sameName(record.name, name));
      }
    }
  }
  throw fail('E_DNS_SD_LOOKUP', 'no name server answered');
}

function ask(
  server: string,
  name: string,
  type: RecordType,
  { timeout, signal }: UnicastQueryOptions,
): Promise<DnsMessage | undefined> {
  const [host, port] = endpoint(server);
  const id = randomInt(0x10000);
  const question = query({ id, recursion: true, questions: [{ name, type, unicast: false }] });
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const finish = (answer: DnsMessage | undefined) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      socket.close();
      resolve(answer);
    };
    const giveUp = () => finish(undefined);
    const timer = setTimeout(giveUp, timeout);
    signal?.addEventListener('abort', giveUp, { once: true });
    socket.on('error', giveUp);
    // Connected, so that datagrams from elsewhere never arrive; id and question tell this answer from older ones.
    socket.connect(port, host, () => socket.send(encodeMessage(question)));
    socket.on('message', (bytes) => {
      if (bytes.length < HEADER || bytes.readUInt16BE(0) !== id) return;
      const rcode = (bytes[3] ?? 0) & 0x0f;
      if (rcode !== 0) finish(rcode === NAME_ERROR ? response({}) : undefined);
      else if (isAnswer(bytes, name, type)) finish(decodeMessage(bytes));
    });
  });
}

const HEADER = 12;
/** There is no such name. */
const NAME_ERROR = 3;

function isAnswer(bytes: Uint8Array, name: string, type: RecordType): boolean {
  try {
    const { kind, questions } = decodeMessage(bytes);
    return kind === 'response' && questions.some((asked) => asked.type === type && sameName(asked.name, name));
  } catch {
    return false;
  }
}

function endpoint(server: string): readonly [string, number] {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(server);
  return match === null ? [server, 53] : [match[1] ?? match[2] ?? '', Number(match[3] ?? 53)];
}
