/** `sallyport brski`: the nqminds brski tool's commands on its own config.ini, able to talk to the tool itself. */

import { Argument, Command } from 'commander';
import { isNqmindsCommand, NQMINDS_COMMANDS, runNqmindsCommand } from '../nqminds/index.ts';
import type { RunContext } from '../run-context.ts';
import { perform } from './common.ts';

export function brskiCommand(context: RunContext): Command {
  return new Command('brski')
    .description('do what the nqminds brski tool does')
    .requiredOption('-c, --config <file>', "the tool's own config.ini")
    .option('-o, --out <file>', 'where the result goes; default: standard output')
    .addArgument(
      new Argument(
        '<command>',
        'epvr: write the voucher-request; preg or preq: get a voucher; sign: and a certificate; registrar, masa: serve',
      ).choices([...NQMINDS_COMMANDS]),
    )
    .action((command: string, options: { config: string; out?: string }) =>
      perform(context, false, async () => {
        if (!isNqmindsCommand(command)) return undefined;
        const { terminal, clock, random, signal } = context;
        await runNqmindsCommand(
          { command, config: options.config, ...(options.out === undefined ? {} : { output: options.out }) },
          { out: (text) => terminal.out(text), note: (text) => terminal.note(text), clock, random, signal },
        );
        return undefined;
      }),
    );
}
