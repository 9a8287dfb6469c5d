/** `sallyport console open`: where the console is, and how a browser knows that it is the right one. */

import type { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { askDomain } from '../../services/reach.ts';
import { consoleJson, consoleText } from '../../view/console-view.ts';
import { type CommonOptions, domainCommand, perform } from '../common.ts';
import { consoleAddress } from './address.ts';

export function openCommand(context: RunContext): Command {
  return domainCommand('open', "print the console's address, and what a browser should trust").action(
    (options: CommonOptions) => perform(context, options.json, () => open(options, context)),
  );
}

async function open(options: CommonOptions, context: RunContext): Promise<undefined> {
  const { terminal } = context;
  const url = await consoleAddress(options, context);
  const { caFingerprint } = await askDomain(options, context, 'ca.show', {});
  const entry = { url, caFingerprint };
  terminal.out(options.json ? `${JSON.stringify(consoleJson(entry))}\n` : consoleText(entry, terminal));
  return undefined;
}
