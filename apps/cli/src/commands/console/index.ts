/** `sallyport console`: the console's address, the people who use it, what they come in by, and what they changed. */

import { Command } from 'commander';
import type { RunContext } from '../../run-context.ts';
import { changesCommand } from './changes.ts';
import { openCommand } from './open.ts';
import { peopleCommands } from './people.ts';
import { signInsCommand } from './sign-ins.ts';
import { tokensCommand } from './tokens.ts';

export function consoleCommand(context: RunContext): Command {
  const command = new Command('console').description('the console: its address, its people, their tokens and changes');
  const rest = [tokensCommand(context), signInsCommand(context), changesCommand(context)];
  for (const each of [openCommand(context), ...peopleCommands(context), ...rest]) command.addCommand(each);
  return command;
}
