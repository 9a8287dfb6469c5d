/** `sallyport router`: a router that follows its registrar, and what its owner does for it. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { initCommand } from './init.ts';
import { ownerCommands } from './owner.ts';
import { runCommand } from './run.ts';
import { statusCommand } from './status.ts';

export function routerCommand(context: RunContext): Command {
  const command = new Command('router').description('keep the ports of a router by what its registrar decides');
  for (const each of [initCommand(context), runCommand(context), statusCommand(context), ...ownerCommands(context)]) {
    command.addCommand(each);
  }
  return command;
}
