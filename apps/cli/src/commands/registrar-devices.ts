/** `sallyport registrar devices` and `show`: the devices of the domain. */

import { type Command, Option } from 'commander';
import type { RunContext } from '../run-context.ts';
import type { DomainInput } from '../services/ask.ts';
import { withDomain } from '../services/reach.ts';
import { deviceForPeople, devicesForPeople, manufacturerNames } from '../view/domain-view.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from './common.ts';
import { deviceNamed } from './names.ts';
import { type PageOptions, paged, pageOf } from './page-options.ts';

type DeviceState = NonNullable<DomainInput<'devices.list'>['state']>;

const STATES: readonly DeviceState[] = ['voucher', 'imprinted', 'certified', 'aboard', 'failed'];

interface ListOptions extends PageOptions {
  readonly state?: DeviceState;
}

export function deviceCommands(context: RunContext): readonly Command[] {
  return [
    paged(domainCommand('devices', 'list the devices of the domain'))
      .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
      .action((options: ListOptions) => perform(context, options.json, () => list(options, context))),
    domainCommand('show', 'show one device with its certificate')
      .argument('<device>', 'serial number, or MANUFACTURER/SERIAL')
      .action((device: string, options: CommonOptions) =>
        perform(context, options.json, () => show(device, options, context)),
      ),
  ];
}

function list(options: ListOptions, context: RunContext): Promise<undefined> {
  const { json, state } = options;
  return withDomain(options, context, async (ask) => {
    const names = json ? new Map() : manufacturerNames(await ask('manufacturers.list', {}));
    const answer = await ask('devices.list', { ...pageOf(options), ...(state === undefined ? {} : { state }) });
    showValue(context.terminal, answer, json, (each) => devicesForPeople(each, names));
    return undefined;
  });
}

function show(text: string, options: CommonOptions, context: RunContext): Promise<undefined> {
  const { json } = options;
  return withDomain(options, context, async (ask) => {
    const names = manufacturerNames(await ask('manufacturers.list', {}));
    const answer = await ask('devices.show', { ...(await deviceNamed(text, ask)) });
    showValue(context.terminal, answer, json, (each) => deviceForPeople(each, names));
    return undefined;
  });
}
