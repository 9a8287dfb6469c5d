/** `sallyport registrar`: runs the owner's domain, and what the owner does with it. */

import type { Domain } from '@sallyport/app-domain';
import type { Command } from 'commander';
import { announceRegistrar, announceRouterPort, floodRegistrar, floodRouterPort } from '../announce.ts';
import { readMasaCredentials } from '../data/credentials.ts';
import { keptSettings } from '../data/kept-settings.ts';
import { DEFAULTS } from '../defaults.ts';
import { count, httpUrl, port } from '../options.ts';
import { type RunContext, stopped } from '../run-context.ts';
import { consoleEntry } from '../services/console-entry.ts';
import { startDomain } from '../services/domain.ts';
import { openHouse } from '../services/house.ts';
import { domainAsk } from '../services/reach.ts';
import { printable } from '../terminal.ts';
import { consoleJson, consoleText } from '../view/console-view.ts';
import { eventLine } from '../view/event-json.ts';
import { JourneyBoard } from '../view/journey-board.ts';
import { policyInForce } from '../view/policy-view.ts';
import { type AssuranceOptions, assuranceOf, withAssurance } from './assurance-options.ts';
import { type CommonOptions, dataCommand, LINES, perform, postgresOption } from './common.ts';
import { type ConsoleOptions, consoleOf, withConsole } from './console-options.ts';
import { admissionOf, type RadiusOptions, withRadius } from './network/radius-options.ts';
import { deviceCommands } from './registrar-devices.ts';
import { doorCommands } from './registrar-door.ts';
import { listCommands } from './registrar-lists.ts';
import { logCommand } from './registrar-log.ts';
import { makerCommands } from './registrar-makers.ts';

interface RunOptions extends CommonOptions, RadiusOptions, AssuranceOptions, ConsoleOptions {
  readonly owner?: string;
  readonly host?: string;
  readonly port?: number;
  readonly name?: string[];
  readonly network?: string;
  readonly postgres?: string;
  readonly announce: boolean;
  readonly grasp?: string[];
  readonly masaCredentials?: string;
  readonly revocationPort?: number;
  readonly revocationUrl?: string;
  readonly crlDays?: number;
}

export function registrarCommand(context: RunContext): Command {
  const base = dataCommand('registrar', "run the owner's domain: registrar, EST, domain CA", LINES);
  const command = withConsole(withAssurance(withRadius(base)))
    .option('--owner <name>', `the owner's name, as it stands in new certificates (default: ${DEFAULTS.owner})`)
    .option('--host <address>', `address to listen on (default: ${DEFAULTS.host})`)
    .option('--port <port>', `port to listen on (default: ${DEFAULTS.registrarPort})`, port)
    .option('--name <host...>', 'names and addresses under which this registrar is reached')
    .option('--network <name>', `the network that LDevIDs are for, such as an SSID (default: ${DEFAULTS.network})`)
    .addOption(postgresOption())
    .option('--masa-credentials <file>', 'JSON list of {origin, scheme, username, password} for MASAs that ask')
    .option('--revocation-port <port>', 'publish the revocation list and OCSP here, over plain HTTP', port)
    .option('--crl-days <days>', 'how many days a revocation list is current (default: 7)', count)
    .option('--revocation-url <url>', 'the URL under which that is reached; it stands in certificates', httpUrl)
    .option('--grasp <interface...>', 'announce by GRASP on these interfaces of the secured domain')
    .option('--no-announce', 'do not announce by multicast DNS')
    .action((options: RunOptions) => perform(context, options.json, () => run(options, context)));

  const owners = [
    ...deviceCommands(context),
    ...doorCommands(context),
    ...listCommands(context),
    ...makerCommands(context),
    logCommand(context),
  ];
  for (const each of owners) command.addCommand(each);
  return command;
}

async function run(options: RunOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const house = openHouse(options.dataDir, context);
  const board = new JourneyBoard(terminal);
  const { name, dataDir: _, json, announce, grasp, masaCredentials, console: __, ...settings } = options;
  const lookedAt = consoleOf(options);
  const admission = admissionOf(options);
  const assurance = await assuranceOf(options, context);
  const running = await startDomain(
    house,
    {
      ...settings,
      ...(name === undefined ? {} : { hosts: name }),
      ...(admission === undefined ? {} : { admission }),
      ...(lookedAt === undefined ? {} : { console: lookedAt }),
      assurance,
      ...(masaCredentials === undefined ? {} : { masaCredentials: readMasaCredentials(masaCredentials) }),
    },
    context,
    (event) => {
      if (json) terminal.out(eventLine(event));
      else board.show(event);
    },
  );
  const port = running.service.port ?? 0;
  terminal.note(`registrar and EST listen on port ${port}; Ctrl-C ends\n`);
  const published = running.service.revocation.locations?.crl[0];
  if (published !== undefined) terminal.note(`the revocation list is at ${published}\n`);
  const { listening } = running.service.admission;
  if (listening !== undefined) terminal.note(`RADIUS is listened for on UDP port ${listening.authenticationPort}\n`);
  await adopt(options.policy, running.service, context);
  const routerPort = running.service.assurance.routers.port;
  if (routerPort !== undefined) terminal.note(`routers connect on port ${routerPort}\n`);
  const host = keptSettings(house.directory, 'domain').host ?? DEFAULTS.host;
  const { owner } = running.service;
  const announcements = [
    ...(announce ? [await announceRegistrar(`${owner} registrar`, host, port, context)] : []),
    ...(announce && routerPort !== undefined
      ? [await announceRouterPort(`${owner} routers`, host, routerPort, context)]
      : []),
    ...(grasp === undefined ? [] : [await floodRegistrar(grasp, port, context)]),
    ...(grasp === undefined || routerPort === undefined ? [] : [await floodRouterPort(grasp, routerPort, context)]),
  ];
  const entry = await consoleEntry(running.service);
  if (entry !== undefined && json) terminal.out(`${JSON.stringify(consoleJson(entry))}\n`);
  else if (entry !== undefined) terminal.note(consoleText(entry, terminal));
  await stopped(context);
  for (const announcement of announcements) await announcement?.close();
  await running.close();
  return undefined;
}

/** The policy that was asked for, unless the owner has adopted one already. */
async function adopt(policy: string | undefined, domain: Domain, { terminal }: RunContext): Promise<void> {
  if (policy === undefined) return;
  const ask = domainAsk(domain);
  const before = policyInForce(await ask('policy.show', {}));
  if (before === undefined) await ask('policy.adopt', { policy });
  const inForce = before ?? policy;
  terminal.note(`claims decide, by the policy ${printable(inForce)}\n`);
}
