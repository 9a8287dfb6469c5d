/** `sallyport router list`, `add`, `remove`: the routers of an owner's domain. */

import { fromBase64, isJsonObject } from '@sallyport/core';
import type { Command } from 'commander';
import { writeOutput } from '../../data/named-files.ts';
import type { RunContext } from '../../run-context.ts';
import { withDomain } from '../../services/reach.ts';
import { textIn } from '../../view/members.ts';
import { routersForPeople } from '../../view/router-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform, performDomain } from '../common.ts';

interface AddOptions extends CommonOptions {
  readonly name: string;
  readonly out?: string;
}

interface RemoveOptions extends CommonOptions {
  readonly reason?: string;
}

const KEY = 'the name of its key, as `router init` shows it';

export function ownerCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('list', "show the routers of the owner's domain, and which are connected").action(
      (options: CommonOptions) => performDomain(context, options, 'routers.list', {}, routersForPeople),
    ),
    domainCommand('add', "give the owner's word for a router: the claim that it shows")
      .argument('<router>', KEY)
      .requiredOption('--name <name>', 'what the owner calls it')
      .option('-o, --out <file>', 'write the claim here, for `router run --trust-claim`')
      .action((router: string, options: AddOptions) =>
        perform(context, options.json, () => add(router, options, context)),
      ),
    domainCommand('remove', 'let a router connect no more')
      .argument('<router>', KEY)
      .option('--reason <text>', 'why')
      .action((router: string, { reason, ...options }: RemoveOptions) =>
        performDomain(context, options, 'routers.remove', {
          router,
          ...(reason === undefined ? {} : { reason }),
        }),
      ),
  ];
}

function add(router: string, options: AddOptions, context: RunContext): Promise<undefined> {
  const { json, name, out } = options;
  return withDomain(options, context, async (ask) => {
    const answer = await ask('routers.add', { router, name });
    const claim = isJsonObject(answer) ? textIn(answer, 'claim') : undefined;
    if (out !== undefined && claim !== undefined) writeOutput(out, fromBase64(claim));
    showValue(context.terminal, answer, json);
    return undefined;
  });
}
