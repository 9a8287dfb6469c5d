/** The options with which a domain takes claims, goes on assuring itself, and commands its routers. */

import { mkdirSync } from 'node:fs';
import type { DomainAssuranceOptions, MudOptions, Senders } from '@sallyport/app-domain';
import type { Secret } from '@sallyport/core';
import { type Command, Option } from 'commander';
import { fileReason } from '../data/file-reason.ts';
import { readInput } from '../data/named-files.ts';
import { secretFrom } from '../data/secret-input.ts';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import { fraction, port, who } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import { printable } from '../terminal.ts';
import { readCertificates } from './artefact-files.ts';

export interface AssuranceOptions {
  readonly policy?: string;
  readonly believe?: string[];
  readonly authenticationServer?: string[];
  readonly threshold?: number;
  readonly claimsFrom?: Senders;
  readonly lostTrust?: 'keep' | 'revoke';
  readonly mailDirectory?: string;
  readonly mailConsole?: boolean;
  readonly mailServer?: string;
  readonly mailFrom?: string;
  readonly mailAnchor?: string;
  readonly identitiesUrl?: string;
  readonly routerPort?: number;
  readonly routerHost?: string;
  readonly routerMeasure?: 'remove' | 'constrain';
  readonly mudAnchor?: string;
  readonly mudTlsAnchor?: string;
  readonly localNetwork?: string[];
  readonly mudController?: string[];
  readonly mudAddresses?: boolean;
}

const MAIL_PASSWORD = 'SALLYPORT_MAIL_PASSWORD';

export function withAssurance(command: Command): Command {
  return command
    .option('--policy <policy>', 'let claims decide by this policy from the start, unless one is in force')
    .option('--believe <who...>', 'people whose word counts like yours: mail addresses or keys', everybody)
    .option('--authentication-server <key...>', 'keys of authentication servers whose word on mailboxes counts')
    .option('--threshold <number>', 'how much trust makes somebody count, from 0 to 1', fraction)
    .addOption(
      new Option('--claims-from <who>', 'who may bring claims over HTTPS').choices(['anybody', 'certified', 'nobody']),
    )
    .addOption(
      new Option('--lost-trust <what>', 'what becomes of the certificate of a device that lost trust').choices([
        'keep',
        'revoke',
      ]),
    )
    .option('--mail-server <url>', `be an authentication server, by smtp(s)://[user@]host; password: ${MAIL_PASSWORD}`)
    .option('--mail-from <address>', 'the mailbox that its mails come from')
    .option('--mail-anchor <file>', "PEM of what the mail server's certificate leads to")
    .option('--mail-directory <directory>', 'be an authentication server, and write its mails into files here')
    .option('--mail-console', 'be an authentication server, and show its mails here')
    .option('--identities-url <url>', 'the URL under which people reach it')
    .option('--router-port <port>', 'command routers: take their connections on this port', port)
    .option('--router-host <address>', `address for that (default: ${DEFAULTS.host})`)
    .addOption(
      new Option('--router-measure <what>', 'what routers do with a device that lost trust').choices([
        'remove',
        'constrain',
      ]),
    )
    .option('--mud-anchor <file>', 'fetch MUD files, and believe those signed under these certificates')
    .option('--mud-tls-anchor <file>', "PEM of what file servers' certificates lead to")
    .option('--local-network <prefix...>', 'prefixes of your network, which MUD files call local')
    .option('--mud-controller <uri=address...>', 'addresses of controllers, by their class or by MUD URL')
    .option('--mud-addresses', 'enforce MUD files that name hosts by address');
}

/** What of it the domain is to be started with. @throws E_CLI_USAGE, E_CLI_FILE, E_DOMAIN_ARGUMENT */
export async function assuranceOf(options: AssuranceOptions, context: RunContext): Promise<DomainAssuranceOptions> {
  const { believe, authenticationServer, threshold, claimsFrom, lostTrust, routerPort, routerHost, routerMeasure } =
    options;
  const outbox = await outboxOf(options, context);
  const mud = mudOf(options);
  if (outbox === undefined && options.identitiesUrl !== undefined)
    throw fail('E_CLI_USAGE', '--identities-url goes with --mail-server, --mail-directory or --mail-console');
  if (routerPort === undefined && (routerHost ?? routerMeasure) !== undefined)
    throw fail('E_CLI_USAGE', '--router-host and --router-measure go with --router-port');
  return {
    ...(believe === undefined ? {} : { roots: believe }),
    ...(authenticationServer === undefined ? {} : { authenticationServers: authenticationServer }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(claimsFrom === undefined ? {} : { claimsFrom }),
    ...(lostTrust === undefined ? {} : { lostTrust }),
    ...(outbox === undefined
      ? {}
      : { identities: { outbox, ...(options.identitiesUrl === undefined ? {} : { url: options.identitiesUrl }) } }),
    ...(routerPort === undefined
      ? {}
      : {
          routers: {
            listen: { host: routerHost ?? DEFAULTS.host, port: routerPort },
            ...(routerMeasure === undefined ? {} : { measure: routerMeasure }),
          },
        }),
    ...(mud === undefined ? {} : { mud }),
  };
}

type Outbox = NonNullable<DomainAssuranceOptions['identities']>['outbox'];

async function outboxOf(options: AssuranceOptions, context: RunContext): Promise<Outbox | undefined> {
  const { mailServer, mailDirectory, mailConsole, mailFrom, mailAnchor } = options;
  const ways = [mailServer, mailDirectory, mailConsole].filter((way) => way !== undefined);
  if (ways.length > 1) throw fail('E_CLI_USAGE', 'give one of --mail-server, --mail-directory and --mail-console');
  if (mailServer === undefined && (mailFrom ?? mailAnchor) !== undefined)
    throw fail('E_CLI_USAGE', '--mail-from and --mail-anchor go with --mail-server');
  if (ways.length === 0) return undefined;
  // Loaded where mails are sent: it brings a mailer along.
  const { consoleOutbox, fileOutbox, smtpOutbox } = await import('@sallyport/app-domain/mail-outbox');
  if (mailDirectory !== undefined) return fileOutbox(privateDirectory(mailDirectory), context);
  if (mailServer === undefined) return consoleOutbox((text) => context.terminal.out(`${printableLines(text)}\n`));
  if (mailFrom === undefined) throw fail('E_CLI_USAGE', '--mail-server needs --mail-from');
  const password: Secret | undefined = secretFrom(context.environment, MAIL_PASSWORD);
  return smtpOutbox({
    url: mailServer,
    from: mailFrom,
    ...(password === undefined ? {} : { password }),
    ...(mailAnchor === undefined ? {} : { anchors: new TextDecoder().decode(readInput(mailAnchor)) }),
  });
}

/** Mails hold links that work. @throws E_CLI_FILE */
function privateDirectory(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be made: ${fileReason(cause)}`, { cause });
  }
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function mudOf(options: AssuranceOptions): MudOptions | undefined {
  const { mudAnchor, mudTlsAnchor, localNetwork, mudController, mudAddresses } = options;
  if (mudAnchor === undefined) {
    if ((mudTlsAnchor ?? localNetwork ?? mudController ?? mudAddresses) === undefined) return undefined;
    throw fail('E_CLI_USAGE', 'what MUD files mean here is of use with --mud-anchor only');
  }
  return {
    anchors: readCertificates(mudAnchor),
    ...(mudTlsAnchor === undefined ? {} : { tlsAnchors: readCertificates(mudTlsAnchor) }),
    ...(localNetwork === undefined ? {} : { localNetworks: localNetwork }),
    ...(mudController === undefined ? {} : { controllers: controllersOf(mudController) }),
    ...(mudAddresses === undefined ? {} : { allowAddresses: mudAddresses }),
  };
}

/** A class may have several addresses. */
function controllersOf(pairs: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const controllers: Record<string, string[]> = {};
  for (const pair of pairs) {
    // A URI may hold an equals sign, an address none.
    const at = pair.lastIndexOf('=');
    if (at < 1) throw fail('E_CLI_USAGE', `--mud-controller ${pair} is not URI=ADDRESS`);
    const uri = pair.slice(0, at);
    controllers[uri] = [...(controllers[uri] ?? []), pair.slice(at + 1)];
  }
  return controllers;
}

function everybody(text: string, before: readonly string[] = []): string[] {
  return [...before, who(text)];
}
