/** `sallyport registrar`: runs the owner's domain, and what the owner does with it. */

import { toBase64 } from '@sallyport/core';
import type { Command } from 'commander';
import { announceRegistrar, floodRegistrar } from '../announce.ts';
import { readMasaCredentials } from '../data/credentials.ts';
import { DEFAULTS } from '../defaults.ts';
import { port } from '../options.ts';
import { type RunContext, stopped } from '../run-context.ts';
import { openHouse, operateDomain, startDomain } from '../services.ts';
import { JourneyBoard } from '../view/journey-board.ts';
import { type CommonOptions, dataCommand, perform, performOperation, postgresOption, readInput } from './common.ts';

interface RunOptions extends CommonOptions {
  readonly owner?: string;
  readonly host?: string;
  readonly port?: number;
  readonly name?: string[];
  readonly network?: string;
  readonly postgres?: string;
  readonly announce: boolean;
  readonly grasp?: string[];
  readonly masaCredentials?: string;
}

const LISTS = 'manufacturers, models, devices or refused';

export function registrarCommand(context: RunContext): Command {
  const command = dataCommand('registrar', "run the owner's domain: registrar, EST and domain CA")
    .option('--owner <name>', "the owner's name, as it stands in new certificates")
    .option('--host <address>', 'address to listen on')
    .option('--port <port>', 'port to listen on', port)
    .option('--name <host...>', 'names and addresses under which devices reach this registrar')
    .option('--network <name>', 'the target network that LDevIDs are for, for example an SSID')
    .addOption(postgresOption())
    .option('--masa-credentials <file>', 'JSON list of {origin, scheme, username, password} for MASAs that ask')
    .option('--grasp <interface...>', 'announce by GRASP on these interfaces of the secured domain')
    .option('--no-announce', 'do not announce by multicast DNS')
    .action((options: RunOptions) => perform(context, options.json, () => run(options, context)));

  const operation = (name: string, description: string) => dataCommand(name, description);
  command.addCommand(
    operation('devices', 'list the devices of the domain')
      .option('--state <state>', 'only these: voucher, imprinted, certified, aboard or failed')
      .option('--cursor <cursor>', 'the `next` of the page before')
      .action(({ dataDir, json, ...input }: CommonOptions & { state?: string; cursor?: string }) =>
        performOperation(context, { dataDir, json }, operateDomain, 'devices.list', { ...input }),
      ),
  );
  command.addCommand(
    operation('show', 'show one device with its certificate')
      .argument('<device>', 'MANUFACTURER/SERIAL as `devices` lists it')
      .action((device: string, options: CommonOptions) => {
        const slash = device.indexOf('/');
        const input = { manufacturer: device.slice(0, slash), serialNumber: device.slice(slash + 1) };
        return performOperation(context, options, operateDomain, 'devices.show', input);
      }),
  );
  command.addCommand(
    operation('lists', 'show whom the owner accepts and refuses').action((options: CommonOptions) =>
      performOperation(context, options, operateDomain, 'lists.show', {}),
    ),
  );
  command.addCommand(
    operation('accept', 'put an entry on a list')
      .argument('<list>', LISTS)
      .argument('<match>', "a manufacturer's id, a model, or MANUFACTURER/SERIAL")
      .option('--note <text>', 'why')
      .action((list: string, match: string, { note, ...options }: CommonOptions & { note?: string }) =>
        performOperation(context, options, operateDomain, 'lists.add', {
          list,
          match,
          ...(note === undefined ? {} : { note }),
        }),
      ),
  );
  command.addCommand(
    operation('refuse', 'never let this device aboard')
      .argument('<device>', 'MANUFACTURER/SERIAL')
      .option('--note <text>', 'why')
      .action((match: string, { note, ...options }: CommonOptions & { note?: string }) =>
        performOperation(context, options, operateDomain, 'lists.add', {
          list: 'refused',
          match,
          ...(note === undefined ? {} : { note }),
        }),
      ),
  );
  command.addCommand(
    operation('remove', 'take an entry off a list')
      .argument('<list>', LISTS)
      .argument('<match>', 'the entry')
      .action((list: string, match: string, options: CommonOptions) =>
        performOperation(context, options, operateDomain, 'lists.remove', { list, match }),
      ),
  );
  command.addCommand(
    operation('lift', 'stop narrowing by a list')
      .argument('<list>', 'models or devices')
      .action((list: string, options: CommonOptions) =>
        performOperation(context, options, operateDomain, 'lists.lift', { list }),
      ),
  );
  command.addCommand(
    operation('manufacturers', 'list the manufacturers that were introduced').action((options: CommonOptions) =>
      performOperation(context, options, operateDomain, 'manufacturers.list', {}),
    ),
  );
  command.addCommand(
    operation('import', "take over a manufacturer's hand-over file")
      .argument('<file>', 'the file, or - for standard input')
      .requiredOption('--fingerprint <sha256>', "fingerprint of the manufacturer's signer, got another way")
      .option('--only-these', 'accept no other device of this manufacturer', false)
      .action(
        (
          file: string,
          { fingerprint, onlyThese, ...options }: CommonOptions & { fingerprint: string; onlyThese: boolean },
        ) =>
          perform(context, options.json, async () => {
            const input = { file: toBase64(readInput(file)), fingerprint, onlyThese };
            await performOperation(context, options, operateDomain, 'hand-over.accept', input);
            return Number(process.exitCode ?? 0);
          }),
      ),
  );
  return command;
}

async function run(options: RunOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const house = openHouse(options.dataDir, context);
  const board = new JourneyBoard(terminal);
  const { name, dataDir: _, json, announce, grasp, masaCredentials, ...settings } = options;
  const running = await startDomain(
    house,
    {
      ...settings,
      ...(name === undefined ? {} : { hosts: name }),
      ...(masaCredentials === undefined ? {} : { masaCredentials: readMasaCredentials(masaCredentials) }),
    },
    context,
    (event) => {
      if (json) terminal.out(`${JSON.stringify(event)}\n`);
      else board.show(event);
    },
  );
  const port = running.service.port ?? 0;
  terminal.note(`registrar and EST listen on port ${port}; Ctrl-C ends\n`);
  const announcement = announce
    ? await announceRegistrar(`${running.service.owner} registrar`, options.host ?? DEFAULTS.host, port, context)
    : undefined;
  const floods = grasp === undefined ? undefined : await floodRegistrar(grasp, port, context);
  await stopped(context);
  await floods?.close();
  await announcement?.close();
  await running.close();
  return undefined;
}
