/** `sallyport thread topology` and `read-code`: how a network is connected, and whose code this is. */

import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { askDomain } from '../../services/reach.ts';
import { codeForPeople, topologyText } from '../../view/topology-view.ts';
import { showValue } from '../../view/value-view.ts';
import { type CommonOptions, domainCommand, perform } from '../common.ts';
import { askForQr } from './joiner-options.ts';

interface TopologyOptions extends CommonOptions {
  readonly network?: string;
}

interface CodeOptions extends CommonOptions {
  readonly qr?: string;
}

export function lookCommands(context: RunContext): readonly Command[] {
  return [
    domainCommand('topology', 'show how a Thread network is connected just now, as its nodes say')
      .option('--network <name>', 'the network, by its name; needed where there are several')
      .action(({ network, ...options }: TopologyOptions) =>
        perform(context, options.json, async () => {
          const answer = await askDomain(options, context, 'thread.topology', { network });
          if (options.json) showValue(context.terminal, answer, options.json);
          else context.terminal.out(topologyText(answer, context.terminal));
          return undefined;
        }),
      ),
    domainCommand('read-code', 'show whose QR code this is; the code in it is not told')
      .option('--qr <text>', 'what the QR code says; asked for when left out')
      .action(({ qr, ...options }: CodeOptions) =>
        perform(context, options.json, async () => {
          const given = { qr: qr ?? (await askForQr(context)) };
          const answer = await askDomain(options, context, 'thread.read-code', given);
          showValue(context.terminal, answer, options.json, () => codeForPeople(answer));
          return undefined;
        }),
      ),
  ];
}
