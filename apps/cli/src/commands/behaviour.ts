/** `sallyport denylist`, `flows` and `mud`: what devices do on the network, and what they should not. */

import { resolve } from 'node:path';
import { toBase64 } from '@sallyport/core';
import { Command, Option } from 'commander';
import { readInput } from '../data/named-files.ts';
import type { RunContext } from '../run-context.ts';
import { askDomain } from '../services/reach.ts';
import { addressesForPeople, denylistsForPeople, takenForPeople } from '../view/posture-view.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform, performDomain } from './common.ts';

const FORMATS = ['json', 'zeek', 'zeek-json', 'nftables'];
const LIST = 'what the list is called';

export function denylistCommand(context: RunContext): Command {
  const command = new Command('denylist').description('destinations that no device should talk to');
  command.addCommand(
    domainCommand('import', 'put a list in force, in place of the one of that name')
      .argument('<name>', LIST)
      .argument('<file>', 'an address, prefix or host name a line, or a hosts file; the domain must be able to read it')
      .action((name: string, file: string, options: CommonOptions) =>
        performDomain(context, options, 'denylist.import', { name, path: resolve(file) }, takenForPeople),
      ),
  );
  command.addCommand(
    domainCommand('list', 'show the lists in force').action((options: CommonOptions) =>
      performDomain(context, options, 'denylist.list', {}, denylistsForPeople),
    ),
  );
  command.addCommand(
    domainCommand('remove', 'take a list out of force')
      .argument('<name>', LIST)
      .action((name: string, options: CommonOptions) => performDomain(context, options, 'denylist.remove', { name })),
  );
  return command;
}

export function flowsCommand(context: RunContext): Command {
  const command = new Command('flows').description('what was seen on the network');
  command.addCommand(
    domainCommand('submit', 'bring flows; routers and sensors send them to /flows by themselves')
      .argument('<file>', 'the log, or - for standard input')
      .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('json'))
      .action((file: string, { format, ...options }: CommonOptions & { format: string }) =>
        perform(context, options.json, async () => {
          const flows = toBase64(readInput(file));
          const answer = await askDomain(options, context, 'flows.submit', { flows, format });
          showValue(context.terminal, answer, options.json, takenForPeople);
          return undefined;
        }),
      ),
  );
  command.addCommand(
    domainCommand('address', 'say which addresses a device has, where no NAS tells; none takes them back')
      .argument('<device>', 'serial number, or MANUFACTURER/SERIAL')
      .argument('[addresses...]', 'IP addresses')
      .action((device: string, addresses: string[], options: CommonOptions) =>
        performDomain(context, options, 'addresses.set', { device, addresses }),
      ),
  );
  command.addCommand(
    domainCommand('addresses', 'show the addresses that were said').action((options: CommonOptions) =>
      performDomain(context, options, 'addresses.list', {}, addressesForPeople),
    ),
  );
  return command;
}

export function mudCommand(context: RunContext): Command {
  const command = new Command('mud').description('what types of devices are meant to do (RFC 8520)');
  command.addCommand(
    domainCommand('show', 'show the MUD files of a type, and what becomes of them on a NAS')
      .argument('<type>', 'what the type is called')
      .action((type: string, options: CommonOptions) => performDomain(context, options, 'mud.show', { type })),
  );
  return command;
}
