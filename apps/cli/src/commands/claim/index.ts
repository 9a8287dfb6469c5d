/** `sallyport claim`: what the owner and others say of makers, devices and each other. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { describingCommands } from './describe.ts';
import { logCommands } from './log.ts';
import { trustCommands } from './trust.ts';

export function claimCommand(context: RunContext): Command {
  const command = new Command('claim').description('say, bring, see and take back what decisions rest on');
  for (const each of [...trustCommands(context), ...describingCommands(context), ...logCommands(context)]) {
    command.addCommand(each);
  }
  return command;
}
