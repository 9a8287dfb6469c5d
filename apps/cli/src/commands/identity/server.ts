/** Talks with an authentication server. */

import { fromUtf8, isJsonObject, isSallyportError, type JsonObject, parseJson, utf8 } from '@sallyport/core';
import { type ClientResponse, createHttpsClient } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import { fail } from '../../errors.ts';

const LIMITS = { maxBytes: 1 << 20, maxDepth: 16 };
const JWT = 'application/jwt';
const FORM = 'application/x-www-form-urlencoded';

export interface Contact {
  readonly anchors: readonly Certificate[];
}

/** Brings a request. Gives the answer: pending, or bound with the binding. @throws E_CLI_IDENTITY, E_HTTP_… */
export async function bring(server: string, token: string, contact: Contact): Promise<JsonObject> {
  const response = await post(server, { type: JWT, body: utf8(token) }, contact);
  const answer = bodyOf(response);
  if (answer !== undefined && (response.status === 200 || response.status === 202)) return answer;
  const detail = answer === undefined ? undefined : (answer['detail'] ?? answer['title']);
  throw fail(
    'E_CLI_IDENTITY',
    `the server answered ${response.status}${typeof detail === 'string' ? `: ${detail}` : ''}`,
  );
}

/** Does what a person does who opens the link of the mail and agrees. @throws E_CLI_IDENTITY, E_HTTP_… */
export async function agree(link: URL, contact: Contact): Promise<void> {
  const target = `${link.origin}${link.pathname}`;
  const response = await post(target, { type: FORM, body: utf8(link.searchParams.toString()) }, contact);
  if (response.status === 200) return;
  const why = response.status === 404 ? 'the link was used already, or has expired' : `it answered ${response.status}`;
  throw fail('E_CLI_IDENTITY', `the server did not confirm: ${why}`);
}

interface Content {
  readonly type: string;
  readonly body: Uint8Array;
}

async function post(url: string, { type, body }: Content, { anchors }: Contact): Promise<ClientResponse> {
  const client = createHttpsClient({ trust: { mode: 'verified', anchors: anchors.map(({ der }) => der) } });
  try {
    return await client.request(url, { method: 'POST', headers: { 'content-type': type }, body });
  } finally {
    client.close();
  }
}

function bodyOf({ body }: ClientResponse): JsonObject | undefined {
  try {
    const value = parseJson(utf8(fromUtf8(body)), LIMITS);
    return isJsonObject(value) ? value : undefined;
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}
