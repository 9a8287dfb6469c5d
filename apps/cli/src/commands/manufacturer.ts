/** `sallyport manufacturer` and `sallyport masa`: the maker's services, and what its people do with devices. */

import { join } from 'node:path';
import { fromBase64, isJsonObject } from '@sallyport/core';
import type { Command } from 'commander';
import { readCustomers } from '../data/credentials.ts';
import { readInput, writeOutput } from '../data/named-files.ts';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import { port, who } from '../options.ts';
import { type RunContext, stopped } from '../run-context.ts';
import { openHouse } from '../services/house.ts';
import { startManufacturer } from '../services/manufacturer.ts';
import { askManufacturer } from '../services/reach.ts';
import { eventLine } from '../view/event-json.ts';
import { JourneyBoard } from '../view/journey-board.ts';
import { madeDeviceForPeople, madeDevicesForPeople } from '../view/manufacturer-view.ts';
import { arrayIn } from '../view/members.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, dataCommand, LINES, perform, performManufacturer, postgresOption } from './common.ts';
import { type PageOptions, paged, pageOf } from './page-options.ts';

interface RunOptions extends CommonOptions {
  readonly company?: string;
  readonly host?: string;
  readonly masaPort?: number;
  readonly stationPort?: number;
  readonly masaName?: string[];
  readonly postgres?: string;
  readonly requireSale?: boolean;
  readonly customers?: string;
  readonly nonceless?: boolean;
}

interface PurchaseOptions extends CommonOptions {
  readonly buyer: string;
  readonly type?: string;
  readonly out?: string;
}

function serviceCommand(name: string, description: string): Command {
  return dataCommand(name, description, LINES)
    .option('--company <name>', `the name that stands in new certificates (default: ${DEFAULTS.manufacturer})`)
    .option('--host <address>', `address to listen on (default: ${DEFAULTS.host})`)
    .option('--masa-port <port>', `port of the MASA (default: ${DEFAULTS.masaPort})`, port)
    .option('--masa-name <host...>', 'names of the MASA; the first stands in IDevIDs')
    .option('--require-sale', 'give vouchers only to owners whom a sales record names')
    .option('--customers <file>', 'JSON list of {name, username, password}: owners who can log in at the MASA')
    .option('--nonceless', 'issue vouchers without a nonce to customers who log in')
    .addOption(postgresOption());
}

export function masaCommand(context: RunContext): Command {
  return serviceCommand('masa', "run the MASA alone, without the factory's keys").action((options: RunOptions) =>
    perform(context, options.json, () => run(options, false, context)),
  );
}

export function manufacturerCommand(context: RunContext): Command {
  const command = serviceCommand('manufacturer', 'run the factory station and the MASA')
    .option('--station-port <port>', `port of the factory station (default: ${DEFAULTS.stationPort})`, port)
    .action((options: RunOptions) => perform(context, options.json, () => run(options, true, context)));

  command.addCommand(
    paged(dataCommand('devices', 'list the devices made here')).action((options: PageOptions) =>
      performManufacturer(context, options, 'devices.list', pageOf(options), madeDevicesForPeople),
    ),
  );
  command.addCommand(
    dataCommand('show', 'show one device, its owner and its vouchers')
      .argument('<serial>', 'serial number')
      .action((serialNumber: string, options: CommonOptions) =>
        performManufacturer(context, options, 'devices.show', { serialNumber }, madeDeviceForPeople),
      ),
  );
  command.addCommand(
    dataCommand('sell', 'record a sale and write the hand-over file for the owner')
      .argument('<serials...>', 'serial numbers')
      .requiredOption('--to <owner>', "the owner's name")
      .requiredOption('-o, --out <file>', 'where to write the hand-over file')
      .option(
        '--domain-ca <file>',
        "PEM of the owner's domain CA; without it the owner logs in once (see --customers) to claim",
      )
      .action((serials: string[], options: CommonOptions & { to: string; out: string; domainCa?: string }) =>
        perform(context, options.json, () => sell(serials, options, context)),
      ),
  );
  command.addCommand(
    dataCommand('purchase', "claim that somebody bought a device, for the buyer's domain: see `claim submit`")
      .argument('<serial>', 'serial number')
      .requiredOption('--buyer <who>', 'mail address or key; `sallyport people` of the buyer shows it', who)
      .option('--type <type>', 'of which type it is')
      .option('-o, --out <file>', 'write the claim here')
      .action((serialNumber: string, options: PurchaseOptions) =>
        perform(context, options.json, () => purchase(serialNumber, options, context)),
      ),
  );
  command.addCommand(
    dataCommand('block', 'give no more vouchers for a device')
      .argument('<serial>', 'serial number')
      .requiredOption('--reason <text>', 'why')
      .action((serialNumber: string, { reason, ...options }: CommonOptions & { reason: string }) =>
        performManufacturer(context, options, 'block', { serialNumber, reason }),
      ),
  );
  command.addCommand(
    dataCommand('clear', 'lift a block')
      .argument('<serial>', 'serial number')
      .option('--resale', 'forget the owner, so that the next one can claim', false)
      .action((serialNumber: string, { resale, ...options }: CommonOptions & { resale: boolean }) =>
        performManufacturer(context, options, 'clear', { serialNumber, resale }),
      ),
  );
  command.addCommand(
    dataCommand('anchors', 'what registrars and devices need to believe this manufacturer')
      .option('-o, --out <directory>', 'write the certificates here, as PEM, a file for each use')
      .action((options: CommonOptions & { out?: string }) =>
        perform(context, options.json, () => anchors(options, context)),
      ),
  );
  return command;
}

async function run(options: RunOptions, station: boolean, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const house = openHouse(options.dataDir, context);
  const board = new JourneyBoard(terminal);
  const { company, masaName, requireSale, customers, json, dataDir: _, ...settings } = options;
  const running = await startManufacturer(
    house,
    {
      ...settings,
      station,
      ...(company === undefined ? {} : { name: company }),
      ...(masaName === undefined ? {} : { masaHosts: masaName }),
      ...(requireSale === undefined ? {} : { requireOwnership: requireSale }),
      ...(customers === undefined ? {} : { customers: readCustomers(customers) }),
    },
    context,
    (event) => {
      if (json) terminal.out(eventLine(event));
      else board.show(event);
    },
  );
  const { masaPort, stationPort } = running.service;
  const factory = stationPort === undefined ? '' : `, factory station on port ${stationPort}`;
  terminal.note(`MASA listens on port ${masaPort}${factory}; Ctrl-C ends\n`);
  await stopped(context);
  await running.close();
  return undefined;
}

async function purchase(serialNumber: string, options: PurchaseOptions, context: RunContext): Promise<undefined> {
  const { json, buyer, type, out } = options;
  const input = { serialNumber, buyer, ...(type === undefined ? {} : { deviceType: type }) };
  const answer = await askManufacturer(options, context, 'purchase', input);
  const claim = isJsonObject(answer) ? answer['claim'] : undefined;
  if (typeof claim !== 'string') throw fail('E_CLI_OPERATION', 'the manufacturer gave no claim');
  if (out !== undefined) writeOutput(out, `${claim}\n`);
  const shown = out === undefined ? claim : { written: out, serialNumber, buyer };
  showValue(context.terminal, json && out === undefined ? answer : shown, json);
  return undefined;
}

const ANCHOR_FILES = {
  idevidAnchors: 'idevid-anchors.pem',
  voucherAnchors: 'voucher-anchors.pem',
  masaTlsAnchors: 'masa-tls-anchors.pem',
};

async function anchors(options: CommonOptions & { out?: string }, context: RunContext): Promise<undefined> {
  const { json, out } = options;
  const answer = await askManufacturer(options, context, 'anchors', {});
  if (out === undefined) showValue(context.terminal, answer, json);
  else {
    const written = Object.entries(ANCHOR_FILES).map(([name, file]) => {
      writeOutput(join(out, file), (arrayIn(answer, name) ?? []).join(''));
      return join(out, file);
    });
    showValue(context.terminal, { written }, json);
  }
  return undefined;
}

async function sell(
  serialNumbers: readonly string[],
  options: CommonOptions & { to: string; out: string; domainCa?: string },
  context: RunContext,
): Promise<undefined> {
  const domainCa =
    options.domainCa === undefined ? {} : { domainCa: new TextDecoder().decode(readInput(options.domainCa)) };
  const input = { serialNumbers, to: options.to, ...domainCa };
  const answer = await askManufacturer(options, context, 'sell', input);
  const file = isJsonObject(answer) ? answer['file'] : undefined;
  if (!isJsonObject(answer) || typeof file !== 'string') throw fail('E_CLI_OPERATION', 'the manufacturer gave no file');
  writeOutput(options.out, fromBase64(file));
  const { file: _, ...rest } = answer;
  showValue(context.terminal, { written: options.out, ...rest }, options.json);
  return undefined;
}
