/** `sallyport radius`: the NASes and proxies that the domain answers. */

import { isJsonObject, type JsonValue } from '@sallyport/core';
import { Command } from 'commander';
import { obtainSecret } from '../../data/secret-input.ts';
import { hostAndPort, port } from '../../options.ts';
import type { RunContext } from '../../run-context.ts';
import type { DomainInput } from '../../services/ask.ts';
import { askDomain } from '../../services/reach.ts';
import { clientsForPeople } from '../../view/network-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform, performDomain } from '../common.ts';

interface AddOptions extends CommonOptions {
  readonly address: string[];
  readonly secretFile?: string;
  readonly randomSecret: boolean;
  readonly disconnectAt?: { readonly host: string; readonly port: number };
  readonly disconnectPort?: number;
  readonly disconnect: boolean;
  readonly withoutMessageAuthenticator: boolean;
}

export const RADIUS_SECRET_VARIABLE = 'SALLYPORT_RADIUS_SECRET';

export function radiusCommand(context: RunContext): Command {
  const clients = new Command('clients').description('the NASes and proxies whose RADIUS requests are answered');
  clients.addCommand(
    domainCommand('list', 'list them').action((options: CommonOptions) =>
      performDomain(context, options, 'radius.clients', {}, clientsForPeople),
    ),
  );
  clients.addCommand(
    domainCommand('add', 'answer a NAS or proxy, or change what is known of one')
      .argument('<name>', 'what to call it: letters, digits, dots, hyphens and underscores')
      .requiredOption('--address <address...>', 'addresses and prefixes that its requests come from')
      .option('--secret-file <file>', 'its shared secret is the first line of this file; - for standard input')
      .option('--random-secret', 'make a shared secret and show it, once', false)
      .option('--disconnect-port <port>', 'UDP port on which it takes Disconnect-Requests (default: 3799)', port)
      .option(
        '--disconnect-at <host:port>',
        'address and port for those, where that is not where it asks from',
        hostAndPort,
      )
      .option('--no-disconnect', 'it takes no Disconnect-Requests: devices cannot be put out')
      .option(
        '--without-message-authenticator',
        'take Access-Requests that could be forged on the way; EAP ones never',
        false,
      )
      .action((name: string, options: AddOptions) => perform(context, options.json, () => add(name, options, context))),
  );
  clients.addCommand(
    domainCommand('remove', 'answer it no longer')
      .argument('<name>', 'its name')
      .action((name: string, options: CommonOptions) =>
        performDomain(context, options, 'radius.remove-client', { name }, (answer) => removedText(name, answer)),
      ),
  );
  const status = domainCommand(
    'status',
    'what RADIUS took, answered and discarded since the registrar was started',
  ).action((options: CommonOptions) =>
    performDomain(context, options, 'radius.status', {}, (answer) =>
      isJsonObject(answer) && answer['listening'] === null ? 'RADIUS is not listened for' : answer,
    ),
  );
  return new Command('radius').description('who may ask the domain by RADIUS').addCommand(clients).addCommand(status);
}

async function add(name: string, options: AddOptions, context: RunContext): Promise<undefined> {
  const { json, address, randomSecret, withoutMessageAuthenticator } = options;
  // The domain makes one when none is given.
  const secret = randomSecret ? undefined : await sharedSecret(options.secretFile, context);
  const { madeSecret, ...client } = await askDomain(options, context, 'radius.add-client', {
    name,
    addresses: address,
    secret,
    dynamicAuthorization: dynamicAuthorizationOf(options),
    allowWithoutMessageAuthenticator: withoutMessageAuthenticator,
  });
  // A secret that was made here is shown to whoever asked for it, and kept nowhere that can be read.
  const shown = madeSecret === null ? client : { ...client, secret: madeSecret };
  showValue(context.terminal, shown, json, clientForPeople);
  return undefined;
}

function removedText(name: string, answer: JsonValue): string {
  if (!isJsonObject(answer) || answer['removed'] !== true) return `there is no ${name}`;
  const sessions = typeof answer['sessions'] === 'number' ? answer['sessions'] : 0;
  const left =
    sessions === 0 ? '' : `; ${sessions} device(s) or more are on the network through it and cannot be put out now`;
  return `${name} is answered no longer${left}`;
}

function clientForPeople(answer: JsonValue): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const [shown] = clientRows([answer]);
  const { secret } = answer;
  return secret === undefined ? (shown ?? answer) : { ...shown, secret };
}

function clientRows(rows: readonly JsonValue[]) {
  const shown = clientsForPeople([...rows]);
  return Array.isArray(shown) ? shown.filter(isJsonObject) : [];
}

function dynamicAuthorizationOf({
  disconnect,
  disconnectAt,
  disconnectPort,
}: AddOptions): DomainInput<'radius.add-client'>['dynamicAuthorization'] {
  if (!disconnect) return 'none';
  if (disconnectAt !== undefined) return { address: disconnectAt.host, port: disconnectAt.port };
  return disconnectPort === undefined ? {} : { port: disconnectPort };
}

/** The shared secret of a NAS, as text: from a file, the environment, or typed. @throws E_CLI_USAGE, E_CLI_FILE */
export async function sharedSecret(file: string | undefined, context: RunContext): Promise<string> {
  const source = { what: 'the shared secret', file, variable: RADIUS_SECRET_VARIABLE, option: '--secret-file' };
  return new TextDecoder().decode((await obtainSecret(source, context)).expose());
}
