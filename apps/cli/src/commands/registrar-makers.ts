/** `sallyport registrar makers` and `types`: who makes devices, and what is known of their types. */

import type { Command } from 'commander';
import type { RunContext } from '../run-context.ts';
import { askDomain } from '../services/reach.ts';
import { makerForPeople, makersForPeople, typeForPeople, typesForPeople } from '../view/makers-view.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from './common.ts';

export function makerCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('makers', 'show who makes devices, and who says that they are trusted')
      .argument('[maker]', 'this one, with its types: its name or id')
      .action((maker: string | undefined, options: CommonOptions) =>
        perform(context, options.json, () => makers(maker, options, context)),
      ),
    domainCommand('types', 'show the types of devices of which something is known')
      .argument('[type]', 'this one, with what was claimed of it')
      .action((type: string | undefined, options: CommonOptions) =>
        perform(context, options.json, () => types(type, options, context)),
      ),
  ];
}

async function makers(maker: string | undefined, options: CommonOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  if (maker === undefined) {
    const all = await askDomain(options, context, 'makers.list', {});
    showValue(terminal, all, options.json, () => makersForPeople(all));
    return;
  }
  const one = await askDomain(options, context, 'makers.show', { maker });
  showValue(terminal, one, options.json, () => makerForPeople(one));
}

async function types(type: string | undefined, options: CommonOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  if (type === undefined) {
    const all = await askDomain(options, context, 'types.list', {});
    showValue(terminal, all, options.json, () => typesForPeople(all));
    return;
  }
  const one = await askDomain(options, context, 'types.show', { type });
  showValue(terminal, one, options.json, () => typeForPeople(one));
}
