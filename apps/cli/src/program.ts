/** The `sallyport` command: every subcommand, in the order a newcomer meets them. */

import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { denylistCommand, flowsCommand, mudCommand } from './commands/behaviour.ts';
import { brskiCommand } from './commands/brski.ts';
import { caCommand } from './commands/ca.ts';
import { claimCommand } from './commands/claim/index.ts';
import { consoleCommand } from './commands/console/index.ts';
import { demoCommand } from './commands/demo.ts';
import { deviceCommand } from './commands/device.ts';
import { feedsCommand } from './commands/feeds.ts';
import { identityCommand } from './commands/identity/index.ts';
import { manufacturerCommand, masaCommand } from './commands/manufacturer.ts';
import { networkCommand } from './commands/network/config.ts';
import { radiusCommand } from './commands/network/radius.ts';
import { sessionsCommand } from './commands/network/sessions.ts';
import { peopleCommand } from './commands/people.ts';
import { policyCommand } from './commands/policy/index.ts';
import { portAgentCommand } from './commands/port-agent.ts';
import { proxyCommand } from './commands/proxy.ts';
import { registrarCommand } from './commands/registrar.ts';
import { revokeCommand } from './commands/revoke.ts';
import { routerCommand } from './commands/router/index.ts';
import { threadCommand } from './commands/thread/index.ts';
import { upCommand } from './commands/up.ts';
import { voucherCommand } from './commands/voucher.ts';
import { whyCommand } from './commands/why.ts';
import { EXIT } from './exit.ts';
import { FIRST_STEPS, HELP, inheritSharedOptions, mistakeText } from './help.ts';
import type { RunContext } from './run-context.ts';

const DESCRIPTION = 'Brings IoT devices aboard a network, checks them against one policy, and keeps checking.';

export function buildProgram(context: RunContext): Command {
  const { terminal } = context;
  const program = new Command('sallyport')
    .description(DESCRIPTION)
    .version(version(), '-V, --version')
    .showHelpAfterError('  Run with --help to see what there is.')
    .enablePositionalOptions()
    .configureHelp(HELP)
    .addHelpText('after', FIRST_STEPS)
    .hook('preAction', (_, action) => inheritSharedOptions(action))
    .addCommand(upCommand(context))
    .addCommand(demoCommand(context))
    .addCommand(deviceCommand(context))
    .addCommand(manufacturerCommand(context))
    .addCommand(masaCommand(context))
    .addCommand(registrarCommand(context))
    .addCommand(consoleCommand(context))
    .addCommand(revokeCommand(context))
    .addCommand(whyCommand(context))
    .addCommand(claimCommand(context))
    .addCommand(policyCommand(context))
    .addCommand(peopleCommand(context))
    .addCommand(identityCommand(context))
    .addCommand(feedsCommand(context))
    .addCommand(denylistCommand(context))
    .addCommand(flowsCommand(context))
    .addCommand(mudCommand(context))
    .addCommand(proxyCommand(context))
    .addCommand(threadCommand(context))
    .addCommand(radiusCommand(context))
    .addCommand(sessionsCommand(context))
    .addCommand(networkCommand(context))
    .addCommand(portAgentCommand(context))
    .addCommand(routerCommand(context))
    .addCommand(voucherCommand(context))
    .addCommand(caCommand(context))
    .addCommand(brskiCommand(context));
  program.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text),
    writeErr: (text) => terminal.note(text),
    outputError: (text, write) => write(mistakeText(text)),
  });
  for (const command of everyCommand(program)) command.exitOverride().copyInheritedSettings(program);
  return program;
}

function* everyCommand(command: Command): Generator<Command> {
  for (const child of command.commands) {
    yield child;
    yield* everyCommand(child);
  }
}

/** Runs the command line; sets the exit status: 0 done, 1 failed, 2 a mistake in the command line. */
export async function runProgram(argv: readonly string[], context: RunContext): Promise<void> {
  const program = buildProgram(context);
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    const isHelp =
      thrown.code === 'commander.helpDisplayed' ||
      thrown.code === 'commander.version' ||
      thrown.code === 'commander.help';
    process.exitCode = isHelp && thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}

function version(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
