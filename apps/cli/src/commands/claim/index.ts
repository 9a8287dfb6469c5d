/** `sallyport claim`: what the owner and others say of makers, devices and each other. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { describingCommands } from './describe.ts';
import { logCommands } from './log.ts';
import { previewCommand } from './preview.ts';
import { trustCommands } from './trust.ts';

export function claimCommand(context: RunContext): Command {
  const command = new Command('claim').description('say, bring, see and take back what decisions rest on');
  const commands = [
    ...trustCommands(context),
    ...describingCommands(context),
    ...logCommands(context),
    previewCommand(context),
  ];
  for (const each of commands) command.addCommand(each);
  return command;
}
