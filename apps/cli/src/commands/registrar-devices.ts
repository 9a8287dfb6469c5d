/** `sallyport registrar devices`, `show` and `timeline`: the devices of the domain. */

import { type Command, Option } from 'commander';
import { count } from '../options.ts';
import type { RunContext } from '../run-context.ts';
import type { DomainInput } from '../services/ask.ts';
import { withDomain } from '../services/reach.ts';
import { deviceForPeople, devicesForPeople, manufacturerNames } from '../view/domain-view.ts';
import { namesOf } from '../view/names.ts';
import { timelineForPeople } from '../view/timeline-view.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from './common.ts';
import { deviceNamed } from './names.ts';
import { type PageOptions, paged, pageOf } from './page-options.ts';

type DeviceState = NonNullable<DomainInput<'devices.list'>['state']>;

const STATES: readonly DeviceState[] = ['met', 'voucher', 'imprinted', 'certified', 'aboard', 'entrusted', 'failed'];

interface ListOptions extends PageOptions {
  readonly state?: DeviceState;
}

interface TimelineOptions extends CommonOptions {
  readonly limit?: number;
  readonly before?: number;
}

export function deviceCommands(context: RunContext): readonly Command[] {
  return [
    paged(domainCommand('devices', 'list the devices that came or tried to'))
      .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
      .action((options: ListOptions) => perform(context, options.json, () => list(options, context))),
    domainCommand('show', 'show one device with its certificate')
      .argument('<device>', 'serial number, or MANUFACTURER/SERIAL')
      .action((device: string, options: CommonOptions) =>
        perform(context, options.json, () => show(device, options, context)),
      ),
    domainCommand('timeline', 'show what happened to a device, the newest first')
      .argument('<device>', 'serial number, or MANUFACTURER/SERIAL')
      .option('--limit <number>', 'how much at most, up to 500 (default: 50)', count)
      .option('--before <position>', 'go on with what is older, as the page before said', count)
      .action((device: string, options: TimelineOptions) =>
        perform(context, options.json, () => timeline(device, options, context)),
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

function timeline(text: string, options: TimelineOptions, context: RunContext): Promise<undefined> {
  const { json, limit, before } = options;
  return withDomain(options, context, async (ask) => {
    const answer = await ask('devices.timeline', { ...(await deviceNamed(text, ask)), limit, before });
    const names = json ? new Map<string, string>() : await namesOf(ask);
    showValue(context.terminal, answer, json, () => timelineForPeople(answer, names));
    return undefined;
  });
}
