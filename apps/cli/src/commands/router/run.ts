/** `sallyport router run`: finds the registrar, follows it, and keeps the ports by what it commands. */

import {
  graspRegistrars,
  mdnsRegistrars,
  openRouterIdentity,
  type RegistrarAddress,
  type RegistrarSource,
  startRouterAgent,
} from '@sallyport/app-router';
import type { RouterMembership } from '@sallyport/assurance-ca-commands';
import { fromUtf8, MINUTE, utf8 } from '@sallyport/core';
import { type Command, InvalidArgumentError } from 'commander';
import { readInput } from '../../data/named-files.ts';
import { fail } from '../../errors.ts';
import { count, hostAndPort, port } from '../../options.ts';
import { type RunContext, stopped } from '../../run-context.ts';
import { routerEventJson, routerSentence } from '../../view/router-view.ts';
import { readCertificates } from '../artefact-files.ts';
import { jsonCommand, LINES, perform } from '../common.ts';
import { type DirectoryOptions, directoryOption } from './directory.ts';
import { openPorts, type PortOptions, withPorts } from './ports.ts';

interface RunOptions extends DirectoryOptions, PortOptions {
  readonly registrar: readonly RegistrarAddress[];
  readonly discover: boolean;
  readonly mdns?: string;
  readonly mdnsPort?: number;
  readonly grasp?: string[];
  readonly trustClaim?: string;
  readonly domainCa?: string;
  readonly certificate?: string;
  readonly keepMinutes: number;
  readonly mostDevices: number;
}

const A_DAY = 1440;

export function runCommand(context: RunContext): Command {
  const command = jsonCommand('run', 'follow the registrar, and let through whom it trusts', LINES)
    .addOption(directoryOption())
    .option('--registrar <host:port>', 'the registrar; may be said again for another', addresses, [])
    .option('--discover', 'find the registrar by multicast DNS', false)
    .option('--mdns <interface>', 'the interface to look on; default: as the system chooses')
    .option('--mdns-port <port>', 'the port of multicast DNS, if another than 5353', port)
    .option('--grasp <interface...>', 'find the registrar by GRASP on these interfaces of the secured domain')
    .option('--trust-claim <file>', "the owner's claim for this router, as `router add` gives it")
    .option('--domain-ca <file>', 'in place of a claim: the certificate of the domain CA, PEM or DER')
    .option('--certificate <file>', 'the certificate that the domain issued for this router, PEM');
  return withPorts(command)
    .option('--keep-minutes <minutes>', 'how long devices stay in while the registrar is away', minutes, A_DAY)
    .option('--most-devices <count>', 'let in at the same time', count, 4096)
    .action((options: RunOptions) => perform(context, options.json, () => run(options, context)));
}

async function run(options: RunOptions, context: RunContext): Promise<undefined> {
  const { terminal, clock, random } = context;
  const { json, directory, registrar, certificate, keepMinutes, mostDevices } = options;
  const discovery = sources(options);
  if (registrar.length === 0 && discovery.length === 0) {
    throw fail(
      'E_CLI_USAGE',
      'say where the registrar is with --registrar, or have it found with --discover or --grasp',
    );
  }
  const membership = membershipOf(options);
  const identity = await openRouterIdentity(directory, certificate);
  const tell = (event: Parameters<typeof routerSentence>[0]) =>
    terminal.out(json ? `${JSON.stringify(routerEventJson(event))}\n` : `${routerSentence(event)}\n`);
  const ports = openPorts(
    options,
    (error) => tell({ type: 'trouble', error }),
    (open) => tell({ type: 'ports', open }),
  );
  try {
    const agent = await startRouterAgent({
      identity,
      membership,
      registrars: registrar,
      discovery,
      enforcer: ports.enforcer,
      settings: { keepFor: keepMinutes * MINUTE, maxDevices: mostDevices },
      clock,
      random,
      onEvent: tell,
    });
    terminal.note(`router ${identity.name} keeps its ports by its registrar; Ctrl-C ends\n`);
    await stopped(context);
    await agent.close();
  } finally {
    await ports.close();
  }
  return undefined;
}

/** Either an owner's claim, or a domain: a router that took both could be led to the weaker one. */
function membershipOf({ trustClaim, domainCa, certificate }: RunOptions): RouterMembership {
  if ((trustClaim === undefined) === (domainCa === undefined)) {
    throw fail(
      'E_CLI_USAGE',
      'say who this router belongs to: --trust-claim for an owner, or --domain-ca for a domain',
    );
  }
  if (trustClaim !== undefined) return { by: 'owner', claim: utf8(fromUtf8(readInput(trustClaim)).trim()) };
  if (certificate === undefined) throw fail('E_CLI_USAGE', '--domain-ca needs --certificate: the one of that domain');
  return { by: 'domain', anchors: readCertificates(domainCa ?? '') };
}

function sources({ discover, mdns, mdnsPort, grasp }: RunOptions): readonly RegistrarSource[] {
  const link = { ...(mdns === undefined ? {} : { interface: mdns }), ...(mdnsPort === undefined ? {} : { mdnsPort }) };
  return [
    ...(discover ? [mdnsRegistrars(link)] : []),
    ...(grasp === undefined ? [] : [graspRegistrars({ interfaces: grasp })]),
  ];
}

function addresses(text: string, before: readonly RegistrarAddress[]): readonly RegistrarAddress[] {
  return [...before, hostAndPort(text)];
}

function minutes(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 20 * A_DAY) {
    throw new InvalidArgumentError(`it is a whole number from 0 to ${20 * A_DAY}.`);
  }
  return Number(text);
}
