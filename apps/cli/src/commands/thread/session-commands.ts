/** `sallyport thread networks`, `joiners`, `disable` and `resign`: what a Commissioner that is running has, and ending it. */

import { isJsonObject, type JsonValue } from '@sallyport/core';
import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { askDomain } from '../../services/reach.ts';
import { joinersForPeople } from '../../view/thread-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform, performDomain } from '../common.ts';
import { type JoinerOptions, joinerOf, withJoiner } from './joiner-options.ts';

interface NetworkOptions extends CommonOptions {
  readonly network?: string;
}

const NETWORK = ['--network <name>', 'the network, by its name; needed where there are several'] as const;

export function sessionCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('networks', 'list the networks that the owner is Commissioner of').action((options: CommonOptions) =>
      performDomain(context, options, 'thread.networks', {}, networksForPeople),
    ),
    domainCommand('joiners', 'list the devices that may join')
      .option(...NETWORK)
      .action((options: NetworkOptions) =>
        performDomain(context, options, 'thread.joiners', networkOf(options), joinersForPeople),
      ),
    withJoiner(domainCommand('disable', 'let a device join no longer').option(...NETWORK)).action(
      (options: NetworkOptions & JoinerOptions) =>
        perform(context, options.json, async () => {
          const { joiner } = await joinerOf(options, context);
          const input = { ...networkOf(options), joiner };
          showValue(context.terminal, await askDomain(options, context, 'thread.disable', input), options.json);
          return undefined;
        }),
    ),
    domainCommand('resign', 'give the role of Commissioner back')
      .option(...NETWORK)
      .action((options: NetworkOptions) =>
        performDomain(context, options, 'thread.resign', networkOf(options), resignedText),
      ),
  ];
}

function networkOf({ network }: NetworkOptions): { readonly network?: string } {
  return network === undefined ? {} : { network };
}

function networksForPeople(answer: JsonValue): JsonValue {
  return Array.isArray(answer) && answer.length === 0 ? 'none: `sallyport thread connect` makes it one' : answer;
}

function resignedText(answer: JsonValue): JsonValue {
  return isJsonObject(answer) ? `No longer Commissioner of ${answer['networkName']}` : answer;
}
