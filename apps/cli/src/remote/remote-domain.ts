/** Work on a domain elsewhere, over the HTTP interface of its console, in the name of an API token. */

import type { ApiTransport } from '@sallyport/api';
import { DOMAIN_OPERATIONS } from '@sallyport/app-domain';
import { isJsonObject, isSallyportError, MINUTE, type Secret } from '@sallyport/core';
import { createHttpsClient, PersistentConnection } from '@sallyport/http';
import { fileAnswer } from '../control/file-answer.ts';
import { secretFrom, textOf } from '../data/secret-input.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { type DomainAsk, domainClient } from '../services/ask.ts';
import type { RemoteWhere } from '../services/where.ts';
import { jsonOf } from '../view/json-of.ts';
import { placeOf } from './place-of.ts';
import { remoteTrust } from './remote-trust.ts';

export const TOKEN_VARIABLE = 'SALLYPORT_TOKEN';

const LIMITS = { timeout: 10 * MINUTE, bodyTimeout: 10 * MINUTE, maxBodyBytes: 512 << 20 } as const;
/** In a file that is on its way: what is looked for may be far between. */
const SILENCE = 10 * MINUTE;

/** @throws E_CLI_USAGE without a token, E_CLI_REMOTE_LOCAL, E_CLI_REMOTE_TRUST, E_HTTP_…, and what the service refuses with */
export function withRemoteDomain<T>(
  where: RemoteWhere,
  context: RunContext,
  work: (ask: DomainAsk) => Promise<T>,
): Promise<T> {
  return withRemoteTransport(where, context, (transport) => work(onlyFromAnywhere(domainClient(transport))));
}

/** The way there itself; answers are held whole. @throws as above, but for E_CLI_REMOTE_LOCAL */
async function withRemoteTransport<T>(
  where: RemoteWhere,
  context: RunContext,
  work: (transport: ApiTransport) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const token = tokenOf(context);
  const client = createHttpsClient({ trust: await remoteTrust(where, signal) });
  const send = withToken(where.api, token, ({ path, ...request }) =>
    client.request(`${where.api}${path}`, request, { ...LIMITS, signal }),
  );
  try {
    return await work(send);
  } finally {
    client.close();
  }
}

/** The same for answers that are files, each on a connection of its own and read as it comes. @throws as above */
export async function withRemoteFiles<T>(
  where: RemoteWhere,
  context: RunContext,
  work: (transport: ApiTransport) => Promise<T>,
): Promise<T> {
  const { signal } = context;
  const token = tokenOf(context);
  const trust = await remoteTrust(where, signal);
  const send = withToken(where.api, token, async (request) => {
    const connection = await PersistentConnection.open({ ...placeOf(where.api), trust, signal });
    return fileAnswer(await connection.stream(request, { timeout: LIMITS.timeout, silence: SILENCE, signal }));
  });
  return work(send);
}

/** @throws E_CLI_USAGE */
function tokenOf({ environment }: RunContext): Secret {
  const token = secretFrom(environment, TOKEN_VARIABLE);
  if (token === undefined) throw fail('E_CLI_USAGE', `--api needs an API token: set ${TOKEN_VARIABLE}`);
  return token;
}

function withToken(api: string, token: Secret, send: ApiTransport): ApiTransport {
  return async ({ headers, ...request }) => {
    const authorization = `Bearer ${textOf(token)}`;
    try {
      return await send({ ...request, headers: { ...headers, authorization } });
    } catch (cause) {
      if (!isSallyportError(cause, 'E_HTTP_TLS_UNTRUSTED')) throw cause;
      throw fail('E_CLI_REMOTE_TRUST', `${api} cannot be believed: ${cause.message}`, { cause });
    }
  };
}

/** What needs the service's own machine is refused before anything is sent: nobody there could do it for us. */
function onlyFromAnywhere(ask: DomainAsk): DomainAsk {
  return (name, input) => {
    const { reach, localInputs } = DOMAIN_OPERATIONS[name];
    const given = jsonOf(input);
    const file = localInputs.find((member) => isJsonObject(given) && given[member] !== undefined);
    if (reach === 'local' || file !== undefined) {
      const why = file === undefined ? `${name} is done on the domain's own machine` : `${name} names a file there`;
      return Promise.reject(fail('E_CLI_REMOTE_LOCAL', why));
    }
    return ask(name, input);
  };
}
