/** A domain whose console listens, and programs that ask it. */

import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { type ApiClient, apiClient } from '@sallyport/api';
import { fromUtf8, isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { DOMAIN_OPERATIONS, type Domain, type DomainOperations, type DomainRole } from '../../src/index.ts';

/** As the command line asks. */
export function localClient(domain: Domain): ApiClient<DomainOperations> {
  return apiClient(DOMAIN_OPERATIONS, ({ path, ...rest }) =>
    domain.localApi.handler(buildRequest({ target: path, ...rest })),
  );
}

export interface Member {
  readonly id: string;
  /** The public name of the token. */
  readonly tokenId: string;
  /** Fields of a request that show the token. */
  readonly headers: { readonly authorization: string };
}

/** Somebody with this role, and a token that may ask for everything but people. */
export async function member(domain: Domain, role: DomainRole, name: string = role): Promise<Member> {
  const client = localClient(domain);
  const { id } = await client.ask('accounts.invite', { name, role });
  const scopes = ['read', 'lists.*', 'ca.*'];
  const made = await client.ask('tokens.make', { name: 'test', scopes, days: 1, account: id });
  return { id, tokenId: made.id, headers: { authorization: `Bearer ${made.token}` } };
}

/** Asks the console over TLS, by its name; the answer is read by whoever asked. */
export function askConsole(domain: Domain, path: string, options: RequestOptions = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: domain.console?.port,
        path,
        ca: domain.authority.certificate.toPem(),
        servername: 'registrar.example',
        agent: false,
        ...options,
        headers: { host: 'registrar.example', ...options.headers },
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end();
  });
}

export async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return fromUtf8(Buffer.concat(chunks));
}

export async function jsonOf(message: IncomingMessage): Promise<JsonObject> {
  const read: JsonValue = JSON.parse(await textOf(message));
  assert.ok(isJsonObject(read));
  return read;
}

/** The events of a stream, one after the other, without those that only say that the line stands. */
export class EventReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest = '';

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next one that is of one of these topics; undefined where the stream ends. */
  async next(...topics: readonly string[]): Promise<JsonObject | undefined> {
    for (;;) {
      const end = this.#rest.indexOf('\n\n');
      if (end < 0) {
        const step = await this.#chunks.next();
        if (step.done === true) return undefined;
        this.#rest += fromUtf8(step.value);
        continue;
      }
      const lines = this.#rest.slice(0, end).split('\n');
      this.#rest = this.#rest.slice(end + 2);
      const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length);
      const event: JsonObject = data === undefined ? {} : JSON.parse(data);
      const topic = String(event['topic']);
      if (topic !== 'alive' && (topics.length === 0 || topics.includes(topic))) return event;
    }
  }

  async stop(): Promise<void> {
    await this.#chunks.return?.();
  }
}
