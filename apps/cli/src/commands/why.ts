/** `sallyport why`: why a device may, or may not. */

import type { Command } from 'commander';
import { Option } from 'commander';
import type { RunContext } from '../run-context.ts';
import { withDomain } from '../services/reach.ts';
import { jsonOf } from '../view/json-of.ts';
import { namesOf } from '../view/names.ts';
import { decisionText } from '../view/proof-view.ts';
import { showValue } from '../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from './common.ts';

interface WhyOptions extends CommonOptions {
  readonly point: (typeof POINTS)[number];
  readonly all: boolean;
}

const POINTS = ['C.3', 'C.8', 'E.2', 'M.4'] as const;

export function whyCommand(context: RunContext): Command {
  return domainCommand('why', 'show what is decided of a device now, and what that rests on')
    .argument('<device>', 'serial number, MANUFACTURER/SERIAL, or the name of its birth key')
    .addOption(
      new Option('--point <step>', 'where: voucher-request, voucher, network, or Thread network')
        .choices(POINTS)
        .default('E.2'),
    )
    .option('--all', 'show everything that was tried, and not what decided alone', false)
    .action((device: string, options: WhyOptions) =>
      perform(context, options.json, () => why(device, options, context)),
    );
}

function why(device: string, options: WhyOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const { json, point, all } = options;
  return withDomain(options, context, async (ask) => {
    const answer = await ask('why', { device, point });
    if (json) showValue(terminal, answer, json);
    else terminal.out(decisionText(jsonOf(answer), { names: await namesOf(ask), isWhole: all }, terminal));
    return undefined;
  });
}
