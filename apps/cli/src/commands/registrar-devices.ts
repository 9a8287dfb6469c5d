/** `sallyport registrar devices` and `show`: the devices of the domain. */

import { type Command, Option } from 'commander';
import { count } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import { withDomain } from '../services/ask.ts';
import { deviceForPeople, devicesForPeople, manufacturerNames } from '../view/domain-view.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, dataCommand, perform } from './common.ts';
import { deviceNamed } from './names.ts';

const STATES = ['voucher', 'imprinted', 'certified', 'aboard', 'failed'];

interface ListOptions extends CommonOptions {
  readonly state?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export function deviceCommands(context: RunContext): readonly Command[] {
  return [
    dataCommand('devices', 'list the devices of the domain')
      .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
      .option('--limit <number>', 'how many at most, up to 1000 (default: 100)', count)
      .option('--cursor <cursor>', 'go on after the page that named this')
      .action((options: ListOptions) => perform(context, options.json, () => list(options, context))),
    dataCommand('show', 'show one device with its certificate')
      .argument('<device>', 'serial number, or MANUFACTURER/SERIAL')
      .action((device: string, options: CommonOptions) =>
        perform(context, options.json, () => show(device, options, context)),
      ),
  ];
}

function list({ dataDir, json, ...input }: ListOptions, context: RunContext): Promise<undefined> {
  return withDomain(dataDir, context, async (ask) => {
    const names = json ? new Map() : manufacturerNames(await ask('manufacturers.list', {}));
    const answer = await ask('devices.list', { ...input });
    showValue(context.terminal, answer, json, (each) => devicesForPeople(each, names));
    return undefined;
  });
}

function show(text: string, { dataDir, json }: CommonOptions, context: RunContext): Promise<undefined> {
  return withDomain(dataDir, context, async (ask) => {
    const names = manufacturerNames(await ask('manufacturers.list', {}));
    const answer = await ask('devices.show', { ...(await deviceNamed(text, ask)) });
    showValue(context.terminal, answer, json, (each) => deviceForPeople(each, names));
    return undefined;
  });
}
